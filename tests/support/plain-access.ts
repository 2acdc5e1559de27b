/**
 * Azure's access control once more, as plainly as it can be written and without anything of the
 * product: what the product decides is compared with it.
 */

/** One block of a role's permissions, as files and requests have it. */
export interface PlainBlock {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
  readonly condition?: string | null | undefined;
}

export interface PlainAssignment {
  readonly principalId: string;
  readonly scope: string;
  readonly blocks: readonly PlainBlock[];
}

export interface PlainQuestion {
  readonly principalIds: readonly string[];
  readonly scope: string;
  readonly kind: "action" | "dataAction";
  readonly operation: string;
}

/** Whether one of the assignments grants it. */
export function plainlyAllowed(
  assignments: readonly PlainAssignment[],
  { principalIds, scope, kind, operation }: PlainQuestion,
): boolean {
  return assignments.some(
    (assignment) =>
      principalIds.includes(assignment.principalId) &&
      isAtOrBelow(scope, assignment.scope) &&
      assignment.blocks.some((block) => plainlyGrants(block, kind, operation)),
  );
}

/** Whether one block grants an operation when nothing is known that a condition could ask about. */
export function plainlyGrants(
  block: PlainBlock,
  kind: PlainQuestion["kind"],
  operation: string,
): boolean {
  const given = kind === "action" ? block.actions : block.dataActions;
  const taken = kind === "action" ? block.notActions : block.notDataActions;
  if (!given.some((pattern) => means(pattern, operation))) return false;
  if (taken.some((pattern) => means(pattern, operation))) return false;
  return block.condition == null || isOutside(block.condition, operation);
}

/** `*` is any text; letters have no case. */
export function means(pattern: string, operation: string): boolean {
  const parts = pattern.trim().split("*");
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join("[^]*")}$`, "i").test(operation);
}

/** The built-in conditions limit role assignments: what they do not name is outside of them. */
function isOutside(condition: string, operation: string): boolean {
  const named = [...condition.matchAll(/ActionMatches\{'([^']*)'\}/g)].map(([, name]) => name);
  const attributes = [...condition.matchAll(/@\w+\[([^\]]*)\]/g)].map(([, name]) => name ?? "");
  const isKnown = attributes.every((name) =>
    name.startsWith("Microsoft.Authorization/roleAssignments:"),
  );
  const isGuarded = named.length > 0;
  return isKnown && isGuarded && !named.some((name) => means(name ?? "", operation));
}

/** Whether what is assigned at the second scope counts at the first. */
export function isAtOrBelow(scope: string, above: string): boolean {
  const [low, high] = [scope.toLowerCase(), above.toLowerCase()];
  return high === "/" || low === high || low.startsWith(`${high}/`);
}
