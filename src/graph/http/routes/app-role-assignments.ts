import {
  type AppRoleAssignmentObject,
  DEFAULT_APP_ROLE_ID,
  firstPartyAppIds,
  memberTypesOf,
  type ServicePrincipalObject,
} from "../../../identity/index.ts";
import { type BodyReader, readBody } from "../../bodies/reader.ts";
import { appRoleAssignmentEntity } from "../../entities/grants.ts";
import { servicePrincipalEntity } from "../../entities/service-principal.ts";
import { rules } from "../../permissions.ts";
import { refuse } from "../../refuse.ts";
import { answerList, answerMade, answerObject } from "../answers.ts";
import { requireOwnership, requireRule } from "../authorize.ts";
import type { GraphAnswer, GraphCall } from "../call.ts";
import { requireMember } from "../require-member.ts";
import { requireObject } from "../require-object.ts";
import type { Route, RouteDependencies } from "../route.ts";

type Column = "principalId" | "resourceId";

/** What was given to whom, by either of them. */
const LISTS: readonly { readonly path: string; readonly column: Column }[] = [
  { path: "serviceprincipals/*/approleassignments", column: "principalId" },
  { path: "serviceprincipals/*/approleassignedto", column: "resourceId" },
  { path: "users/*/approleassignments", column: "principalId" },
  { path: "groups/*/approleassignments", column: "principalId" },
  { path: "me/approleassignments", column: "principalId" },
];

/** App roles that users, groups and applications were given. */
export const appRoleAssignmentRoutes: readonly Route[] = LISTS.flatMap(
  ({ path, column }): Route[] => {
    const isPrincipals = path.startsWith("serviceprincipals");
    const rule = isPrincipals ? rules.readApplications : rules.readDirectory;
    return [
      {
        method: "GET",
        path,
        rule,
        async run(call, deps) {
          const value = await requireSide(call, deps);
          const scope = { kind: "compare", column, operator: "eq", value } as const;
          return await answerList(call, deps, appRoleAssignmentEntity, scope);
        },
      },
      {
        method: "POST",
        path,
        rule: rules.changeAppRoles,
        run: (call, deps) => assignRole(call, deps, column),
      },
      {
        method: "GET",
        path: `${path}/*`,
        rule,
        run: async (call, deps) =>
          answerObject(call, appRoleAssignmentEntity, await requireListed(call, deps, column)),
      },
      {
        method: "DELETE",
        path: `${path}/*`,
        rule: rules.changeAppRoles,
        async run(call, deps) {
          const { id, resourceId } = await requireListed(call, deps, column);
          await requireResource(call, deps, resourceId);
          const { tenantId } = call.principal;
          await deps.identity.removeAppRoleAssignment({ tenantId, id });
          return { status: 204 };
        },
      },
    ];
  },
);

/** The id of the object whose list the path names; service principals by their keys as well. */
async function requireSide(call: GraphCall, deps: RouteDependencies): Promise<string> {
  return call.pattern[0] === "serviceprincipals"
    ? (await requireObject(call, deps, servicePrincipalEntity)).objectId
    : await requireMember(call, deps);
}

async function requireListed(
  call: GraphCall,
  deps: RouteDependencies,
  column: Column,
): Promise<AppRoleAssignmentObject> {
  const objectId = await requireSide(call, deps);
  const id = (call.segments.at(-1) ?? "").toLowerCase();
  const { appRoleAssignments } = deps.identity.objects;
  const found = await appRoleAssignments.find(call.principal.tenantId, id);
  if (found?.[column] !== objectId) throw refuse("graph/not-found", { id });
  return found;
}

/** Who has no role may give the app roles of what he owns. */
async function requireResource(
  { principal }: GraphCall,
  { identity }: RouteDependencies,
  resourceId: string,
): Promise<void> {
  await requireOwnership(principal, rules.changeAppRoles, identity, resourceId);
}

/** Gives an app role; the body says to whom, of which API and which. */
async function assignRole(
  call: GraphCall,
  deps: RouteDependencies,
  column: Column,
): Promise<GraphAnswer> {
  const { identity } = deps;
  const { tenantId } = call.principal;
  const side = await requireSide(call, deps);
  const body = readBody(call.body, "appRoleAssignment");
  const named = {
    principalId: body.requiredText("principalId")?.toLowerCase() ?? "",
    resourceId: body.requiredText("resourceId")?.toLowerCase() ?? "",
    appRoleId: body.requiredText("appRoleId")?.toLowerCase() ?? "",
  };
  body.requireEnd();
  if (named[column] !== side) throw body.invalid(column);
  const resource = await identity.objects.servicePrincipals.find(tenantId, named.resourceId);
  if (resource === undefined) throw refuse("graph/not-found", { id: named.resourceId });
  await requireResource(call, deps, resource.objectId);
  if (resource.appId === firstPartyAppIds.microsoftGraph) {
    await requireRule(call.principal, rules.changeGraphRoles, identity);
  }
  const principal = await identity.objects.findAny(tenantId, named.principalId);
  const kind = principal?.type === "servicePrincipal" ? "Application" : "User";
  const role = readRole(named.appRoleId, { resource, kind, body });
  if ((await findAssignment(call, deps, named)) !== undefined) {
    throw refuse("graph/body-invalid", {
      reason: "Permission being assigned already exists on the object",
    });
  }
  const { principalId } = named;
  await identity.grantAppRole({ tenantId, principalId, resourceAppId: resource.appId, role });
  const made = await findAssignment(call, deps, named);
  if (made === undefined) throw refuse("graph/not-found", { id: principalId });
  return answerMade(call, appRoleAssignmentEntity, made);
}

/**
 * The value of the role; null for access to an API that has no role to give.
 *
 * Source: Microsoft Graph v1.0, appRoleAssignment.appRoleId. Assumed: roles that are disabled, or
 * for the other kind of principal, do not keep an API from being given without one.
 */
function readRole(
  id: string,
  {
    resource,
    kind,
    body,
  }: {
    readonly resource: ServicePrincipalObject;
    readonly kind: "User" | "Application";
    readonly body: BodyReader;
  },
): string | null {
  const enabled = resource.appRoles.filter(({ isEnabled }) => isEnabled !== false);
  const hasOwn = enabled.some((role) => memberTypesOf(role).includes(kind));
  if (id === DEFAULT_APP_ROLE_ID && !hasOwn) return null;
  const role = enabled.find((one) => one.id === id);
  if (role === undefined) throw body.invalid("appRoleId");
  return role.value;
}

async function findAssignment(
  { principal }: GraphCall,
  { identity }: RouteDependencies,
  named: Readonly<Record<Column | "appRoleId", string>>,
): Promise<AppRoleAssignmentObject | undefined> {
  const { principalId, resourceId, appRoleId } = named;
  const { items } = await identity.objects.appRoleAssignments.page(principal.tenantId, {
    condition: {
      kind: "and",
      conditions: [
        { kind: "compare", column: "principalId", operator: "eq", value: principalId },
        { kind: "compare", column: "resourceId", operator: "eq", value: resourceId },
        { kind: "compare", column: "appRoleId", operator: "eq", value: appRoleId },
      ],
    },
    order: { column: "id", isDescending: false },
    after: undefined,
    limit: 1,
  });
  return items[0];
}
