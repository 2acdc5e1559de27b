import { expect, test } from "vitest";
import { readPreferences } from "./preferences.ts";

const plain = { timeoutMs: 180_000, withStatistics: false, withRender: false };

test.each([
  [undefined, plain],
  ["", plain],
  ["response-v1=true", plain],
  ["wait=42", { ...plain, timeoutMs: 42_000 }],
  ["wait=9999", { ...plain, timeoutMs: 600_000 }],
  ["wait=soon", plain],
  ["wait=0", plain],
  ["wait=10,wait=20", { ...plain, timeoutMs: 10_000 }],
  [
    "wait=42,include-statistics=true,include-render=true",
    { timeoutMs: 42_000, withStatistics: true, withRender: true },
  ],
  ["Include-Render=true; response-v1=true", { ...plain, withRender: true }],
  ["include-statistics=false", plain],
  [["wait=5", "include-render=true"], { ...plain, timeoutMs: 5_000, withRender: true }],
])("Prefer: %s", (header, expected) => {
  expect(readPreferences(header)).toEqual(expected);
});
