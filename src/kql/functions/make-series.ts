import { isoFromTicks, TICKS_PER_SECOND, timespanText } from "../../base/index.ts";
import type { EngineValue, KqlType } from "../compiled.ts";
import { type Row, type RowFunction, rowFunction } from "./row-functions.ts";

/** What `make-series` says of its rows: keys, bin, one array of one value a series, and the ends. */
export interface MakeSeries {
  readonly keys: number;
  readonly series: number;
  readonly axis: KqlType;
  readonly isRange: boolean;
  readonly isNonempty: boolean;
}

/** Elements of a series. Source: learn.microsoft.com/kusto/query/make-series-operator. */
const ELEMENTS_MAX = 1_048_576n;

interface Ends {
  readonly from: bigint | undefined;
  readonly to: bigint | undefined;
  readonly step: bigint;
}

interface Group {
  readonly keys: readonly EngineValue[];
  /** The series' values as JSON, by bin. */
  readonly bins: Map<bigint, readonly string[]>;
}

function whole(value: EngineValue | undefined): bigint | undefined {
  return value === null || value === undefined ? undefined : BigInt(value as bigint | number);
}

/** As inside any dynamic value: a datetime with all seven digits. */
function axisText(value: bigint, type: KqlType): string {
  if (type === "datetime") {
    const [seconds = ""] = isoFromTicks(value).split(/[.Z]/);
    return `"${seconds}.${String(value % TICKS_PER_SECOND).padStart(7, "0")}Z"`;
  }
  return type === "timespan" ? `"${timespanText(value)}"` : String(value);
}

/** One value of an array of one value. */
function only(array: EngineValue | undefined): string {
  return String(array).slice(1, -1);
}

function groupsOf(rows: readonly Row[], told: MakeSeries): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const keys = row.slice(0, told.keys);
    const bin = whole(row[told.keys]);
    if (bin === undefined) continue;
    const key = JSON.stringify(keys.map((each) => (each === null ? null : String(each))));
    const group = groups.get(key) ?? { keys, bins: new Map() };
    groups.set(key, group);
    group.bins.set(bin, row.slice(told.keys + 1, told.keys + 1 + told.series).map(only));
  }
  return [...groups.values()];
}

/** The axis of one series: between the ends where told, else from its first bin to its last. */
function axisOf(group: Group, { from, to, step }: Ends, told: MakeSeries): readonly bigint[] {
  const bins = [...group.bins.keys()].sort((a, b) => (a < b ? -1 : 1));
  const least = bins[0] ?? from ?? 0n;
  const most = bins.at(-1) ?? least;
  const first = from ?? least;
  const isOpen = to === undefined;
  const last = isOpen ? most : told.isRange ? to : to - 1n;
  const count = last < first ? 0n : (last - first) / step + 1n;
  if (count > ELEMENTS_MAX) throw new RangeError("make-series: too many elements");
  return Array.from({ length: Number(count) }, (_, place) => first + BigInt(place) * step);
}

function* makeSeries(rows: readonly Row[], told: MakeSeries): Iterable<Row> {
  const marker = rows.find((row) => row[told.keys] === null && row.at(-1) !== null);
  if (marker === undefined) throw new RangeError("make-series: the step is null");
  const [from, to, step] = marker.slice(-3).map(whole);
  if (step === undefined || step <= 0n)
    throw new RangeError("make-series: the step is not positive");
  if (told.isRange && from !== undefined && from % step !== 0n) {
    throw new RangeError("make-series: a range that does not start at a multiple of its step");
  }
  const defaults = marker.slice(told.keys + 1, told.keys + 1 + told.series).map(only);
  const found = groupsOf(rows, told);
  const none: Group = { keys: marker.slice(0, told.keys), bins: new Map() };
  const isFilled = told.isNonempty && found.length === 0 && from !== undefined;
  for (const group of isFilled ? [none] : found) {
    const axis = axisOf(group, { from, to, step }, told);
    const arrays = defaults.map((otherwise, place) =>
      axis.map((at) => group.bins.get(at)?.[place] ?? otherwise),
    );
    const ticks = axis.map((at) => axisText(at, told.axis));
    yield [...group.keys, ...[...arrays, ticks].map((array) => `[${array.join(",")}]`)];
  }
}

/** Rows of bins as rows of arrays. */
export const seriesFunctions: readonly RowFunction[] = [rowFunction("make_series", makeSeries)];
