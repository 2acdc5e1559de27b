import { Failure } from "../base/index.ts";
import { coveringKeys, foldCase, isAssignableScope, scopeKey } from "./arm-scope.ts";
import { CONDITION_VERSION, compileCondition } from "./conditions/compile-condition.ts";
import type { RoleCatalog } from "./role-catalog.ts";
import type { RoleDefinition } from "./role-definition.ts";

const DEFINITIONS = "/providers/microsoft.authorization/roledefinitions/";

/**
 * The definition's GUID in a bare id or a resource id; the GUID is checked by the lookup.
 *
 * A definition is the same at every scope of its tenant; a text that is no scope names none.
 */
export function roleGuidOf(roleDefinitionId: string): string {
  const id = foldCase(roleDefinitionId);
  const at = id.lastIndexOf(DEFINITIONS);
  if (at < 0) return id;
  const scope = at === 0 ? "/" : id.slice(0, at);
  const key = scopeKey(scope);
  const isScope = key === scope && isAssignableScope(key);
  return isScope ? id.slice(at + DEFINITIONS.length) : "";
}

/**
 * The role that may be assigned at a scope.
 *
 * @throws {Failure} `access/role-definition-not-found`, `access/role-not-assignable-here`,
 * `access/condition-not-supported` for a role whose own conditions cannot be evaluated.
 */
export function checkRole(
  roleDefinitionId: string,
  key: string,
  roles: RoleCatalog,
): RoleDefinition {
  const role = roles.find(roleGuidOf(roleDefinitionId));
  if (role === undefined) {
    throw new Failure("access/role-definition-not-found", "no such role definition", {
      facts: { roleDefinitionId },
    });
  }
  if (!isAssignableAt(role, key)) {
    throw new Failure("access/role-not-assignable-here", "not at this scope", {
      facts: { roleName: role.roleName },
    });
  }
  checkOwnConditions(role);
  return role;
}

/**
 * A role can be given when all of its own conditions can be evaluated.
 *
 * @throws {Failure} `access/condition-not-supported`.
 */
export function checkOwnConditions(role: RoleDefinition): void {
  for (const { condition, conditionVersion } of role.permissions) {
    if (condition !== null) checkOwnCondition(role, condition, conditionVersion);
  }
}

/** Whether one of the role's assignable scopes is the scope or lies above it. */
export function isAssignableAt(role: RoleDefinition, key: string): boolean {
  const covering = new Set(coveringKeys(key));
  return role.assignableScopes.some((scope) => covering.has(scopeKey(scope) ?? ""));
}

/** Whether one of the role's assignable scopes lies below the scope. */
export function isAssignableBelow(role: RoleDefinition, key: string): boolean {
  const above = key === "/" ? key : `${key}/`;
  return role.assignableScopes.some((scope) => scopeKey(scope)?.startsWith(above) === true);
}

/** A condition with its version, which is 2.0 unless the request names one. */
export interface StoredCondition {
  readonly condition: string | null;
  readonly conditionVersion: string | null;
}

/**
 * The condition of an assignment, once it is sure that it can be evaluated.
 *
 * Source: learn.microsoft.com/azure/role-based-access-control/conditions-role-assignments-rest (the
 * version that is taken when none is given).
 *
 * @throws {Failure} `access/condition-invalid`, `access/condition-not-supported`.
 */
export function checkCondition(
  condition: string | undefined,
  version: string | undefined,
): StoredCondition {
  if (condition === undefined) {
    if (version === undefined) return { condition: null, conditionVersion: null };
    throw new Failure("access/condition-invalid", "a version of nothing", {
      facts: { reason: "a conditionVersion needs a condition" },
    });
  }
  const conditionVersion = version ?? CONDITION_VERSION;
  compileCondition(condition, conditionVersion);
  return { condition, conditionVersion };
}

/** A condition we cannot evaluate must not be given out as if it held, nor as if it never did. */
function checkOwnCondition(role: RoleDefinition, condition: string, version: string | null): void {
  try {
    compileCondition(condition, version ?? "");
  } catch (cause) {
    const { what, reason } = cause instanceof Failure ? cause.facts : {};
    const why = what === undefined ? `The condition (${reason ?? ""})` : what;
    throw new Failure("access/condition-not-supported", "a role's own condition", {
      facts: { what: `${why} of the role '${role.roleName}'` },
      cause,
    });
  }
}
