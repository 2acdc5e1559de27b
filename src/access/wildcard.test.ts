import { expect, test } from "vitest";
import { compileOperation } from "./wildcard.ts";

test.each([
  ["*", "microsoft.x/a/read", true],
  ["*/read", "microsoft.x/a/read", true],
  ["*/read", "microsoft.x/a/read/action", false],
  ["*/read", "read", false],
  ["Microsoft.X/*/write", "microsoft.x/a/b/write", true],
  ["Microsoft.X/*/write", "microsoft.x/write", false],
  ["Microsoft.X/*", "microsoft.x/a", true],
  ["Microsoft.X/*", "microsoft.xy/a", false],
  ["Microsoft.X/a/read", "microsoft.x/a/read", true],
  ["Microsoft.X/a/read", "microsoft.x/a/reads", false],
  ["Microsoft.X/a/read ", "microsoft.x/a/read", true],
  ["Microsoft.X/*/a*b/read", "microsoft.x/q/ab/read", true],
  ["Microsoft.X/*/a*b/read", "microsoft.x/q/ba/read", false],
  ["a*ba", "aba", true],
  ["ab*ba", "aba", false],
  ["Microsoft.X/a.b/read", "microsoft.x/acb/read", false],
])("%s means %s: %s", (pattern, operation, expected) => {
  expect(compileOperation(pattern)(operation)).toBe(expected);
});

test("a pattern of many stars is decided at once", () => {
  const matches = compileOperation(`${"*a".repeat(2000)}b`);
  expect(matches("a".repeat(20_000))).toBe(false);
});
