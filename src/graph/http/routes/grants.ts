import { firstPartyAppIds } from "../../../identity/index.ts";
import { readBody } from "../../bodies/reader.ts";
import { appRoleAssignmentEntity, delegatedGrantEntity } from "../../entities/grants.ts";
import { servicePrincipalEntity } from "../../entities/service-principal.ts";
import { rules } from "../../permissions.ts";
import { refuse } from "../../refuse.ts";
import { answerList, answerMade, answerObject } from "../answers.ts";
import { requireRule } from "../authorize.ts";
import type { GraphAnswer, GraphCall } from "../call.ts";
import { requireObject } from "../require-object.ts";
import type { Route, RouteDependencies } from "../route.ts";

/** Delegated permissions and app roles that were granted. */
export const grantRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "oauth2permissiongrants",
    rule: rules.readDirectory,
    run: (call, deps) => answerList(call, deps, delegatedGrantEntity),
  },
  {
    method: "GET",
    path: "oauth2permissiongrants/*",
    rule: rules.readDirectory,
    async run(call, deps) {
      const id = call.segments[1] ?? "";
      const grant = await deps.identity.objects.delegatedGrants.find(call.principal.tenantId, id);
      if (grant === undefined) throw refuse("graph/not-found", { id });
      return answerObject(call, delegatedGrantEntity, grant);
    },
  },
  {
    method: "POST",
    path: "oauth2permissiongrants",
    rule: rules.changeGrants,
    run: createGrant,
  },
  {
    method: "PATCH",
    path: "oauth2permissiongrants/*",
    rule: rules.changeGrants,
    async run(call, deps) {
      const body = readBody(call.body, "oAuth2PermissionGrant");
      const scope = body.requiredText("scope");
      body.requireEnd();
      if (scope === undefined) throw missing("scope");
      await deps.identity.setGrantedScopes(nameOf(call), scopesOf(scope));
      return { status: 204 };
    },
  },
  {
    method: "DELETE",
    path: "oauth2permissiongrants/*",
    rule: rules.changeGrants,
    async run(call, deps) {
      await deps.identity.removeScopeGrant(nameOf(call));
      return { status: 204 };
    },
  },
  ...(["principalId", "resourceId"] as const).flatMap((column): Route[] => {
    const list = column === "principalId" ? "approleassignments" : "approleassignedto";
    const path = `serviceprincipals/*/${list}`;
    return [
      {
        method: "GET",
        path,
        rule: rules.readApplications,
        async run(call, deps) {
          const { objectId: value } = await requireObject(call, deps, servicePrincipalEntity);
          const scope = { kind: "compare", column, operator: "eq", value } as const;
          return await answerList(call, deps, appRoleAssignmentEntity, scope);
        },
      },
      { method: "POST", path, rule: rules.changeAppRoles, run: assignRole },
      {
        method: "DELETE",
        path: `${path}/*`,
        rule: rules.changeAppRoles,
        async run(call, deps) {
          const { objectId } = await requireObject(call, deps, servicePrincipalEntity);
          const { tenantId } = call.principal;
          const id = (call.segments[3] ?? "").toLowerCase();
          const found = await deps.identity.objects.appRoleAssignments.find(tenantId, id);
          if (found?.[column] !== objectId) throw refuse("graph/not-found", { id });
          await deps.identity.removeAppRoleAssignment({ tenantId, id });
          return { status: 204 };
        },
      },
    ];
  }),
];

async function createGrant(call: GraphCall, { identity }: RouteDependencies): Promise<GraphAnswer> {
  const { tenantId } = call.principal;
  const body = readBody(call.body, "oAuth2PermissionGrant");
  const clientId = body.requiredText("clientId")?.toLowerCase();
  const resourceId = body.requiredText("resourceId")?.toLowerCase();
  const consentType = body.requiredText("consentType");
  const userId = body.text("principalId")?.toLowerCase();
  const scope = body.text("scope") ?? "";
  // Times of a grant are kept for old clients alone. Source: Graph's page of the type.
  for (const name of ["startTime", "expiryTime"]) body.take(name);
  body.requireEnd();
  if (clientId === undefined) throw missing("clientId");
  if (resourceId === undefined) throw missing("resourceId");
  const isForAll = consentType === "AllPrincipals";
  if (!isForAll && consentType !== "Principal") throw body.invalid("consentType");
  if (isForAll !== (userId === undefined)) throw body.invalid("principalId");
  const id = await identity.createScopeGrant({
    tenantId,
    clientId,
    resourceId,
    userId,
    scopes: scopesOf(scope),
  });
  const made = await identity.objects.delegatedGrants.find(tenantId, id);
  if (made === undefined) throw refuse("graph/not-found", { id });
  return answerMade(call, delegatedGrantEntity, made);
}

/** Gives an app role; the body says to whom, of which API and which. */
async function assignRole(call: GraphCall, deps: RouteDependencies): Promise<GraphAnswer> {
  const { identity } = deps;
  const { tenantId } = call.principal;
  await requireObject(call, deps, servicePrincipalEntity);
  const body = readBody(call.body, "appRoleAssignment");
  const principalId = body.requiredText("principalId")?.toLowerCase() ?? "";
  const resourceId = body.requiredText("resourceId")?.toLowerCase() ?? "";
  const appRoleId = body.requiredText("appRoleId")?.toLowerCase() ?? "";
  body.requireEnd();
  const resource = await identity.objects.servicePrincipals.find(tenantId, resourceId);
  const role = resource?.appRoles.find(({ id }) => id === appRoleId);
  if (resource === undefined) throw refuse("graph/not-found", { id: resourceId });
  if (resource.appId === firstPartyAppIds.microsoftGraph) {
    await requireRule(call.principal, rules.changeGraphRoles, identity);
  }
  if (role === undefined || role.isEnabled === false) throw body.invalid("appRoleId");
  const find = async () => {
    const { items } = await identity.objects.appRoleAssignments.page(tenantId, {
      condition: {
        kind: "and",
        conditions: Object.entries({ principalId, resourceId, appRoleId }).map(
          ([column, value]) => ({
            kind: "compare" as const,
            column: column as "principalId",
            operator: "eq" as const,
            value,
          }),
        ),
      },
      order: { column: "id", isDescending: false },
      after: undefined,
      limit: 1,
    });
    return items[0];
  };
  if ((await find()) !== undefined) {
    throw refuse("graph/body-invalid", {
      reason: "Permission being assigned already exists on the object",
    });
  }
  await identity.grantAppRole({
    tenantId,
    principalId,
    resourceAppId: resource.appId,
    role: role.value,
  });
  const made = await find();
  if (made === undefined) throw refuse("graph/not-found", { id: principalId });
  return answerMade(call, appRoleAssignmentEntity, made);
}

function nameOf({ principal, segments }: GraphCall) {
  return { tenantId: principal.tenantId, id: (segments[1] ?? "").toLowerCase() };
}

/** Permissions stand in one text, with spaces between them. */
function scopesOf(text: string): readonly string[] {
  return [...new Set(text.split(" ").filter((scope) => scope !== ""))];
}

function missing(property: string): Error {
  return refuse("graph/body-invalid", {
    reason: `A value is required for property '${property}'.`,
  });
}
