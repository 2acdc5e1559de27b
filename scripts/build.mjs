// Builds src/ to dist/ when src is newer: types are checked and emitted by tsc, data files copied.
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

const STAMP = "dist/.built";
const INPUTS = ["tsconfig.json", "tsconfig.build.json", "package.json"];

const sources = readdirSync("src", { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
  .map((entry) => join(entry.parentPath, entry.name));
const newest = Math.max(...[...sources, ...INPUTS].map((path) => statSync(path).mtimeMs));

if (existsSync(STAMP) && statSync(STAMP).mtimeMs >= newest && !process.argv.includes("--force")) {
  process.exit(0);
}
process.stderr.write("Building Lazurite (a few seconds, only after a change) …\n");
rmSync("dist", { recursive: true, force: true });
const compiler = spawnSync(
  process.execPath,
  ["node_modules/typescript-7/bin/tsc", "-p", "tsconfig.build.json"],
  { stdio: ["ignore", 2, 2] },
);
if (compiler.status !== 0) process.exit(compiler.status ?? 1);
for (const path of sources.filter((path) => !path.endsWith(".ts"))) {
  cpSync(path, path.replace(/^src/, "dist"));
}
writeFileSync(STAMP, "");
utimesSync(STAMP, new Date(), new Date());
