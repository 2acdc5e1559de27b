import { Failure } from "../../base/index.ts";
import { readQueryOptions } from "../odata/query-options.ts";
import type { Rule } from "../permissions.ts";
import { refuse } from "../refuse.ts";
import { requireRule } from "./authorize.ts";
import type { GraphAnswer, GraphCall } from "./call.ts";
import { deniedByRule } from "./denied-by-rule.ts";
import { isOwn } from "./require-user.ts";
import type { Route, RouteDependencies } from "./route.ts";
import { appRoleAssignmentRoutes } from "./routes/app-role-assignments.ts";
import { applicationRoutes } from "./routes/applications.ts";
import { applicationChangeRoutes } from "./routes/change-applications.ts";
import { servicePrincipalChangeRoutes } from "./routes/change-service-principals.ts";
import { userChangeRoutes } from "./routes/change-users.ts";
import { credentialRoutes } from "./routes/credentials.ts";
import { deletedItemRoutes } from "./routes/deleted-items.ts";
import { directoryRoutes } from "./routes/directory.ts";
import { directoryRoleRoutes } from "./routes/directory-roles.ts";
import { federatedCredentialRoutes } from "./routes/federated-credentials.ts";
import { grantRoutes } from "./routes/grants.ts";
import { groupRoutes } from "./routes/groups.ts";
import { membershipRoutes } from "./routes/memberships.ts";
import { ownerRoutes } from "./routes/owners.ts";
import { userRoutes } from "./routes/users.ts";

const ROUTES: readonly Route[] = [
  ...userRoutes,
  ...userChangeRoutes,
  ...applicationRoutes,
  ...applicationChangeRoutes,
  ...servicePrincipalChangeRoutes,
  ...credentialRoutes,
  ...groupRoutes,
  ...membershipRoutes,
  ...ownerRoutes,
  ...federatedCredentialRoutes,
  ...grantRoutes,
  ...appRoleAssignmentRoutes,
  ...directoryRoutes,
  ...directoryRoleRoutes,
  ...deletedItemRoutes,
];

/** What Graph has at these names, wherever they stand, and Lazurite does not. */
const UNSERVED: ReadonlyMap<string, string> = new Map([
  ["$metadata", "the metadata document ($metadata)"],
  ["delta", "delta queries"],
  ["delta()", "delta queries"],
  ["restore", "restore of its own; POST directory/deletedItems/{id}/restore instead"],
]);

/** Fixed names before keys, so that `users/$count` is not a user. */
const SORTED = [...ROUTES].sort((left, right) => stars(left) - stars(right));

/**
 * Sends a call to its route, once its caller may call it.
 *
 * @throws {Failure} `graph/path-not-found`, `graph/method-not-allowed`, `graph/denied`, and what the
 * route throws.
 */
export async function dispatch(call: GraphCall, deps: RouteDependencies): Promise<GraphAnswer> {
  const method = call.method === "HEAD" ? "GET" : call.method;
  const fitting = SORTED.filter(({ path }) => fits(path, call));
  const [first] = fitting;
  // No object of a set is called like this: ids and names of users are of other forms.
  refuseUnserved(call.pattern.slice(1, 2));
  if (first === undefined) {
    refuseUnserved(call.pattern);
    throw refuse("graph/path-not-found", { segment: call.segments.at(-1) ?? "" });
  }
  const route = fitting.find((one) => one.path === first.path && one.method === method);
  if (route === undefined) throw refuse("graph/method-not-allowed", { method: call.method });
  if (call.cast !== undefined && route.isCastable !== true) {
    throw refuse("graph/path-not-found", { segment: `microsoft.graph.${call.cast}` });
  }
  // Before anything is changed: a change is made whole, or refused.
  if (method !== "GET" && route.isQuery !== true) readQueryOptions(call.query, []);
  try {
    return await runRoute(route, call, deps);
  } catch (error) {
    if (!(error instanceof Failure && error.code === "graph/denied")) throw error;
    throw await deniedByRule(error, call.principal, route.rule, deps.identity);
  }
}

async function runRoute(
  route: Route,
  call: GraphCall,
  deps: RouteDependencies,
): Promise<GraphAnswer> {
  const { principal } = call;
  await requireRule(principal, await ruleFor(route.rule, call, deps), deps.identity);
  if (route.method === "GET" || route.isQuery === true) return await route.run(call, deps);
  await requireCaller(call, deps);
  // What a caller changes is told to the audit as his.
  const identity = { ...deps.identity, ...deps.identity.actingAs(principal) };
  return await route.run(call, { ...deps, identity });
}

/**
 * Refuses changes by somebody who is gone: his token still reads until it expires, but what it made
 * would belong to nobody.
 */
async function requireCaller(
  { principal }: GraphCall,
  { identity }: RouteDependencies,
): Promise<void> {
  const { tenantId, objectId } = principal;
  if ((await identity.objects.findAny(tenantId, objectId)) === undefined) {
    throw refuse("graph/caller-missing");
  }
}

/** What is the caller's own opens with less. */
async function ruleFor(rule: Rule, call: GraphCall, deps: RouteDependencies): Promise<Rule> {
  if (rule.ownScopes === undefined || !(await isOwn(call, deps))) return rule;
  return { ...rule, scopes: [...rule.scopes, ...rule.ownScopes] };
}

/** @throws {Failure} `graph/feature-unsupported`. */
function refuseUnserved(names: readonly string[]): void {
  const feature = names.map((name) => UNSERVED.get(name)).find((known) => known !== undefined);
  if (feature !== undefined) throw refuse("graph/feature-unsupported", { feature });
}

function fits(path: string, { pattern, keys }: GraphCall): boolean {
  const parts = path.split("/");
  return (
    parts.length === pattern.length &&
    parts.every((part, at) => part === "*" || (part === pattern[at] && !keys.has(at)))
  );
}

function stars({ path }: Route): number {
  return path.split("*").length;
}
