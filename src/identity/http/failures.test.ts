import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loginFailures } from "./failures.ts";

/** Rooms of code that a request to the login surface runs through. */
const FOLDERS = [
  "authorize",
  "client-auth",
  "device-codes",
  "grants",
  "http",
  "http/authorize",
  "sign-in",
  "tokens",
];
const ROOM = join(import.meta.dirname, "..");

function codesThrownIn(path: string): readonly string[] {
  const source = readFileSync(path, "utf8");
  // Where the code is chosen before it is thrown, its name stands alone.
  const pattern = path.includes("authorize")
    ? /"(identity\/[\w-]+)"/g
    : /new Failure\(\s*"([^"]+)"/g;
  return [...source.matchAll(pattern)].map(([, code = ""]) => code);
}

test("every failure that the login surface can meet has its words, and no others have", () => {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOM, folder))
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .map((name) => join(ROOM, folder, name)),
  );
  const codes = [join(ROOM, "tenant-name.ts"), ...files].flatMap(codesThrownIn);
  expect(new Set(codes)).toEqual(new Set(Object.keys(loginFailures)));
});
