/** The import rules see what they forbid: one planted import for each, in a copy of the rules. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const DOOR = "export const door = 1;\n";
const TREE: Readonly<Record<string, string>> = {
  "src/base/index.ts": DOOR,
  "src/storage/index.ts": 'export { lock } from "./lock.ts";\n',
  "src/storage/lock.ts": "export const lock = 1;\n",
  "src/http/index.ts": DOOR,
  "src/identity/index.ts": 'export { sign } from "./sign.ts";\n',
  "src/identity/sign.ts": "export const sign = 1;\n",
  "src/identity/http/index.ts": 'export { sign as surface } from "../sign.ts";\n',
  "src/access/index.ts": DOOR,
  "src/arm/index.ts": DOOR,
  "src/server/index.ts": DOOR,
  "src/server/surfaces.ts":
    'import { surface } from "../identity/http/index.ts";\nexport const all = [surface];\n',
};

const PLANTED: readonly (readonly [rule: string, file: string, from: string])[] = [
  ["room-access", "src/access/upward.ts", "../server/index.ts"],
  ["room-identity", "src/identity/sideways.ts", "../arm/index.ts"],
  ["front-door", "src/arm/deep.ts", "../storage/lock.ts"],
  ["surfaces-by-server-only", "src/arm/mounts.ts", "../identity/http/index.ts"],
  ["domain-knows-no-wire", "src/identity/wire.ts", "./http/index.ts"],
  ["engine-only-in-storage", "src/access/engine.ts", "libsql"],
  ["official-parser-only-in-kql-parse", "src/arm/parser.ts", "@kusto/language-service-next"],
  ["no-cycles", "src/http/circle.ts", "./round.ts"],
  ["tests-stay-out", "src/arm/proof.ts", "./some.test.ts"],
];

test("every import rule reports what it forbids, types included", () => {
  const folder = mkdtempSync(join(tmpdir(), "lazurite-rules-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const write = (path: string, text: string): void => {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const name of ["rooms.json", "tsconfig.json", "package.json", ".dependency-cruiser.cjs"]) {
    cpSync(name, join(folder, name));
  }
  symlinkSync(join(process.cwd(), "node_modules"), join(folder, "node_modules"));
  for (const [path, text] of Object.entries(TREE)) write(path, text);
  for (const [, file, from] of PLANTED) {
    write(
      file,
      `import type * as planted from "${from}";\nexport type Planted = typeof planted;\n`,
    );
  }
  write(
    "src/http/round.ts",
    'import { Planted } from "./circle.ts";\nexport const a: Planted = 1;\n',
  );
  write("src/arm/some.test.ts", DOOR);

  const program = join("node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
  const { stdout } = spawnSync(
    process.execPath,
    [program, "src", "--output-type", "json", "--no-progress"],
    { cwd: folder, encoding: "utf8" },
  );
  const { violations } = (
    JSON.parse(stdout) as {
      summary: { violations: readonly { rule: { name: string }; from: string }[] };
    }
  ).summary;
  const found = violations.map(({ rule, from }) => `${rule.name} ${from}`);
  expect(
    PLANTED.map(([rule, file]) => `${rule} ${file}`).filter((one) => !found.includes(one)),
  ).toEqual([]);
  expect(violations.filter(({ from }) => from === "src/server/surfaces.ts")).toEqual([]);
});
