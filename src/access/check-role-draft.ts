import { Failure, limits } from "../base/index.ts";
import { foldCase, isAssignableScope, scopeKey } from "./arm-scope.ts";
import { isGuid } from "./guid.ts";
import type { KnownOperations } from "./known-operations.ts";
import type { Permission } from "./role-definition.ts";

/** A custom role that somebody asks for. */
export interface RoleDraft {
  readonly tenantId: string;
  /** GUID. */
  readonly id: string;
  readonly roleName: string;
  readonly description: string;
  readonly assignableScopes: readonly string[];
  readonly permissions: readonly Pick<
    Permission,
    "actions" | "notActions" | "dataActions" | "notDataActions"
  >[];
  /** Object id of who asks. */
  readonly by: string;
  /** Assignable scopes of the role that is replaced, where who asks was found to be allowed to. */
  readonly seenScopes?: readonly string[] | undefined;
}

/**
 * Checks what can be told of a custom role by itself.
 *
 * Source: learn.microsoft.com/azure/role-based-access-control/custom-roles (properties and limits).
 *
 * @throws {Failure} `access/invalid-role`, `access/role-scope-not-assignable`,
 * `access/operation-unknown`, `access/operation-provider-unknown`.
 */
export function checkRoleDraft(draft: RoleDraft, operations: KnownOperations): void {
  if (!isGuid(foldCase(draft.id))) throw invalid(`its id '${draft.id}' is not a GUID`);
  checkText("roleName", draft.roleName, limits.access.roleNameCharactersMax);
  checkText("description", draft.description, limits.access.roleDescriptionCharactersMax, 0);
  checkScopes(draft.assignableScopes);
  checkPermissions(draft.permissions, operations);
}

function checkText(field: string, text: string, max: number, min = 1): void {
  if (text.trim().length < min) throw invalid(`its ${field} is empty`);
  if (text.length > max) throw invalid(`its ${field} has more than ${max} characters`);
  if (/\p{Cs}/u.test(text)) throw invalid(`its ${field} is not well-formed text`);
}

function checkScopes(scopes: readonly string[]): void {
  const max = limits.access.assignableScopesMax;
  if (scopes.length === 0) throw invalid("it has no assignableScopes");
  if (scopes.length > max) throw invalid(`it has more than ${max} assignableScopes`);
  for (const scope of scopes) {
    if (isGroupOrSubscription(scope)) continue;
    throw new Failure("access/role-scope-not-assignable", "no scope of a custom role", {
      facts: { armScope: scope.slice(0, 300) },
    });
  }
}

/** Neither the root nor a resource; management groups are not served here. */
function isGroupOrSubscription(scope: string): boolean {
  const key = scopeKey(scope);
  if (key === undefined || key === "/" || scope.includes("*") || !isAssignableScope(key)) {
    return false;
  }
  return /^\/subscriptions\/[^/]+(?:\/resourcegroups\/[^/]+)?$/.test(key);
}

const KINDS = {
  actions: "action",
  notActions: "action",
  dataActions: "dataAction",
  notDataActions: "dataAction",
} as const;

function checkPermissions(blocks: RoleDraft["permissions"], operations: KnownOperations): void {
  if (blocks.length === 0) throw invalid("it has no permissions");
  const named = blocks.flatMap((block) =>
    (["actions", "notActions", "dataActions", "notDataActions"] as const).flatMap((field) =>
      block[field].map((pattern) => ({ pattern, kind: KINDS[field] })),
    ),
  );
  const max = limits.access.operationsPerRoleMax;
  if (named.length > max) throw invalid(`it names more than ${max} operations`);
  for (const { pattern, kind } of named) checkOperation(pattern, kind, operations);
}

function checkOperation(
  pattern: string,
  kind: "action" | "dataAction",
  operations: KnownOperations,
): void {
  const isLong = pattern.length > limits.access.operationCharactersMax;
  const problem = isLong ? "no-such-operation" : operations.findProblem(pattern, kind);
  if (problem === undefined) return;
  const code =
    problem === "no-such-provider"
      ? "access/operation-provider-unknown"
      : "access/operation-unknown";
  throw new Failure(code, "no such operation", {
    facts: { operation: pattern.slice(0, 300), kind },
  });
}

function invalid(reason: string): Failure {
  return new Failure("access/invalid-role", "the role definition is not valid", {
    facts: { reason },
  });
}
