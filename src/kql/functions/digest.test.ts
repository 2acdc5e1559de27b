import { expect, test } from "vitest";
import { type Digest, digestOf, valueAt, weightOf, weightUpTo } from "./digest.ts";

const numbers = (count: number, of: (place: number) => number): Digest =>
  Array.from({ length: count }, (_, place) => [of(place), 1] as const);

test("up to some thousand values every rank is exact", () => {
  const digest = digestOf(numbers(1_000, (place) => 1_000 - place));
  expect(valueAt(digest, 0.5)).toBe(500);
  expect(valueAt(digest, 1)).toBe(1_000);
  expect(weightUpTo(digest, 685)).toBe(685);
});

test("weights count, values without one and what is no number do not", () => {
  const digest = digestOf([
    [2, 2],
    [1, 1],
    [9, 0],
    [Number.NaN, 5],
  ]);
  expect(weightOf(digest)).toBe(3);
  expect(valueAt(digest, 0.5)).toBe(2);
  expect(valueAt(digestOf([]), 0.5)).toBeUndefined();
});

test("many values are joined, and the ranks stay near; the ends nearest", () => {
  const count = 200_000;
  const digest = digestOf(numbers(count, (place) => (place * 7_919) % count));
  expect(digest.length).toBeLessThan(10_000);
  expect(weightOf(digest)).toBe(count);
  for (const [share, most] of [
    [0.001, 0.00002],
    [0.5, 0.001],
    [0.999, 0.00002],
  ] as const) {
    expect(Math.abs((valueAt(digest, share) ?? 0) / count - share)).toBeLessThan(most);
  }
});

test("merging digests is a digest of all their values", () => {
  const [a, b] = [digestOf(numbers(10, (p) => p + 1)), digestOf(numbers(10, (p) => p + 11))];
  expect(valueAt(digestOf([...a, ...b]), 1)).toBe(20);
});
