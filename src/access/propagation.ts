import { type Clock, Failure, limits } from "../base/index.ts";
import type { Directory, Repositories, RoleAssignmentRow } from "../storage/index.ts";
import { foldCase } from "./arm-scope.ts";
import { isGuid } from "./guid.ts";

/** How long changes of role assignments take until they count; 0 ms for at once. */
export interface PropagationDelays {
  readonly delayMs: number;
  /** Delays of single assignments, by their names; an assignment need not be there yet. */
  readonly assignments: Readonly<Record<string, number>>;
}

/** A change that is on its way. */
export interface PendingChange {
  readonly tenantId: string;
  readonly assignmentName: string;
  readonly change: "assigned" | "removed";
  readonly armScope: string;
  readonly principalId: string;
  readonly roleId: string;
  /** Milliseconds since 1970. */
  readonly effectiveAt: number;
}

export interface PropagationState extends PropagationDelays {
  /** In the order in which they take effect. */
  readonly pending: readonly PendingChange[];
  /** How many more are on their way. */
  readonly omitted: number;
}

/**
 * How changes of role assignments spread: the delays, kept in the store, and what is on its way.
 *
 * A new delay counts for later changes. One of a single assignment also moves what is on its way
 * for it, counted from the moment of the change; what counts already goes on counting.
 */
export interface Propagation {
  read(): Promise<PropagationState>;
  /** @throws {Failure} `access/invalid-delay` (fact: `reason`). */
  setDelay(delayMs: number): Promise<PropagationState>;
  /**
   * `undefined` gives the assignment back to the delay of all.
   *
   * @throws {Failure} `access/invalid-delay` (fact: `reason`).
   */
  setAssignmentDelay(assignmentName: string, delayMs?: number): Promise<PropagationState>;
  /**
   * Lets what is on its way count now: of one assignment, or of all.
   *
   * @throws {Failure} `access/nothing-pending` (fact: `assignmentName`).
   */
  apply(assignmentName?: string): Promise<readonly PendingChange[]>;
}

export interface PropagationDependencies {
  readonly directory: Directory;
  readonly clock: Clock;
  /** What holds until somebody sets a delay. */
  readonly propagationDelayMs: number;
}

const SETTING = "propagation";

/** Opens the delays of a store. */
export function openPropagation(deps: PropagationDependencies): Propagation {
  const { directory, clock } = deps;
  const change = async (edit: (delays: PropagationDelays) => PropagationDelays): Promise<void> => {
    await directory.write(async (stores) => {
      const delays = edit(await readDelays(stores, deps.propagationDelayMs));
      await stores.meta.set(SETTING, JSON.stringify(delays));
    });
  };
  const read = async (): Promise<PropagationState> => {
    const now = clock.now();
    const delays = await readDelays(directory.read, deps.propagationDelayMs);
    const max = limits.access.pendingListedMax;
    const { rows, count } = await directory.read.roleAssignments.listPending(now, max);
    const pending = rows.flatMap((row) => pendingOf(row, now));
    pending.sort((left, right) => left.effectiveAt - right.effectiveAt);
    return { ...delays, pending, omitted: count - rows.length };
  };
  return {
    read,
    async setDelay(delayMs) {
      checkDelay(delayMs);
      await change((delays) => ({ ...delays, delayMs }));
      return await read();
    },
    async setAssignmentDelay(assignmentName, delayMs) {
      const name = checkName(assignmentName);
      if (delayMs !== undefined) checkDelay(delayMs);
      await change((delays) => withAssignment(delays, name, delayMs));
      if (delayMs !== undefined) await moveTo(name, delayMs, deps);
      return await read();
    },
    apply: (assignmentName) => apply(assignmentName, deps),
  };
}

/** The delay of one assignment's changes, read in the transaction that makes one. */
export async function delayOf(
  assignmentName: string,
  stores: Repositories,
  fallbackMs: number,
): Promise<number> {
  const { delayMs, assignments } = await readDelays(stores, fallbackMs);
  return assignments[assignmentName] ?? delayMs;
}

async function readDelays({ meta }: Repositories, fallbackMs: number): Promise<PropagationDelays> {
  const text = await meta.get(SETTING);
  if (text === undefined) return { delayMs: fallbackMs, assignments: {} };
  return JSON.parse(text) as PropagationDelays;
}

function withAssignment(
  delays: PropagationDelays,
  name: string,
  delayMs: number | undefined,
): PropagationDelays {
  const { [name]: _, ...others } = delays.assignments;
  const max = limits.access.assignmentDelaysMax;
  if (delayMs !== undefined && Object.keys(others).length >= max) {
    throw invalid(`no more than ${max} assignments have a delay of their own`);
  }
  return {
    ...delays,
    assignments: delayMs === undefined ? others : { ...others, [name]: delayMs },
  };
}

/** What of one assignment is on its way takes the new time, from the moment of its change on. */
async function moveTo(
  name: string,
  delayMs: number,
  { directory, clock }: PropagationDependencies,
): Promise<void> {
  await directory.write(async ({ roleAssignments }) => {
    const now = clock.now();
    for (const row of await roleAssignments.listPendingNamed(now, name)) {
      const moved = (at: number, since: number): number => (at > now ? since + delayMs : at);
      const { removedEffectiveAt, updatedAt, createdAt } = row;
      await roleAssignments.setTimes(row.rowId, {
        effectiveAt: moved(row.effectiveAt, createdAt),
        removedEffectiveAt: removedEffectiveAt && moved(removedEffectiveAt, updatedAt),
      });
    }
  });
}

function apply(
  assignmentName: string | undefined,
  { directory, clock }: PropagationDependencies,
): Promise<readonly PendingChange[]> {
  const name = assignmentName === undefined ? undefined : checkName(assignmentName);
  return directory.write(async ({ roleAssignments }) => {
    const now = clock.now();
    const max = limits.access.pendingListedMax;
    const rows =
      name === undefined
        ? (await roleAssignments.listPending(now, max)).rows
        : await roleAssignments.listPendingNamed(now, name);
    if (name !== undefined && rows.length === 0) {
      throw new Failure("access/nothing-pending", "nothing of it is on its way", {
        facts: { assignmentName: name },
      });
    }
    await roleAssignments.settlePending(now, name);
    return rows.flatMap((row) => pendingOf(row, now));
  });
}

/** An assignment that was removed before it counted is on its way twice. */
function pendingOf(row: RoleAssignmentRow, now: number): PendingChange[] {
  const { tenantId, name: assignmentName, scope: armScope, principalId, roleId } = row;
  const what = { tenantId, assignmentName, armScope, principalId, roleId };
  const { effectiveAt, removedEffectiveAt } = row;
  return [
    ...(effectiveAt > now ? [{ ...what, change: "assigned" as const, effectiveAt }] : []),
    ...(removedEffectiveAt !== null && removedEffectiveAt > now
      ? [{ ...what, change: "removed" as const, effectiveAt: removedEffectiveAt }]
      : []),
  ];
}

function checkDelay(delayMs: number): void {
  const max = limits.access.propagationDelayMsMax;
  if (Number.isInteger(delayMs) && delayMs >= 0 && delayMs <= max) return;
  throw invalid("a delay lies between 0 s and 60 min, in whole milliseconds");
}

function checkName(assignmentName: string): string {
  const name = foldCase(assignmentName.slice(assignmentName.lastIndexOf("/") + 1));
  if (isGuid(name)) return name;
  throw invalid("an assignment is named by its GUID or its resource id");
}

const invalid = (reason: string): Failure =>
  new Failure("access/invalid-delay", "the delay cannot be set", { facts: { reason } });
