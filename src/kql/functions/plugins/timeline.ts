import type { EngineValue } from "../../compiled.ts";
import { refuse } from "../define.ts";
import type { Row } from "../row-functions.ts";

/** A row of a group: whose it is, or what it measures, and where it stands. */
export interface Moment {
  readonly id: EngineValue;
  readonly at: bigint;
}

export interface TimelineGroup {
  readonly dimensions: Row;
  readonly moments: readonly Moment[];
}

/** The rows by their dimensions, and what is the same for all of them. */
export interface Timeline {
  readonly told: Row;
  readonly groups: readonly TimelineGroup[];
}

/** Steps that one plugin may take over all rows and bins. */
export const STEPS_MAX = 5_000_000;

/** Reads rows as the binder sends them: whether it is the first, what is told, id, moment, dimensions. */
export function readTimeline(rows: readonly Row[], count: number): Timeline {
  const marker = rows.find(([isFirst]) => isFirst === true) ?? [];
  const told = marker.slice(1, count + 1);
  if (told.includes(null)) refuse("a plugin with an argument that is null");
  const groups = new Map<string, { dimensions: Row; moments: Moment[] }>();
  for (const row of rows) {
    const [id = null, at = null, ...dimensions] = row.slice(count + 1);
    if (row === marker) continue;
    if (id === null || at === null) refuse("a timeline with cells that are null");
    const key = JSON.stringify(dimensions.map((each) => (each === null ? null : String(each))));
    const group = groups.get(key) ?? { dimensions, moments: [] };
    groups.set(key, group);
    group.moments.push({ id, at: whole(at) });
  }
  return { told, groups: [...groups.values()] };
}

/** A moment, a length or a count. */
export function whole(value: EngineValue | undefined): bigint {
  return BigInt(value as bigint | number);
}

/** A length that bins can have. */
export function lengthOf(value: EngineValue | undefined): bigint {
  const length = whole(value);
  return length > 0n ? length : refuse("a plugin with a length that is not positive");
}

/** The bin's first moment, counted from `origin`. */
export function binOf(at: bigint, size: bigint, origin = 0n): bigint {
  const rest = (at - origin) % size;
  return at - (rest < 0n ? rest + size : rest);
}

/** Refuses where bins from zero and bins from the start would differ: which it is is not known. */
export function refuseUnaligned(start: bigint, size: bigint): void {
  if (binOf(start, size) !== start) refuse("a plugin whose start is no multiple of its bins");
}

/**
 * Refuses rows behind the end but in its bin, or, where `endIsOpen`, at the end itself: whether they
 * count is not known.
 */
export function refuseAtEnd(
  { moments }: TimelineGroup,
  end: bigint,
  size: bigint,
  endIsOpen: boolean,
  origin = 0n,
): void {
  const last = binOf(end, size, origin) + size;
  if (moments.some(({ at }) => (at > end && at < last) || (endIsOpen && at === end))) {
    refuse("a plugin over rows at its end");
  }
}

/** Refuses bins without an answer: whether they are left out or zero is not known. */
export function refuseGaps(
  bins: ReadonlySet<bigint>,
  from: bigint,
  to: bigint,
  size: bigint,
): void {
  if (to >= from && (to - from) / size >= BigInt(STEPS_MAX)) refuse("a plugin over this many bins");
  for (let bin = from; bin <= to; bin += size) {
    if (!bins.has(bin)) refuse("a plugin over a timeline with empty bins");
  }
}
