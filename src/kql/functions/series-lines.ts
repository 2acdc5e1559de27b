import { type Argument, refuse, type ScalarFunction } from "./define.ts";
import type { JsonValue } from "./json-values.ts";
import { realsOf, spread, sum } from "./series.ts";
import { valueFunction } from "./value-functions.ts";

type Values = readonly JsonValue[];

/** The highest degree of a polynomial. Assumed: above it the digits of a real do not suffice. */
const DEGREE_MAX = 12;

interface Fit {
  readonly rsquare: number;
  readonly variance: number;
  readonly rvariance: number;
  /** From the highest power to the constant. */
  readonly coefficients: readonly number[];
  readonly line: readonly number[];
}

/**
 * The polynomial that lies nearest to the points.
 *
 * Source: learn.microsoft.com/kusto/query/series-fit-line-function, whose example shows that both
 * variances are the sample's, and that the first point stands at 1.
 */
function fitted(y: readonly number[], x: readonly number[], degree: number, of: string): Fit {
  if (x.length !== y.length || y.length <= degree + 1) return refuse(`${of} of so few values`);
  if (![...x, ...y].every(Number.isFinite)) return refuse(`${of} of values that are not finite`);
  const total = spread(y);
  if (total === 0) return refuse(`${of} of values that are all the same`);
  const scale = x.reduce((most, at) => Math.max(most, Math.abs(at)), 0) || 1;
  const rows = x.map((at) =>
    Array.from({ length: degree + 1 }, (_, power) => (at / scale) ** power),
  );
  const scaled = leastSquares(rows, y);
  const powers = scaled.map((factor, power) => factor / scale ** power);
  const line = x.map((at) => powers.reduceRight((value, factor) => value * at + factor, 0));
  const rest = sum(y.map((value, place) => (value - (line[place] ?? 0)) ** 2));
  return {
    rsquare: 1 - rest / total,
    variance: total / (y.length - 1),
    rvariance: rest / (y.length - 1),
    coefficients: powers.toReversed(),
    line,
  };
}

/** Solves by Householder's reflections, which lose fewer digits than normal equations. */
function leastSquares(rows: readonly (readonly number[])[], values: readonly number[]): number[] {
  const width = rows[0]?.length ?? 0;
  const table = rows.map((row, place) => [...row, values[place] ?? 0]);
  for (let column = 0; column < width; column += 1) reflect(table, column);
  const answer = new Array<number>(width).fill(0);
  for (let place = width - 1; place >= 0; place -= 1) {
    const row = table[place] ?? [];
    const known = sum(
      answer.map((value, index) => (index > place ? value * (row[index] ?? 0) : 0)),
    );
    answer[place] = ((row[width] ?? 0) - known) / (row[place] ?? 1);
  }
  return answer;
}

function reflect(table: readonly number[][], column: number): void {
  const below = table.slice(column);
  const first = below[0]?.[column] ?? 0;
  const size = Math.sqrt(sum(below.map((row) => (row[column] ?? 0) ** 2)));
  if (size === 0) refuse("a fit of points that all stand at one place");
  const normal = below.map((row) => row[column] ?? 0);
  normal[0] = first + (first < 0 ? -size : size);
  const length = sum(normal.map((value) => value * value));
  for (let index = column; index < (below[0]?.length ?? 0); index += 1) {
    const along = sum(below.map((row, place) => (row[index] ?? 0) * (normal[place] ?? 0)));
    const factor = (2 * along) / length;
    for (const [place, row] of below.entries()) {
      row[index] = (row[index] ?? 0) - factor * (normal[place] ?? 0);
    }
  }
}

const places = (length: number): readonly number[] =>
  Array.from({ length }, (_, place) => place + 1);

function line(series: JsonValue | undefined): ReadonlyMap<string, JsonValue> | null {
  const y = realsOf(series, "series_fit_line");
  if (y === undefined) return null;
  const fit = fitted(y, places(y.length), 1, "series_fit_line");
  const [slope = null, interception = null] = fit.coefficients;
  return new Map<string, JsonValue>([
    ["rsquare", fit.rsquare],
    ["slope", slope],
    ["variance", fit.variance],
    ["rvariance", fit.rvariance],
    ["interception", interception],
    ["line_fit", fit.line],
  ]);
}

function polynomial(series?: JsonValue, at?: JsonValue, degree: JsonValue = 1n): Values | null {
  const y = realsOf(series, "series_fit_poly");
  const x = at === undefined ? places(y?.length ?? 0) : realsOf(at, "series_fit_poly");
  if (y === undefined || x === undefined) return null;
  const fit = fitted(y, x, Number(degree), "series_fit_poly");
  return [fit.rsquare, fit.coefficients, fit.variance, fit.rvariance, fit.line];
}

function checkDegree([, , degree]: readonly Argument[]): void {
  if (degree === undefined) return;
  const { constant } = degree;
  if (typeof constant !== "bigint" || constant < 1n || constant > BigInt(DEGREE_MAX)) {
    refuse("series_fit_poly of this degree");
  }
}

/** Lines and polynomials through series. */
export const seriesLines: readonly ScalarFunction[] = [
  valueFunction(
    "series_fit_line",
    "series-fit-line-function",
    "Fits a line, in several columns.",
    { returns: "dynamic", compute: (series) => [...(line(series)?.values() ?? [])] },
    [],
  ),
  valueFunction(
    "series_fit_line_dynamic",
    "series-fit-line-dynamic-function",
    "Fits a line, in a bag.",
    { returns: "dynamic", compute: line },
    [
      ["round(toreal(series_fit_line_dynamic(dynamic([1, 3, 5])).slope), 9)", 2],
      ["round(toreal(series_fit_line_dynamic(dynamic([1, 3, 5])).interception), 9)", -1],
    ],
  ),
  valueFunction(
    "series_fit_poly",
    "series-fit-poly-function",
    "Fits a polynomial, in several columns.",
    { returns: "dynamic", check: checkDegree, compute: polynomial },
    [],
  ),
];
