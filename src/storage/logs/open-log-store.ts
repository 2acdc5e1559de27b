import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Failure } from "../../base/index.ts";
import { DuckdbLogStore, type LogStoreOptions } from "./duckdb-log-store.ts";
import type { LogStore } from "./log-store.ts";

/**
 * The embedded log store on DuckDB.
 *
 * Costs nothing until it is used: the native module is loaded and the file opened by the first
 * query or append, which is therefore where `logs/store-busy`, `logs/store-newer` and
 * `logs/store-unreadable` (fact: `file`) come from.
 *
 * @throws {Failure} `logs/unwritable` (fact: `file`).
 */
export async function openLogStore(options: LogStoreOptions): Promise<LogStore> {
  assertLogFileWritable(options.file);
  return new DuckdbLogStore(options);
}

/** @throws {Failure} `logs/unwritable` (fact: `file`). */
export function assertLogFileWritable(file: string): void {
  if (file === ":memory:") return;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    accessSync(existsSync(file) ? file : dirname(file), constants.R_OK | constants.W_OK);
  } catch (cause) {
    throw new Failure("logs/unwritable", "the log store cannot be opened for writing", {
      facts: { file },
      cause,
    });
  }
}
