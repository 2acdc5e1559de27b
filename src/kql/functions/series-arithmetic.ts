import type { ScalarFunction } from "./define.ts";
import type { JsonValue } from "./json-values.ts";
import { isWhole, type Point, pointOf, pointsOf } from "./series.ts";
import { valueFunction } from "./value-functions.ts";

type Real = (a: number, b: number) => number;
type Whole = (a: bigint, b: bigint) => bigint;
type Test = (a: bigint | number, b: bigint | number) => boolean;

/** Two series side by side; a number beside a series is repeated. */
function paired(
  left: JsonValue | undefined,
  right: JsonValue | undefined,
): readonly (readonly [Point, Point])[] | undefined {
  const [a, b] = [pointsOf(left), pointsOf(right)];
  const [one, other] = [pointOf(left ?? null), pointOf(right ?? null)];
  if (a !== undefined && b !== undefined) {
    const length = Math.max(a.length, b.length);
    return Array.from({ length }, (_, place) => [a[place] ?? null, b[place] ?? null]);
  }
  if (a !== undefined && other !== null) return a.map((point) => [point, other]);
  if (b !== undefined && one !== null) return b.map((point) => [one, point]);
  return undefined;
}

/** Whole numbers stay whole where all are, and wrap around as longs do. */
function arithmetic(real: Real, whole: Whole | undefined) {
  return (left?: JsonValue, right?: JsonValue): readonly JsonValue[] | null => {
    const pairs = paired(left, right);
    if (pairs === undefined) return null;
    const areWhole =
      whole !== undefined && pairs.flat().every((point) => point === null || isWhole(point));
    return pairs.map(([a, b]) => {
      if (a === null || b === null) return null;
      if (areWhole) return BigInt.asIntN(64, whole(BigInt(a), BigInt(b)));
      return real(Number(a), Number(b));
    });
  };
}

function comparison(test: Test) {
  return (left?: JsonValue, right?: JsonValue): readonly JsonValue[] | null =>
    paired(left, right)?.map(([a, b]) => (a === null || b === null ? null : test(a, b))) ?? null;
}

/** A function of each element; with `whole`, series of whole numbers stay so. */
function each(real: (x: number) => number, whole?: (x: bigint) => bigint) {
  return (series?: JsonValue): readonly JsonValue[] | null => {
    const points = pointsOf(series);
    if (points === undefined) return null;
    const areWhole =
      whole !== undefined && points.every((point) => point === null || isWhole(point));
    return points.map((point) => {
      if (point === null) return null;
      return areWhole ? whole(BigInt(point)) : real(Number(point));
    });
  };
}

function row(
  name: string,
  summary: string,
  compute: (...series: readonly JsonValue[]) => readonly JsonValue[] | null,
  ...examples: ScalarFunction["examples"]
): ScalarFunction {
  const page = `series-${name.replaceAll("_", "-")}-function`;
  return valueFunction(`series_${name}`, page, summary, { returns: "dynamic", compute }, examples);
}

const sign = (x: bigint): bigint => (x > 0n ? 1n : x < 0n ? -1n : 0n);

/** Arithmetic and comparisons element by element; what is no number gives null. */
export const seriesArithmetic: readonly ScalarFunction[] = [
  row(
    "add",
    "Adds series.",
    arithmetic(
      (a, b) => a + b,
      (a, b) => a + b,
    ),
    ["tostring(series_add(dynamic([1, 2, 3]), dynamic([10, 'x'])))", "[11,null,null]"],
    ["tostring(series_add(dynamic([1, 2.5]), 1))", "[2.0,3.5]"],
    ["isnull(series_add(dynamic([1]), parse_json('x')))", true],
  ),
  row(
    "subtract",
    "Subtracts series.",
    arithmetic(
      (a, b) => a - b,
      (a, b) => a - b,
    ),
    ["tostring(series_subtract(10, dynamic([1, null])))", "[9,null]"],
  ),
  row(
    "multiply",
    "Multiplies series.",
    arithmetic(
      (a, b) => a * b,
      (a, b) => a * b,
    ),
    ["tostring(series_multiply(dynamic([9007199254740993]), dynamic([3])))", "[27021597764222979]"],
  ),
  row(
    "divide",
    "Divides series.",
    arithmetic((a, b) => a / b, undefined),
    ["tostring(series_divide(dynamic([1, 4]), dynamic([2, 2])))", "[0.5,2.0]"],
  ),
  row(
    "pow",
    "Raises series to powers.",
    arithmetic((a, b) => a ** b, undefined),
    ["tostring(series_pow(dynamic([2, 9]), dynamic([3, 0.5])))", "[8.0,3.0]"],
  ),
  row(
    "greater",
    "Compares series.",
    comparison((a, b) => a > b),
    ["tostring(series_greater(dynamic([1, 2.5, 'x']), 2))", "[false,true,null]"],
  ),
  row(
    "greater_equals",
    "Compares series.",
    comparison((a, b) => a >= b),
    ["tostring(series_greater_equals(dynamic([2]), dynamic([2.0])))", "[true]"],
  ),
  row(
    "less",
    "Compares series.",
    comparison((a, b) => a < b),
    ["tostring(series_less(dynamic([1]), dynamic([2])))", "[true]"],
  ),
  row(
    "less_equals",
    "Compares series.",
    comparison((a, b) => a <= b),
    ["tostring(series_less_equals(dynamic([3]), dynamic([2])))", "[false]"],
  ),
  // Loose on purpose: a whole number equals a real of its value.
  row(
    "equals",
    "Compares series.",
    comparison((a, b) => a <= b && a >= b),
    ["tostring(series_equals(dynamic([1, 2]), dynamic([1.0, 3])))", "[true,false]"],
  ),
  row(
    "not_equals",
    "Compares series.",
    comparison((a, b) => !(a <= b && a >= b)),
    ["tostring(series_not_equals(dynamic([1]), dynamic([2])))", "[true]"],
  ),
  row(
    "abs",
    "Gives the sizes.",
    each(Math.abs, (x) => (x < 0n ? -x : x)),
    ["tostring(series_abs(dynamic([-1, 2, 'x'])))", "[1,2,null]"],
  ),
  row("sign", "Gives -1, 0 or 1.", each(Math.sign, sign), [
    "tostring(series_sign(dynamic([-7, 0, 7])))",
    "[-1,0,1]",
  ]),
  row("exp", "Gives e to powers.", each(Math.exp), ["tostring(series_exp(dynamic([0])))", "[1.0]"]),
  row("log", "Gives natural logarithms.", each(Math.log), [
    "tostring(series_log(dynamic([1])))",
    "[0.0]",
  ]),
  row("floor", "Rounds down.", each(Math.floor), [
    "tostring(series_floor(dynamic([1.5])))",
    "[1.0]",
  ]),
  row("ceiling", "Rounds up.", each(Math.ceil), [
    "tostring(series_ceiling(dynamic([1.5])))",
    "[2.0]",
  ]),
  row("sin", "Gives sines.", each(Math.sin), ["tostring(series_sin(dynamic([0])))", "[0.0]"]),
  row("cos", "Gives cosines.", each(Math.cos), ["tostring(series_cos(dynamic([0])))", "[1.0]"]),
  row("tan", "Gives tangents.", each(Math.tan), ["tostring(series_tan(dynamic([0])))", "[0.0]"]),
  row("asin", "Gives arcsines.", each(Math.asin), ["tostring(series_asin(dynamic([0])))", "[0.0]"]),
  row("acos", "Gives arccosines.", each(Math.acos), [
    "tostring(series_acos(dynamic([1])))",
    "[0.0]",
  ]),
  row("atan", "Gives arctangents.", each(Math.atan), [
    "tostring(series_atan(dynamic([0])))",
    "[0.0]",
  ]),
];
