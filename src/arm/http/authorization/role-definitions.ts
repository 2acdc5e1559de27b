import type { Permission, RoleDefinition } from "../../../access/index.ts";
import { Failure, limits } from "../../../base/index.ts";
import { parseResourceId } from "../../resource-id.ts";
import { authorizationVersions } from "../api-versions.ts";
import type { ArmAnswer } from "../call.ts";
import { checkQuery, filterNotSupported, methodNotAllowed, readFilter } from "../check-call.ts";
import { parseEqual, splitAnd } from "../filter-clauses.ts";
import { listAnswer, readSkipToken } from "../paging.ts";
import { requireGroup } from "../resources.ts";
import type { RouteDependencies } from "../route-deps.ts";
import type { ScopedCall } from "./scoped-call.ts";

const READ = "Microsoft.Authorization/roleDefinitions/read";
const TYPE = "Microsoft.Authorization/roleDefinitions";

/** `…/roleDefinitions`, by name or all; only built-in roles exist. */
export async function listRoleDefinitions(
  call: ScopedCall,
  { access, arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  checkQuery(call, authorizationVersions, ["$filter", "$skiptoken"]);
  const keep = roleFilter(readFilter(call));
  const after = readSkipToken(call) ?? "";
  await authorizer.require(call, READ, call.armScope);
  await requireGroup(call, call.armScope, arm);
  const found = access.listRoles().filter((role) => role.id > after && keep(role));
  const page = found.slice(0, limits.arm.pageSize);
  const next = found.length > page.length ? page.at(-1)?.id : undefined;
  return listAnswer(
    call,
    page.map((role) => describeRole(role, call.armScope)),
    next,
  );
}

/** One role definition; custom roles cannot be made yet, and that is said. */
export async function oneRoleDefinition(
  call: ScopedCall,
  { access, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  checkQuery(call, authorizationVersions);
  if (call.method === "PUT" || call.method === "DELETE") {
    const verb = call.method === "PUT" ? "write" : "delete";
    await authorizer.require(call, `${TYPE}/${verb}`, call.armScope);
    throw new Failure("arm/not-supported", "no custom roles", {
      facts: { what: "Creating, changing or deleting a role definition" },
    });
  }
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  await authorizer.require(call, READ, call.armScope);
  const role = access.findRole(call.objectName);
  if (role === undefined) {
    throw new Failure("access/role-definition-not-found", "no such role", {
      facts: { roleDefinitionId: call.objectName },
    });
  }
  return { status: 200, body: describeRole(role, call.armScope) };
}

/**
 * The id of a role definition as it reads at a scope: az compares it with the one in assignments.
 */
export function roleDefinitionId(roleId: string, armScope: string): string {
  const subscriptionId = parseResourceId(armScope)?.subscriptionId;
  const prefix = subscriptionId === undefined ? "" : `/subscriptions/${subscriptionId}`;
  return `${prefix}/providers/${TYPE}/${roleId}`;
}

/** A permission block in the service's form; a condition is shown only where there is one. */
export function describePermission(block: Permission): object {
  const { actions, notActions, dataActions, notDataActions, condition, conditionVersion } = block;
  const plain = { actions, notActions, dataActions, notDataActions };
  return condition === null ? plain : { ...plain, condition, conditionVersion };
}

function describeRole(role: RoleDefinition, armScope: string): object {
  return {
    id: roleDefinitionId(role.id, armScope),
    type: TYPE,
    name: role.id,
    properties: {
      roleName: role.roleName,
      type: role.type,
      description: role.description,
      assignableScopes: role.assignableScopes,
      permissions: role.permissions.map(describePermission),
      createdOn: wireTime(role.createdOn),
      updatedOn: wireTime(role.updatedOn),
    },
  };
}

/** `…30.123456+00:00` as the service writes it: `…30.1234560Z`. */
function wireTime(text: string): string {
  return text.replace(/(\.\d+)?\+00:00$/, (_, part = "") => `${fraction(part)}Z`);
}

function fraction(part: string): string {
  return part === "" ? "" : part.padEnd(8, "0");
}

/**
 * Clauses joined by `and`: `roleName eq '…'`, `type eq '…'`, `atScopeAndBelow()`; the last is true of
 * every built-in role.
 */
function roleFilter(filter: string | undefined): (role: RoleDefinition) => boolean {
  if (filter === undefined) return () => true;
  const clauses = splitAnd(filter).map((clause) => {
    const equal = parseEqual(clause);
    const wanted = equal?.value.toLowerCase();
    if (equal?.field === "type") return (role: RoleDefinition) => isText(role.type, wanted);
    if (equal?.field === "rolename") return (role: RoleDefinition) => isText(role.roleName, wanted);
    if (/^atScopeAndBelow\(\)$/i.test(clause)) return () => true;
    throw filterNotSupported(filter);
  });
  return (role) => clauses.every((clause) => clause(role));
}

function isText(text: string, wanted: string | undefined): boolean {
  return text.toLowerCase() === wanted;
}
