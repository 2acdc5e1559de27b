import { expect, test } from "vitest";
import { UsageError } from "./command.ts";
import { readDuration, readFlags, readInteger, readTime } from "./flags.ts";

test.each([
  ["0", 0],
  ["30", 30_000],
  ["250ms", 250],
  ["5m", 300_000],
  ["60min", 3_600_000],
  ["1h", 3_600_000],
])("a duration of %s is %d ms", (text, ms) => {
  expect(readDuration("--x", text)).toBe(ms);
});

test("a time is a moment with its offset, or now", () => {
  expect(readTime("--x", "2026-01-02T03:04:05Z")).toEqual(new Date("2026-01-02T03:04:05Z"));
  expect(readTime("--x", "now").getTime()).toBeGreaterThan(Date.UTC(2026, 0, 1));
  expect(() => readTime("--x", "2026-01-02")).toThrow(UsageError);
});

test("what is not a number, a duration or a known flag is a usage error", () => {
  expect(() => readInteger("--port", "x1")).toThrow(UsageError);
  expect(() => readDuration("--x", "soon")).toThrow(UsageError);
  expect(() => readFlags(["--nope"], { data: { type: "string" } })).toThrow(/--nope/);
  expect(() => readFlags(["stray"], {})).toThrow(UsageError);
});
