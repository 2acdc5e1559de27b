import { type Argument, refuse, type ScalarFunction } from "./define.ts";
import type { JsonBag, JsonValue } from "./json-values.ts";
import { mean, pointOf, pointsOf, realsOf, spread, sum } from "./series.ts";
import { valueFunction } from "./value-functions.ts";

type Values = readonly JsonValue[];

/** Products of two series' elements, added up; the longer is cut, what is no number left out. */
function dotProduct(left: JsonValue = null, right: JsonValue = null): number | null {
  const [a, b] = [pointsOf(left), pointsOf(right)];
  const [one, other] = [pointOf(left), pointOf(right)];
  const first = a ?? (b !== undefined && one !== null ? b.map(() => one) : undefined);
  const second = b ?? (a !== undefined && other !== null ? a.map(() => other) : undefined);
  if (first === undefined || second === undefined) return null;
  const length = Math.min(first.length, second.length);
  if (length === 0) return null;
  let total = 0;
  for (let place = 0; place < length; place += 1) {
    const [x, y] = [first[place] ?? null, second[place] ?? null];
    if (x !== null && y !== null) total += Number(x) * Number(y);
  }
  return total;
}

function cosine(left?: JsonValue, right?: JsonValue): number | null {
  const name = "series_cosine_similarity";
  const [a, b] = [realsOf(left, name), realsOf(right, name)];
  const length = Math.min(a?.length ?? 0, b?.length ?? 0);
  if (a === undefined || b === undefined || length === 0) return null;
  const [x, y] = [a.slice(0, length), b.slice(0, length)];
  const size = (values: readonly number[]): number => Math.sqrt(sum(values.map((v) => v * v)));
  return sum(x.map((value, place) => value * (y[place] ?? 0))) / (size(x) * size(y));
}

/** Null where lengths differ or an element is no number. Assumed: NaN of a series that stands still. */
function pearson(left?: JsonValue, right?: JsonValue): number | null {
  const [a, b] = [pointsOf(left), pointsOf(right)];
  if (a === undefined || b === undefined || a.length !== b.length) return null;
  if (a.includes(null) || b.includes(null) || a.length === 0) return null;
  const [x, y] = [a.map(Number), b.map(Number)];
  const [middleX, middleY] = [mean(x), mean(y)];
  const together = sum(x.map((value, place) => (value - middleX) * ((y[place] ?? 0) - middleY)));
  return together / Math.sqrt(spread(x) * spread(y));
}

interface Statistics {
  readonly min: number;
  readonly min_idx: bigint;
  readonly max: number;
  readonly max_idx: bigint;
  readonly avg: number;
  readonly stdev: number;
  readonly variance: number;
  readonly sum: number;
  readonly len: bigint;
}

/** Undefined where a value is not finite; those of fewer than two values are documented nowhere. */
function statistics(points: Values, ignores: boolean): Statistics | undefined {
  const all = points.map((value) => Number(pointOf(value) ?? Number.NaN));
  const finite = all.filter(Number.isFinite);
  if (finite.length < all.length && !ignores) return undefined;
  if (finite.length < 2) return refuse("series_stats of fewer than two values");
  const min = finite.reduce((a, b) => Math.min(a, b));
  const max = finite.reduce((a, b) => Math.max(a, b));
  const variance = spread(finite) / (finite.length - 1);
  return {
    min,
    min_idx: BigInt(all.indexOf(min)),
    max,
    max_idx: BigInt(all.indexOf(max)),
    avg: mean(finite),
    stdev: Math.sqrt(variance),
    variance,
    sum: sum(finite),
    len: BigInt(all.length),
  };
}

const COLUMNS = ["min", "min_idx", "max", "max_idx", "avg", "stdev", "variance"] as const;

function stats(series: JsonValue = null, ignores: JsonValue = false): Values | null {
  if (!Array.isArray(series)) return null;
  const found = statistics(series as Values, ignores === true);
  return COLUMNS.map((name) => found?.[name] ?? null);
}

function statsBag(series: JsonValue = null): JsonBag | null {
  if (!Array.isArray(series)) return null;
  const found = statistics(series as Values, false);
  if (found === undefined) return refuse("series_stats_dynamic of values that are not finite");
  return new Map(Object.entries(found));
}

function checkStats(args: readonly Argument[]): void {
  if (args.length > 1) refuse("series_stats_dynamic that ignores values");
}

function real(
  name: string,
  summary: string,
  compute: (...series: Values) => number | null,
  ...examples: ScalarFunction["examples"]
): ScalarFunction {
  const page = `${name.replaceAll("_", "-")}-function`;
  return valueFunction(name, page, summary, { returns: "real", compute }, examples);
}

/** Single numbers, and sets of them, that describe whole series. */
export const seriesStatistics: readonly ScalarFunction[] = [
  real(
    "series_sum",
    "Adds up a series.",
    (series) => {
      const values = realsOf(series, "series_sum");
      return values === undefined ? null : sum(values);
    },
    ["series_sum(dynamic([1, 2.5]))", 3.5],
  ),
  real(
    "series_product",
    "Multiplies a series' elements.",
    (series) => realsOf(series, "series_product")?.reduce((all, value) => all * value, 1) ?? null,
    ["series_product(dynamic([2, 3]))", 6],
  ),
  real(
    "series_dot_product",
    "Multiplies series and adds up.",
    dotProduct,
    ["series_dot_product(dynamic([1, 2, 3]), dynamic([4, 'x']))", 4],
    ["series_dot_product(2, dynamic([1, 2]))", 6],
    ["isnull(series_dot_product(dynamic([]), dynamic([1])))", true],
  ),
  real(
    "series_magnitude",
    "Gives the length of a vector.",
    (series) => {
      const values = realsOf(series, "series_magnitude");
      return values === undefined ? null : Math.sqrt(sum(values.map((value) => value * value)));
    },
    ["series_magnitude(dynamic([3, 4]))", 5],
  ),
  real(
    "series_cosine_similarity",
    "Measures the angle between vectors.",
    cosine,
    ["series_cosine_similarity(dynamic([3, 4]), dynamic([6, 8, 1]))", 1],
    ["isnull(series_cosine_similarity(dynamic([]), dynamic([1])))", true],
  ),
  real(
    "series_pearson_correlation",
    "Measures how series go together.",
    pearson,
    ["series_pearson_correlation(dynamic([1, 2, 3]), dynamic([3, 2, 1]))", -1],
    ["isnull(series_pearson_correlation(dynamic([1, 2]), dynamic([1])))", true],
  ),
  valueFunction(
    "series_stats",
    "series-stats-function",
    "Describes a series in several columns.",
    { returns: "dynamic", compute: stats },
    [],
  ),
  valueFunction(
    "series_stats_dynamic",
    "series-stats-dynamic-function",
    "Describes a series in a bag.",
    { returns: "dynamic", check: checkStats, compute: statsBag },
    [["tostring(series_stats_dynamic(dynamic([3, 1])).min_idx)", "1"]],
  ),
];
