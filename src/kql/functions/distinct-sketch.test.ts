import { expect, test } from "vitest";
import {
  countOf,
  type DistinctSketch,
  emptySketch,
  mergeSketches,
  sketchOf,
} from "./distinct-sketch.ts";

function sketch(from: number, to: number, accuracy = 1): DistinctSketch {
  const empty = emptySketch(accuracy);
  if (empty === undefined) throw new Error("there is no such accuracy");
  const texts = Array.from({ length: to - from }, (_, place) => String(from + place));
  return sketchOf([...texts, ...texts], empty);
}

const off = (found: number, exact: number): number => Math.abs(found - exact) / exact;

test("some thousands are counted exactly, alone and merged", () => {
  expect(countOf(sketch(0, 5_000))).toBe(5_000);
  expect(countOf(mergeSketches(sketch(0, 3_000), sketch(2_000, 4_000)))).toBe(4_000);
});

test.each([
  [0, 0.04],
  [1, 0.02],
  [2, 0.01],
  [4, 0.005],
])("accuracy %i errs by less than %f", (accuracy, most) => {
  expect(off(countOf(sketch(0, 200_000, accuracy)), 200_000)).toBeLessThan(most);
});

test.each([
  [sketch(0, 60_000, 1), sketch(30_000, 90_000, 1)],
  [sketch(0, 60_000, 4), sketch(30_000, 90_000, 0)],
  [sketch(0, 60_000, 0), sketch(30_000, 90_000, 4)],
  [sketch(0, 5_000, 0), sketch(2_000, 90_000, 2)],
])("merging counts what is in either, whatever the accuracies", (a, b) => {
  expect(off(countOf(mergeSketches(a, b)), 90_000)).toBeLessThan(0.05);
});

test("there are five accuracies", () => {
  expect([0, 1, 2, 3, 4, 5].map((accuracy) => emptySketch(accuracy)?.bits)).toEqual([
    12,
    14,
    16,
    17,
    18,
    undefined,
  ]);
});
