import { expect, test } from "vitest";
import { UsageError } from "./command.ts";
import { readDuration, readFlags, readInteger } from "./flags.ts";

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

test("what is not a number, a duration or a known flag is a usage error", () => {
  expect(() => readInteger("--port", "x1")).toThrow(UsageError);
  expect(() => readDuration("--x", "soon")).toThrow(UsageError);
  expect(() => readFlags(["--nope"], { data: { type: "string" } })).toThrow(/--nope/);
  expect(() => readFlags(["stray"], {})).toThrow(UsageError);
});
