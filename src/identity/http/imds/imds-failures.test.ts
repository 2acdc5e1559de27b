import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { imdsFailures } from "./imds-failures.ts";

const ROOM = join(import.meta.dirname, "..", "..");

test("every failure that the metadata service can meet has its words, and no others have", () => {
  const own = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => join(import.meta.dirname, name));
  const sources = [...own, join(ROOM, "tokens", "issue-to-managed-identity.ts")];
  const codes = sources.flatMap((path) =>
    [...readFileSync(path, "utf8").matchAll(/new Failure\(\s*"([^"]+)"/g)].map(([, code]) => code),
  );
  // Finding the resource, and who may use it, is shared with the token endpoint.
  const shared = [
    "identity/resource-not-found",
    "identity/resource-disabled",
    "identity/application-not-assigned",
  ];
  expect(new Set([...codes, ...shared])).toEqual(new Set(Object.keys(imdsFailures)));
});
