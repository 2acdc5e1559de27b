import { basename } from "node:path";
import type { FileQuery } from "../../server/index.ts";
import { UsageError } from "../command.ts";

/**
 * The tables that `--file FILE` and `--file NAME=FILE` stand for.
 *
 * @throws {UsageError} for two of one name.
 */
export function tableFiles(named: readonly string[]): FileQuery["files"] {
  const files = named.map((file) => {
    const [, name, path] = /^([A-Za-z_]\w*)=(.+)$/s.exec(file) ?? [];
    return name === undefined || path === undefined
      ? { name: tableNameOf(file), path: file }
      : { name, path };
  });
  const names = files.map(({ name }) => name);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice === undefined) return files;
  throw new UsageError(`Two files are called ${twice}: name one with --file NAME=FILE.`);
}

/** A table's name after its file's: `sign-ins.2026.csv` is `sign_ins_2026`. */
function tableNameOf(path: string): string {
  const plain = basename(path)
    .replace(/(\.(csv|tsv|txt|json|jsonl|ndjson|parquet))?(\.gz)?$/i, "")
    .replace(/[^A-Za-z0-9_]/g, "_");
  return /^[A-Za-z_]/.test(plain) ? plain : `_${plain}`;
}
