import type { EngineValue } from "../../compiled.ts";
import { refuse } from "../define.ts";
import { type Row, type RowFunction, rowFunction } from "../row-functions.ts";
import {
  binOf,
  lengthOf,
  type Moment,
  readTimeline,
  refuseAtEnd,
  refuseGaps,
  refuseUnaligned,
  STEPS_MAX,
  whole,
} from "./timeline.ts";

interface Tally {
  count: number;
  readonly ids: Set<EngineValue>;
}

interface Windows {
  readonly start: bigint;
  readonly end: bigint;
  readonly lookback: bigint;
  readonly bin: bigint;
}

function tallied(tallies: Map<bigint, Tally>, window: bigint, id: EngineValue): void {
  const tally = tallies.get(window) ?? { count: 0, ids: new Set() };
  tallies.set(window, tally);
  tally.count += 1;
  tally.ids.add(id);
}

/** Every row counts in each window that reaches back to it. */
function windowTallies(
  moments: readonly Moment[],
  { start, end, lookback, bin }: Windows,
): ReadonlyMap<bigint, Tally> {
  const tallies = new Map<bigint, Tally>();
  for (const { id, at } of moments) {
    const first = binOf(at, bin);
    for (let window = first; window < first + lookback && window <= end; window += bin) {
      if (window >= start) tallied(tallies, window, id);
    }
  }
  return tallies;
}

/**
 * Rows and ids in the window that ends with each bin; a window without rows has no answer.
 *
 * Source: learn.microsoft.com/kusto/query/sliding-window-counts-plugin and the way of aggregating
 * that it refers to.
 */
function* slidingWindowCounts(rows: readonly Row[], count: number): Iterable<Row> {
  const { told, groups } = readTimeline(rows, count);
  const [start, end] = [whole(told[0]), whole(told[1])];
  const [lookback, bin] = [lengthOf(told[2]), lengthOf(told[3])];
  refuseUnaligned(start, bin);
  if (lookback % bin !== 0n) refuse("a window that is no multiple of its bins");
  if ((lookback / bin) * BigInt(rows.length) > BigInt(STEPS_MAX)) {
    refuse("windows over this many rows");
  }
  for (const group of groups) {
    refuseAtEnd(group, end, bin, false);
    const tallies = windowTallies(group.moments, { start, end, lookback, bin });
    for (const [window, { count: all, ids }] of inOrder(tallies)) {
      yield [window, ...group.dimensions, all, ids.size];
    }
  }
}

function inOrder<Value>(bins: ReadonlyMap<bigint, Value>): readonly (readonly [bigint, Value])[] {
  return [...bins].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Rows, ids, ids that no earlier bin had, and ids so far. */
function* activityCounts(rows: readonly Row[], count: number): Iterable<Row> {
  const { told, groups } = readTimeline(rows, count);
  const [start, end, bin] = [whole(told[0]), whole(told[1]), lengthOf(told[2])];
  refuseUnaligned(start, bin);
  for (const group of groups) {
    refuseAtEnd(group, end, bin, false);
    const tallies = new Map<bigint, Tally>();
    for (const { id, at } of group.moments) {
      if (at >= start && at <= end) tallied(tallies, binOf(at, bin), id);
    }
    refuseGaps(new Set(tallies.keys()), start, end, bin);
    const known = new Set<EngineValue>();
    for (const [window, { count: all, ids }] of inOrder(tallies)) {
      const before = known.size;
      for (const id of ids) known.add(id);
      yield [window, ...group.dimensions, all, ids.size, known.size - before, known.size];
    }
  }
}

/** Moments by id, each id's in order. */
function byId(moments: readonly Moment[]): ReadonlyMap<EngineValue, readonly bigint[]> {
  const found = new Map<EngineValue, bigint[]>();
  for (const { id, at } of moments) {
    const known = found.get(id);
    if (known === undefined) found.set(id, [at]);
    else known.push(at);
  }
  for (const all of found.values()) all.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return found;
}

/** Where an id's sessions start within the timeline. */
function* sessionStarts(
  moments: readonly bigint[],
  start: bigint,
  end: bigint,
  lookback: bigint,
): Iterable<bigint> {
  for (const [place, at] of moments.entries()) {
    const before = moments[place - 1];
    if (at < start || at > end) continue;
    if (before === undefined || at - before >= lookback) yield at;
    else if (before < start) refuse("sessions that start before the timeline");
  }
}

/**
 * Sessions that start in each bin: an id that was not there within the lookback, its end left out,
 * starts one. Source: learn.microsoft.com/kusto/query/session-count-plugin.
 */
function* sessionCount(rows: readonly Row[], count: number): Iterable<Row> {
  const { told, groups } = readTimeline(rows, count);
  const [start, end] = [whole(told[0]), whole(told[1])];
  const [bin, lookback] = [lengthOf(told[2]), lengthOf(told[3])];
  for (const group of groups) {
    refuseAtEnd(group, end, bin, true);
    const sessions = new Map<bigint, number>();
    for (const moments of byId(group.moments).values()) {
      for (const at of sessionStarts(moments, start, end, lookback)) {
        const window = binOf(at, bin);
        sessions.set(window, (sessions.get(window) ?? 0) + 1);
      }
    }
    refuseGaps(new Set(sessions.keys()), binOf(start, bin), end - 1n, bin);
    for (const [window, found] of inOrder(sessions)) yield [window, ...group.dimensions, found];
  }
}

interface Activity {
  readonly start: bigint;
  readonly end: bigint;
  readonly lookback: bigint;
  readonly period: bigint;
  readonly least: number;
  readonly bin: bigint;
}

/** The moments of one id after which it was there in enough periods. */
function* activeMoments(
  moments: readonly bigint[],
  { period, least }: Activity,
  lookback: bigint,
): Iterable<bigint> {
  const periods = new Map<bigint, number>();
  const change = (at: bigint, by: number): void => {
    const bin = binOf(at, period);
    const count = (periods.get(bin) ?? 0) + by;
    if (count === 0) periods.delete(bin);
    else periods.set(bin, count);
  };
  let first = 0;
  for (const at of moments) {
    change(at, 1);
    for (let old = moments[first] ?? at; old <= at - lookback; old = moments[first] ?? at) {
      change(old, -1);
      first += 1;
    }
    if (periods.size >= least) yield at;
  }
}

/** How many ids are active, by bin. */
function activeIds(
  moments: readonly Moment[],
  activity: Activity,
  lookback: bigint,
): ReadonlyMap<bigint, number> {
  const { start, end, bin } = activity;
  const found = new Map<bigint, number>();
  for (const all of byId(moments).values()) {
    const active = [...activeMoments(all, activity, lookback)];
    const within = active.filter((at) => at >= start && at <= end);
    for (const each of new Set(within.map((at) => binOf(at, bin, start)))) {
      found.set(each, (found.get(each) ?? 0) + 1);
    }
  }
  return found;
}

/**
 * Ids that were there in enough periods of the lookback. Whether moments are compared or their
 * periods, and whether the lookback's first period counts, is not known: answered where the widest
 * and the narrowest reading agree.
 */
function* activeUsersCount(rows: readonly Row[], count: number): Iterable<Row> {
  const { told, groups } = readTimeline(rows, count);
  const activity: Activity = {
    start: whole(told[0]),
    end: whole(told[1]),
    lookback: lengthOf(told[2]),
    period: lengthOf(told[3]),
    least: Number(told[4]),
    bin: lengthOf(told[5]),
  };
  const { start, end, lookback, period, bin } = activity;
  refuseUnaligned(start, period);
  if (lookback % period !== 0n || lookback === period || bin % period !== 0n) {
    refuse("a lookback or bins that are no multiple of the period");
  }
  for (const group of groups) {
    refuseAtEnd(group, end, period, true);
    const floored = group.moments.map(({ id, at }) => ({ id, at: binOf(at, period) }));
    const wide = inOrder(activeIds(group.moments, activity, lookback));
    const narrow = inOrder(activeIds(floored, activity, lookback - period));
    if (String(wide) !== String(narrow)) refuse("ids that are active only with the first period");
    for (const [window, ids] of wide) yield [window, ...group.dimensions, ids];
  }
}

/** Plugins over ids on a timeline. */
export const timelineFunctions: readonly RowFunction[] = [
  rowFunction("active_users_count", activeUsersCount),
  rowFunction("activity_counts_metrics", activityCounts),
  rowFunction("session_count", sessionCount),
  rowFunction("sliding_window_counts", slidingWindowCounts),
];
