import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { identityFailures } from "./identity-failures.ts";

/** The files of the identity room that this surface's calls run through. */
const FILES = [
  "applications",
  "change-application",
  "change-grants",
  "change-groups",
  "change-owners",
  "change-users",
  "federated-credentials",
  "groups",
  "key-credentials",
  "optional-claims",
  "password-credentials",
  "redirect-uris",
  "registration",
  "service-principals",
  "tenants",
  "users",
];

/** Thrown where no call of this surface comes: of tenants, and of secrets that a caller chose. */
const UNREACHED: ReadonlySet<string> = new Set([
  "identity/credential-weak",
  "identity/domain-malformed",
  "identity/domain-taken",
  "identity/tenant-exists",
]);

test("every failure of the identity room that a call can meet has its words", () => {
  const room = join(import.meta.dirname, "..", "..", "identity");
  const codes = FILES.flatMap((file) => {
    const source = readFileSync(join(room, `${file}.ts`), "utf8");
    return [...source.matchAll(/new Failure\(\s*"([^"]+)"/g)].map(([, code = ""]) => code);
  }).filter((code) => !UNREACHED.has(code));
  expect(codes.length).toBeGreaterThan(30);
  expect(codes.filter((code) => identityFailures[code] === undefined)).toEqual([]);
});
