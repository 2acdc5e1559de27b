import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The folder of shared cases beside the project, or the one the environment names. */
const folder: string = resolve(process.env["LAZURITE_SHARED"] ?? join("..", "shared"));

/** One of the shared files; undefined where the folder is absent outside CI. */
export function sharedText(...path: readonly string[]): string | undefined {
  const file = join(folder, ...path);
  if (existsSync(file)) return readFileSync(file, "utf8");
  if (process.env["CI"] !== undefined) throw new Error(`${file} is missing`);
  console.log(`skipped: ${file} is not there`);
  return undefined;
}
