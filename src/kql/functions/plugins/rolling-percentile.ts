import type { EngineValue } from "../../compiled.ts";
import { refuse } from "../define.ts";
import { type Row, type RowFunction, rowFunction } from "../row-functions.ts";
import { binOf, lengthOf, type Moment, readTimeline, refuseGaps, STEPS_MAX } from "./timeline.ts";

const ascending = (a: EngineValue, b: EngineValue): number =>
  (a as bigint | number) < (b as bigint | number) ? -1 : 1;

/** The value at the nearest rank. */
function ranked(values: readonly EngineValue[], percent: number): EngineValue {
  const place = Math.max(Math.ceil((percent / 100) * values.length) - 1, 0);
  return values[place] ?? null;
}

function binned(moments: readonly Moment[], size: bigint): Map<bigint, EngineValue[]> {
  const bins = new Map<bigint, EngineValue[]>();
  for (const { id: value, at } of moments) {
    if (typeof value === "number" && Number.isNaN(value)) refuse("percentiles of NaN");
    const bin = binOf(at, size);
    const known = bins.get(bin);
    if (known === undefined) bins.set(bin, [value]);
    else known.push(value);
  }
  return bins;
}

/**
 * A percentile over each bin and those before it in its window. Bins that are empty in one group of
 * dimensions are refused, where the rows reach over them: whether they have an answer is not known.
 */
function* rollingPercentile(rows: readonly Row[], count: number): Iterable<Row> {
  const { told, groups } = readTimeline(rows, count);
  const [percent, size, window] = [Number(told[0]), lengthOf(told[1]), lengthOf(told[2])];
  if (!(percent >= 0 && percent <= 100)) refuse("a percentile that is not of 0 to 100");
  if (window * BigInt(rows.length) > BigInt(STEPS_MAX)) refuse("windows over this many rows");
  const all = groups.flatMap(({ moments }) => moments.map(({ at }) => binOf(at, size)));
  const last = all.sort(ascending).at(-1) ?? 0n;
  for (const { dimensions, moments } of groups) {
    const bins = binned(moments, size);
    const order = [...bins.keys()].sort(ascending);
    refuseGaps(new Set(order), order[0] ?? 0n, last, size);
    for (const [place, bin] of order.entries()) {
      const reached = order.slice(Math.max(0, place - Number(window) + 1), place + 1);
      const values = reached.flatMap((each) => bins.get(each) ?? []).sort(ascending);
      yield [bin, ...dimensions, ranked(values, percent)];
    }
  }
}

/** Percentiles of windows. */
export const rollingPercentiles: readonly RowFunction[] = [
  rowFunction("rolling_percentile", rollingPercentile),
];
