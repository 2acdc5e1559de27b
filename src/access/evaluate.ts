import type { RoleAssignmentRow } from "../storage/index.ts";
import { foldCase } from "./arm-scope.ts";
import type { ConditionAttributes, ConditionContext } from "./conditions/attributes.ts";
import type { Conditions } from "./conditions/remember-conditions.ts";
import type { OperationKind } from "./operation-grants.ts";
import type { RoleCatalog } from "./role-catalog.ts";
import type { RoleDefinition } from "./role-definition.ts";

/** What a principal wants to do, and where; with both operations given, both must be granted. */
export interface AccessRequest {
  /** Object id of the principal and of every group that it is in. */
  readonly principalIds: readonly string[];
  readonly action?: string | undefined;
  readonly dataAction?: string | undefined;
  readonly armScope: string;
  /** What conditions may ask about; a condition on what is not given grants nothing. */
  readonly attributes?: ConditionAttributes | undefined;
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
  /** Assignments that would grant it if their condition held, or their role's. */
  readonly conditional: readonly Grant[];
}

/** What decisions are made of besides the rows. */
export interface DecisionFacts {
  /** The roles of every tenant that a row is of. */
  readonly roles: ReadonlyMap<string, RoleCatalog>;
  readonly conditions: Conditions;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The decision over rows that are already known to cover the scope. */
export function decide(
  rows: readonly RoleAssignmentRow[],
  request: AccessRequest,
  facts: DecisionFacts,
): AccessDecision {
  const parts: AccessDecision[] = [];
  for (const kind of ["action", "dataAction"] as const) {
    const name = request[kind];
    if (name === undefined) continue;
    const { now } = facts;
    const context = { ...request.attributes, operation: foldCase(name), now };
    parts.push(decideOne(rows, kind, context, facts));
  }
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
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
  context: ConditionContext,
  { roles, conditions, now }: DecisionFacts,
): AccessDecision {
  const grantedBy: Grant[] = [];
  const pending: (Grant & { effectiveAt: number })[] = [];
  const conditional: Grant[] = [];
  const grants = new Map(
    [...roles].map(([id, catalog]) => [id, catalog.granting(kind, context.operation)] as const),
  );
  for (const row of rows) {
    const found = grants.get(row.tenantId)?.(row.roleId);
    if (found === undefined || hasEnded(row, now)) continue;
    const grant = grantOf(row, found.role);
    const isHeld =
      holds(row, conditions, context) &&
      found.blocks.some(({ condition }) => condition === undefined || condition(context));
    if (!isHeld) conditional.push(grant);
    else if (row.effectiveAt > now) pending.push({ ...grant, effectiveAt: row.effectiveAt });
    else grantedBy.push(grant);
  }
  return { allowed: grantedBy.length > 0, grantedBy, pending, conditional };
}

/** Whether a removed assignment has stopped granting. */
export function hasEnded(row: RoleAssignmentRow, now: number): boolean {
  return row.removedEffectiveAt !== null && row.removedEffectiveAt <= now;
}

function holds(row: RoleAssignmentRow, conditions: Conditions, context: ConditionContext): boolean {
  return row.condition === null || conditions.find(row.condition, row.conditionVersion)(context);
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
