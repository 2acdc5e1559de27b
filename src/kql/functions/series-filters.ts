import { type Argument, refuse, type ScalarFunction } from "./define.ts";
import { type JsonValue, sameValue } from "./json-values.ts";
import { isWhole, type Point, pointOf, realsOf, sum } from "./series.ts";
import { valueFunction } from "./value-functions.ts";

type Values = readonly JsonValue[];

const arrayOf = (value: JsonValue | undefined): Values | undefined =>
  Array.isArray(value) ? (value as Values) : undefined;

/** Elements that count as missing become null; the placeholder is a number or null. */
function withGaps(series: JsonValue | undefined, placeholder: JsonValue): Values | undefined {
  const values = arrayOf(series);
  if (values === undefined || placeholder === null) return values;
  if (values.includes(null)) return refuse("a placeholder beside nulls in a series");
  return values.map((value) => (sameValue(value, placeholder) ? null : value));
}

function constantFill(
  series: JsonValue = null,
  constant: JsonValue = null,
  placeholder: JsonValue = null,
): Values | null {
  return withGaps(series, placeholder)?.map((value) => value ?? constant) ?? null;
}

/** Each gap takes the value before it. */
function forward(series: JsonValue = null, placeholder: JsonValue = null): Values | null {
  let last: JsonValue = null;
  const filled = withGaps(series, placeholder)?.map((value) => {
    last = value ?? last;
    return last;
  });
  if (filled === undefined) return null;
  return placeholder === null ? filled : filled.map((value) => value ?? placeholder);
}

function backward(series: JsonValue = null, placeholder: JsonValue = null): Values | null {
  const turned = arrayOf(series)?.toReversed() ?? null;
  return forward(turned, placeholder)?.toReversed() ?? null;
}

/** Between whole numbers the fraction is cut; which way below zero is documented nowhere. */
function between(left: Point, right: Point, part: number, areWhole: boolean): JsonValue {
  const [from, to] = [Number(left), Number(right)];
  const value = from + (to - from) * part;
  if (!areWhole) return value;
  const isSafe = Number.isSafeInteger(from) && Number.isSafeInteger(to);
  if (!isSafe || (value < 0 && !Number.isInteger(value))) {
    return refuse("series_fill_linear between whole numbers of this size");
  }
  return BigInt(Math.floor(value + 1e-9));
}

function linear(
  series: JsonValue = null,
  placeholder: JsonValue = null,
  fillsEdges: JsonValue = true,
  constant: JsonValue = 0,
): Values | null {
  const values = withGaps(series, placeholder);
  if (values === undefined) return null;
  const known = values.flatMap((value, place) => (value === null ? [] : [place]));
  if (known.length === 0) return values.map(() => constant);
  const points = values.map(pointOf);
  if (known.some((place) => points[place] === null)) {
    return refuse("series_fill_linear of an array with an element that is no number");
  }
  const areWhole = known.every((place) => isWhole(points[place] ?? null));
  let next = 0;
  return values.map((value, place) => {
    if (value !== null) {
      next += 1;
      return value;
    }
    const [before, after] = [known[next - 1], known[next]];
    if (before === undefined || after === undefined) {
      const edge = values[before ?? after ?? 0] ?? null;
      return fillsEdges === false ? placeholder : edge;
    }
    const part = (place - before) / (after - before);
    return between(points[before] ?? null, points[after] ?? null, part, areWhole);
  });
}

/** Factors times values of one filter. Assumed: half a second of work. */
const STEPS_MAX = 100_000_000;

/** What stands before a series counts as zero. */
function recursive(
  series: readonly number[],
  b: readonly number[],
  a: readonly number[],
): number[] {
  const [first = 0, ...back] = a;
  if (series.length * (a.length + b.length) > STEPS_MAX) refuse("a filter of this size");
  if (first === 0) return refuse("series_iir by a denominator that starts with zero");
  const made: number[] = [];
  for (const place of series.keys()) {
    const into = sum(b.map((factor, shift) => factor * (series[place - shift] ?? 0)));
    const from = sum(back.map((factor, shift) => factor * (made[place - shift - 1] ?? 0)));
    made.push((into - from) / first);
  }
  return made;
}

function iir(series?: JsonValue, numerators?: JsonValue, denominators?: JsonValue): Values | null {
  const [x, b, a] = [series, numerators, denominators].map((each) => realsOf(each, "series_iir"));
  return x === undefined || b === undefined || a === undefined ? null : recursive(x, b, a);
}

/** Assumed: what stands before and behind a series counts as zero, as for series_iir. */
function fir(
  series?: JsonValue,
  filter?: JsonValue,
  normalize: JsonValue = null,
  isCentered: JsonValue = false,
): Values | null {
  const [x, b] = [realsOf(series, "series_fir"), realsOf(filter, "series_fir")];
  if (x === undefined || b === undefined) return null;
  const hasNegative = b.some((factor) => factor < 0);
  const normalizes = normalize ?? !hasNegative;
  if (normalizes === true && hasNegative) return null;
  const total = sum(b);
  const factors = normalizes === true ? b.map((factor) => factor / total) : b;
  if (isCentered !== true) return recursive(x, factors, [1]);
  if (b.length % 2 === 0) return refuse("series_fir around the middle of an even filter");
  const ahead = (b.length - 1) / 2;
  return recursive([...x, ...new Array<number>(ahead).fill(0)], factors, [1]).slice(ahead);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[half - 1], sorted[half]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

/** The median of each phase of a known period. */
function seasonal(series: JsonValue = null, period: JsonValue = null): Values | null {
  const values = realsOf(series, "series_seasonal");
  const length = Number(period);
  if (values === undefined || !Number.isInteger(length)) return null;
  if (length <= 0) return values.map(() => 0);
  const members = Array.from({ length: Math.min(length, values.length) }, (): number[] => []);
  for (const [place, value] of values.entries()) members[place % length]?.push(value);
  const phases = members.map(median);
  return values.map((_, place) => phases[place % length] ?? 0);
}

function checkSeasonal([, period]: readonly Argument[]): void {
  if (typeof period?.constant !== "bigint" || period.constant === -1n) {
    refuse("series_seasonal that finds the period");
  }
}

const isNumeric = ({ type }: Argument): boolean =>
  type === "long" || type === "int" || type === "real";

/** A placeholder at this place must be a number or a null; so must a constant to fill with. */
function checkFill(...places: readonly number[]): (args: readonly Argument[]) => void {
  return (args) => {
    for (const place of places) {
      const arg = args[place];
      if (arg !== undefined && !isNumeric(arg)) refuse(`a series filled by a ${arg.type}`);
    }
  };
}

/** Filters of series, and what fills their gaps. */
export const seriesFilters: readonly ScalarFunction[] = [
  valueFunction(
    "series_fill_const",
    "series-fill-const-function",
    "Fills gaps with a constant.",
    { returns: "dynamic", check: checkFill(1, 2), compute: constantFill },
    [
      ["tostring(series_fill_const(dynamic([1, null]), 0))", "[1,0]"],
      ["tostring(series_fill_const(dynamic([1, -1, 2]), 0, -1))", "[1,0,2]"],
    ],
  ),
  valueFunction(
    "series_fill_forward",
    "series-fill-forward-function",
    "Fills gaps with the value before.",
    { returns: "dynamic", check: checkFill(1), compute: forward },
    [
      ["tostring(series_fill_forward(dynamic([null, 1, null])))", "[null,1,1]"],
      ["tostring(series_fill_forward(dynamic([-1, 1, -1]), -1))", "[-1,1,1]"],
    ],
  ),
  valueFunction(
    "series_fill_backward",
    "series-fill-backward-function",
    "Fills gaps with the value behind.",
    { returns: "dynamic", check: checkFill(1), compute: backward },
    [["tostring(series_fill_backward(dynamic([null, 1, null])))", "[1,1,null]"]],
  ),
  valueFunction(
    "series_fill_linear",
    "series-fill-linear-function",
    "Fills gaps along lines.",
    { returns: "dynamic", check: checkFill(1, 3), compute: linear },
    [
      ["tostring(series_fill_linear(dynamic([null, 1.0, null, 2.0])))", "[1.0,1.0,1.5,2.0]"],
      ["tostring(series_fill_linear(dynamic([1, null, 2])))", "[1,1,2]"],
      ["tostring(series_fill_linear(dynamic([null, 1]), real(null), false))", "[null,1]"],
    ],
  ),
  valueFunction(
    "series_iir",
    "series-iir-function",
    "Applies a recursive filter.",
    { returns: "dynamic", compute: iir },
    [["tostring(series_iir(dynamic([1, 2, 3]), dynamic([1]), dynamic([1, -1])))", "[1.0,3.0,6.0]"]],
  ),
  valueFunction(
    "series_fir",
    "series-fir-function",
    "Applies a filter.",
    { returns: "dynamic", compute: fir },
    [
      ["tostring(series_fir(dynamic([2, 4, 6]), dynamic([1, 1])))", "[1.0,3.0,5.0]"],
      ["tostring(series_fir(dynamic([2, 5]), dynamic([1, -1]), false, false))", "[2.0,3.0]"],
      ["isnull(series_fir(dynamic([2, 5]), dynamic([1, -1]), true, false))", true],
    ],
  ),
  valueFunction(
    "series_seasonal",
    "series-seasonal-function",
    "Gives the seasonal part of a series by its period.",
    { returns: "dynamic", check: checkSeasonal, compute: seasonal },
    [["tostring(series_seasonal(dynamic([1, 5, 3, 5]), 2))", "[2.0,5.0,2.0,5.0]"]],
  ),
];
