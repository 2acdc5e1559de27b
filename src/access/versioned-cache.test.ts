import { expect, test } from "vitest";
import { VersionedCache } from "./versioned-cache.ts";

test("nothing outlives the version that it was read under", () => {
  let version = 1;
  const cache = new VersionedCache<string>(() => version, 10);
  cache.set("a", "one", 1);
  expect(cache.get("a")).toBe("one");
  version = 2;
  expect(cache.get("a")).toBeUndefined();
  cache.set("a", "read before the write", 1);
  expect(cache.get("a")).toBeUndefined();
});

test("the oldest entry makes room for a new one", () => {
  const cache = new VersionedCache<number>(() => 1, 2);
  for (const [index, key] of ["a", "b", "c"].entries()) cache.set(key, index, 1);
  expect([cache.get("a"), cache.get("b"), cache.get("c")]).toEqual([undefined, 1, 2]);
});
