import { readBody } from "../../bodies/reader.ts";
import { delegatedGrantEntity } from "../../entities/grants.ts";
import { servicePrincipalEntity } from "../../entities/service-principal.ts";
import { rules } from "../../permissions.ts";
import { refuse } from "../../refuse.ts";
import { answerList, answerMade, answerObject } from "../answers.ts";
import type { GraphAnswer, GraphCall } from "../call.ts";
import { requireMember } from "../require-member.ts";
import { requireObject } from "../require-object.ts";
import type { Route, RouteDependencies } from "../route.ts";

/** Where the grants of one client, or of one user, are listed. */
const LISTS = [
  { path: "serviceprincipals/*/oauth2permissiongrants", column: "clientId" },
  { path: "users/*/oauth2permissiongrants", column: "principalId" },
  { path: "me/oauth2permissiongrants", column: "principalId" },
] as const;

/** Delegated permissions that were granted. */
export const grantRoutes: readonly Route[] = [
  ...LISTS.map(
    ({ path, column }): Route => ({
      method: "GET",
      path,
      rule: rules.readDirectory,
      async run(call, deps) {
        const value =
          column === "clientId"
            ? (await requireObject(call, deps, servicePrincipalEntity)).objectId
            : await requireMember(call, deps);
        const scope = { kind: "compare", column, operator: "eq", value } as const;
        return await answerList(call, deps, delegatedGrantEntity, scope);
      },
    }),
  ),
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
