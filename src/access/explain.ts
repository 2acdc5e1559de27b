import type { RoleAssignmentRow } from "../storage/index.ts";
import { coveringKeys, foldCase, isAssignableScope, scopeKey } from "./arm-scope.ts";
import { type AccessRequest, type DecisionFacts, decide, hasEnded } from "./evaluate.ts";
import type { Permission, RoleDefinition } from "./role-definition.ts";
import { compileOperation } from "./wildcard.ts";

/** Why an assignment does not grant what was asked; times in milliseconds since 1970. */
export type Verdict =
  | { readonly kind: "grants" }
  /** It stands at a scope that is neither the one asked nor above it. */
  | { readonly kind: "other-scope" }
  /** The subscription of the scope belongs to another tenant than the assignment. */
  | { readonly kind: "other-tenant" }
  | { readonly kind: "role-missing" }
  | { readonly kind: "lacks-operation"; readonly operation: string }
  /** A pattern of the role's notActions or notDataActions takes the operation away. */
  | { readonly kind: "excluded"; readonly operation: string; readonly pattern: string }
  /** It would grant it if a condition held. */
  | {
      readonly kind: "condition";
      readonly operation: string;
      /** The assignment's own; null where it is the role's. */
      readonly condition: string | null;
    }
  | { readonly kind: "pending"; readonly effectiveAt: number }
  | { readonly kind: "removed"; readonly removedAt: number; readonly endedAt: number };

/** One assignment of the principal, or of a group that it is in. */
export interface ConsideredAssignment {
  readonly assignmentName: string;
  readonly armScope: string;
  readonly principalId: string;
  readonly roleId: string;
  readonly roleName: string | undefined;
  readonly verdict: Verdict;
}

/** How a decision came about, at one moment. */
export interface AccessExplanation {
  /** Milliseconds since 1970. */
  readonly decidedAt: number;
  readonly isGranted: boolean;
  readonly action: string | undefined;
  readonly dataAction: string | undefined;
  readonly armScope: string;
  /** The scope and all above it where roles are assigned, nearest first, in lower case; empty where it cannot exist. */
  readonly scopeChain: readonly string[];
  /** Those that come nearest to granting it first. */
  readonly assignments: readonly ConsideredAssignment[];
  /** How many more there are. */
  readonly omitted: number;
}

/** What a decision is explained from. */
export interface ExplanationFacts {
  readonly request: AccessRequest;
  /** All assignments of the principal and its groups, whatever their scope and state. */
  readonly rows: readonly RoleAssignmentRow[];
  /** Those of them that reach the scope. */
  readonly covering: readonly RoleAssignmentRow[];
  readonly decision: DecisionFacts;
  readonly assignmentsMax: number;
}

/** Explains what `decide` decides; it asks the same function, one assignment at a time. */
export function explain(facts: ExplanationFacts): AccessExplanation {
  const { request, rows, covering, decision, assignmentsMax } = facts;
  const { action, dataAction, armScope } = request;
  const key = scopeKey(armScope);
  const chain = key === undefined ? [] : coveringKeys(key).filter(isAssignableScope);
  const missing = singleRequests(request).filter(
    (single) => !decide(covering, single, decision).allowed,
  );
  const reached = new Set(covering.map((row) => row.rowId));
  const considered = rows.map((row) => {
    const isAbove = chain.includes(row.scopeKey);
    const verdict: Verdict = reached.has(row.rowId)
      ? verdictOn(row, missing, decision)
      : { kind: isAbove ? "other-tenant" : "other-scope" };
    return describe(row, roleOf(row, decision), verdict);
  });
  considered.sort(byNearness);
  return {
    decidedAt: decision.now,
    isGranted: missing.length === 0 && (action ?? dataAction) !== undefined,
    action,
    dataAction,
    armScope,
    scopeChain: chain,
    assignments: considered.slice(0, assignmentsMax),
    omitted: Math.max(0, considered.length - assignmentsMax),
  };
}

/** One request for each operation, since two roles together may grant both. */
function singleRequests(request: AccessRequest): readonly AccessRequest[] {
  const { action, dataAction, ...rest } = request;
  return [
    ...(action === undefined ? [] : [{ ...rest, action }]),
    ...(dataAction === undefined ? [] : [{ ...rest, dataAction }]),
  ];
}

function roleOf(row: RoleAssignmentRow, { roles }: DecisionFacts): RoleDefinition | undefined {
  return roles.get(row.tenantId)?.find(row.roleId);
}

/** The verdict on the operation that the assignment comes nearest to granting. */
function verdictOn(
  row: RoleAssignmentRow,
  missing: readonly AccessRequest[],
  decision: DecisionFacts,
): Verdict {
  const role = roleOf(row, decision);
  if (role === undefined) return { kind: "role-missing" };
  const { removedEffectiveAt, updatedAt } = row;
  if (removedEffectiveAt !== null && hasEnded(row, decision.now)) {
    return { kind: "removed", removedAt: updatedAt, endedAt: removedEffectiveAt };
  }
  const verdicts = missing.map((request) => onOperation(row, role, request, decision));
  verdicts.sort((left, right) => NEARNESS.indexOf(left.kind) - NEARNESS.indexOf(right.kind));
  return verdicts[0] ?? { kind: "grants" };
}

function onOperation(
  row: RoleAssignmentRow,
  role: RoleDefinition,
  request: AccessRequest,
  decision: DecisionFacts,
): Verdict {
  const operation = request.action ?? request.dataAction ?? "";
  const { allowed, pending, conditional } = decide([row], request, decision);
  if (allowed) return { kind: "grants" };
  const [waiting] = pending;
  if (waiting !== undefined) return { kind: "pending", effectiveAt: waiting.effectiveAt };
  if (conditional.length > 0) return { kind: "condition", operation, condition: row.condition };
  const pattern = excludingPattern(role, request);
  return pattern === undefined
    ? { kind: "lacks-operation", operation }
    : { kind: "excluded", operation, pattern };
}

/** The pattern that takes away what its own block would grant. */
function excludingPattern(role: RoleDefinition, request: AccessRequest): string | undefined {
  const { action, dataAction = "" } = request;
  const operation = foldCase(action ?? dataAction);
  const covering = (patterns: readonly string[]): string | undefined =>
    patterns.find((pattern) => compileOperation(pattern)(operation));
  const sides = (block: Permission): readonly [readonly string[], readonly string[]] =>
    action === undefined
      ? [block.dataActions, block.notDataActions]
      : [block.actions, block.notActions];
  return role.permissions
    .map(sides)
    .map(([granted, taken]) => (covering(granted) === undefined ? undefined : covering(taken)))
    .find((pattern) => pattern !== undefined);
}

/** From what nearly grants it to what has nothing to do with it. */
const NEARNESS: readonly Verdict["kind"][] = [
  "grants",
  "pending",
  "condition",
  "removed",
  "excluded",
  "lacks-operation",
  "role-missing",
  "other-tenant",
  "other-scope",
];

function byNearness(left: ConsideredAssignment, right: ConsideredAssignment): number {
  return (
    NEARNESS.indexOf(left.verdict.kind) - NEARNESS.indexOf(right.verdict.kind) ||
    (left.assignmentName < right.assignmentName ? -1 : 1)
  );
}

function describe(
  row: RoleAssignmentRow,
  role: RoleDefinition | undefined,
  verdict: Verdict,
): ConsideredAssignment {
  return {
    assignmentName: row.name,
    armScope: row.scope,
    principalId: row.principalId,
    roleId: row.roleId,
    roleName: role?.roleName,
    verdict,
  };
}
