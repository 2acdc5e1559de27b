import { expect, test } from "vitest";
import { coveringKeys, isAssignableScope, scopeKey } from "./arm-scope.ts";

test.each([
  ["/", "/"],
  ["/subscriptions/ABC/", "/subscriptions/abc"],
  ["/Subscriptions/a/ResourceGroups/Demo", "/subscriptions/a/resourcegroups/demo"],
])("%s is one scope in every spelling", (text, key) => {
  expect(scopeKey(text)).toBe(key);
});

test.each([
  "",
  "subscriptions/a",
  "//",
  "/subscriptions//a",
  "/subscriptions/a/../b",
  "/subscriptions/a/.",
  "/subscriptions/a%2fb",
  "/subscriptions/a\\b",
  "/subscriptions/a?b",
  "/subscriptions/a\u0000",
  "/subscriptions/\ud800",
  `/${"a".repeat(3000)}`,
])("%j cannot be a scope", (text) => {
  expect(scopeKey(text)).toBeUndefined();
});

test("a foreign letter does not fold into an ASCII one", () => {
  expect(scopeKey("/subscriptions/\u212a")).not.toBe(scopeKey("/subscriptions/k"));
});

test("a scope is covered by itself and everything above it, nearest first", () => {
  expect(coveringKeys("/subscriptions/a/resourcegroups/g")).toEqual([
    "/subscriptions/a/resourcegroups/g",
    "/subscriptions/a/resourcegroups",
    "/subscriptions/a",
    "/subscriptions",
    "/",
  ]);
  expect(coveringKeys("/")).toEqual(["/"]);
});

test.each([
  ["/", true],
  ["/subscriptions/a", true],
  ["/subscriptions/a/resourcegroups/g", true],
  ["/subscriptions/a/resourcegroups/g/providers/p/t/n/u/m", true],
  ["/subscriptions/a/providers/p/t/n", true],
  ["/providers/microsoft.management/managementgroups/m", true],
  ["/subscriptions", false],
  ["/subscriptions/a/resourcegroups", false],
  ["/subscriptions/a/resourcegroups/g/providers/p/t", false],
  ["/subscriptions/a/other/g", false],
  ["/providers/p/t/n/providers/p/t/n", true],
  ["/providers/p/t/n/providers/p", false],
  ["/providers/p", false],
  [`${"/providers/p/t/n".repeat(100)}/t`, false],
])("roles may be assigned at %s: %s", (key, expected) => {
  expect(isAssignableScope(key)).toBe(expected);
});
