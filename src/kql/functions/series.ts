import { refuse } from "./define.ts";
import type { JsonValue } from "./json-values.ts";

/** An element of a series; null where the array holds no number. */
export type Point = bigint | number | null;

/** Reals that JSON has no number for stand in arrays as these texts. */
const WORDS: ReadonlyMap<JsonValue, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

/** Times stand in arrays as texts, but would count as numbers of ticks. */
const TIME = /^(?:\d{4}-\d\d-\d\dT[\d:.]+Z|-?(?:\d+\.)?\d\d:\d\d:\d\d(?:\.\d+)?)$/;

export const isTime = (value: JsonValue): boolean => typeof value === "string" && TIME.test(value);

export function pointOf(value: JsonValue): Point {
  if (typeof value === "bigint" || typeof value === "number") return value;
  if (isTime(value)) return refuse("a series of datetimes or timespans");
  return WORDS.get(value) ?? null;
}

/** The elements of an array as numbers; undefined for what is no array. */
export function pointsOf(value: JsonValue | undefined): readonly Point[] | undefined {
  return Array.isArray(value) ? (value as readonly JsonValue[]).map(pointOf) : undefined;
}

/** All elements as reals; what is no number has no documented effect and is refused by name. */
export function realsOf(value: JsonValue | undefined, of: string): readonly number[] | undefined {
  const points = pointsOf(value);
  return points?.map((point) => {
    return point === null
      ? refuse(`${of} of an array with an element that is no number`)
      : Number(point);
  });
}

export const isWhole = (point: Point): point is bigint => typeof point === "bigint";

/** The mean; NaN of nothing. */
export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

export function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

/** Squares of the distances to the mean, added up. */
export function spread(values: readonly number[]): number {
  const middle = mean(values);
  return sum(values.map((value) => (value - middle) ** 2));
}
