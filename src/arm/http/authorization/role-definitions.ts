import { isAssignableAt, isAssignableBelow, type RoleDefinition } from "../../../access/index.ts";
import { Failure, limits } from "../../../base/index.ts";
import { parseResourceId } from "../../resource-id.ts";
import { authorizationVersions } from "../api-versions.ts";
import type { ArmAnswer } from "../call.ts";
import { checkQuery, filterNotSupported, methodNotAllowed, readFilter } from "../check-call.ts";
import { parseEqual, splitAnd } from "../filter-clauses.ts";
import { listAnswer, readSkipToken } from "../paging.ts";
import { requireGroup } from "../resources.ts";
import type { RouteDependencies } from "../route-deps.ts";
import { describeRole } from "./describe-role.ts";
import type { ScopedCall } from "./scoped-call.ts";
import { deleteRoleDefinition, putRoleDefinition } from "./write-role-definition.ts";

const READ = "Microsoft.Authorization/roleDefinitions/read";
/**
 * Tells two operations of the published document apart that share a path, and says nothing else.
 * Seen: az sends it to show a role by its id.
 */
const BY_ID = "disambiguation_dummy";

/**
 * `…/roleDefinitions`: the roles that can be assigned at the scope; with `atScopeAndBelow()` also those
 * that can be assigned somewhere below it.
 *
 * Source: learn.microsoft.com/azure/role-based-access-control/role-definitions-list (REST API).
 */
export async function listRoleDefinitions(
  call: ScopedCall,
  { access, arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  checkQuery(call, authorizationVersions, ["$filter", "$skiptoken"]);
  const keep = roleFilter(readFilter(call), call.armScope);
  const after = readSkipToken(call) ?? "";
  await authorizer.require(call, READ, call.armScope);
  await requireGroup(call, call.armScope, arm);
  const roles = await access.listRoles(call.principal.tenantId);
  const found = roles.filter((role) => role.id > after && keep(role));
  const page = found.slice(0, limits.arm.pageSize);
  const next = found.length > page.length ? page.at(-1)?.id : undefined;
  return listAnswer(
    call,
    page.map((role) => describeRole(role, call.armScope)),
    next,
  );
}

/** One role definition: read by who may at the scope, written by who may wherever it counts. */
export async function oneRoleDefinition(
  call: ScopedCall,
  deps: RouteDependencies,
): Promise<ArmAnswer> {
  checkQuery(call, authorizationVersions, call.method === "GET" ? [BY_ID] : []);
  switch (call.method) {
    case "GET":
      return getRoleDefinition(call, deps);
    case "PUT":
      return putRoleDefinition(call, deps);
    case "DELETE":
      return deleteRoleDefinition(call, deps);
    default:
      throw methodNotAllowed(call, "GET, PUT, DELETE");
  }
}

/** A custom role is only seen from where it can be assigned, and from above. */
async function getRoleDefinition(
  call: ScopedCall,
  { access, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  await authorizer.require(call, READ, call.armScope);
  const role = await access.findRole(call.principal.tenantId, call.objectName);
  if (role === undefined || !isNear(role, call.armScope)) {
    throw new Failure("access/role-definition-not-found", "no such role", {
      facts: { roleDefinitionId: call.objectName },
    });
  }
  return { status: 200, body: describeRole(role, call.armScope) };
}

function isNear(role: RoleDefinition, armScope: string): boolean {
  const key = parseResourceId(armScope)?.key ?? "";
  return isAssignableAt(role, key) || isAssignableBelow(role, key);
}

/** Clauses joined by `and`: `roleName eq '…'`, `type eq '…'`, `atScopeAndBelow()`. */
function roleFilter(
  filter: string | undefined,
  armScope: string,
): (role: RoleDefinition) => boolean {
  const key = parseResourceId(armScope)?.key ?? "";
  const clauses = filter === undefined ? [] : splitAnd(filter);
  const isBelowAsked = clauses.some(isBelowClause);
  const tests = clauses
    .filter((clause) => !isBelowClause(clause))
    .map((clause) => {
      const equal = parseEqual(clause);
      const wanted = equal?.value.toLowerCase();
      if (equal?.field === "type") return (role: RoleDefinition) => isText(role.type, wanted);
      if (equal?.field === "rolename") {
        return (role: RoleDefinition) => isText(role.roleName, wanted);
      }
      throw filterNotSupported(filter ?? "");
    });
  return (role) => {
    const isPlaced = isAssignableAt(role, key) || (isBelowAsked && isAssignableBelow(role, key));
    return isPlaced && tests.every((test) => test(role));
  };
}

function isBelowClause(clause: string): boolean {
  return /^atScopeAndBelow\(\)$/i.test(clause);
}

function isText(text: string, wanted: string | undefined): boolean {
  return text.toLowerCase() === wanted;
}
