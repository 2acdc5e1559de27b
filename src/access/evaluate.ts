import type { RoleAssignmentRow } from "../storage/index.ts";
import { foldCase } from "./arm-scope.ts";
import type { CompiledPermission, RoleCatalog } from "./role-catalog.ts";
import type { RoleDefinition } from "./role-definition.ts";

/** What a principal wants to do, and where; with both operations given, both must be granted. */
export interface AccessRequest {
  /** Object id of the principal and of every group that it is in. */
  readonly principalIds: readonly string[];
  readonly action?: string | undefined;
  readonly dataAction?: string | undefined;
  readonly armScope: string;
}

/** An assignment that has to do with a decision. */
export interface Grant {
  readonly assignmentName: string;
  readonly armScope: string;
  readonly principalId: string;
  readonly roleId: string;
  readonly roleName: string;
}

/** The answer, with enough to explain it to a person. */
export interface AccessDecision {
  readonly allowed: boolean;
  /** Assignments that grant the operation now. */
  readonly grantedBy: readonly Grant[];
  /** Assignments that will grant it; `effectiveAt` in milliseconds since 1970. */
  readonly pending: readonly (Grant & { readonly effectiveAt: number })[];
  /** Assignments that would grant it if a condition held, which is never assumed. */
  readonly conditional: readonly Grant[];
}

type OperationKind = "action" | "dataAction";

/** The decision over rows that are already known to cover the scope. */
export function decide(
  rows: readonly RoleAssignmentRow[],
  request: AccessRequest,
  roles: RoleCatalog,
  now: number,
): AccessDecision {
  const parts: AccessDecision[] = [];
  if (request.action !== undefined) {
    parts.push(decideOne(rows, "action", request.action, roles, now));
  }
  if (request.dataAction !== undefined) {
    parts.push(decideOne(rows, "dataAction", request.dataAction, roles, now));
  }
  return {
    allowed: parts.length > 0 && parts.every((part) => part.allowed),
    grantedBy: parts.flatMap((part) => part.grantedBy),
    pending: parts.flatMap((part) => part.pending),
    conditional: parts.flatMap((part) => part.conditional),
  };
}

function decideOne(
  rows: readonly RoleAssignmentRow[],
  kind: OperationKind,
  name: string,
  roles: RoleCatalog,
  now: number,
): AccessDecision {
  const grantedBy: Grant[] = [];
  const pending: (Grant & { effectiveAt: number })[] = [];
  const conditional: Grant[] = [];
  const operation = foldCase(name);
  for (const row of rows) {
    const role = roles.find(row.roleId);
    if (role === undefined || hasEnded(row, now)) continue;
    const grant = grantOf(row, role);
    const blocks = roles.compiled(role).filter((block) => allows(block, kind, operation));
    if (blocks.length === 0) continue;
    if (blocks.every((block) => block.isConditional)) conditional.push(grant);
    else if (row.effectiveAt > now) pending.push({ ...grant, effectiveAt: row.effectiveAt });
    else grantedBy.push(grant);
  }
  return { allowed: grantedBy.length > 0, grantedBy, pending, conditional };
}

/** Whether a removed assignment has stopped granting. */
export function hasEnded(row: RoleAssignmentRow, now: number): boolean {
  return row.removedEffectiveAt !== null && row.removedEffectiveAt <= now;
}

/** An operation is a name, never a pattern: one with a star in it is granted by nothing. */
function allows(block: CompiledPermission, kind: OperationKind, operation: string): boolean {
  if (operation === "" || operation.includes("*")) return false;
  const [granted, taken] =
    kind === "action"
      ? [block.actions, block.notActions]
      : [block.dataActions, block.notDataActions];
  return (
    granted.some((matches) => matches(operation)) && !taken.some((matches) => matches(operation))
  );
}

function grantOf(row: RoleAssignmentRow, role: RoleDefinition): Grant {
  return {
    assignmentName: row.name,
    armScope: row.scope,
    principalId: row.principalId,
    roleId: role.id,
    roleName: role.roleName,
  };
}
