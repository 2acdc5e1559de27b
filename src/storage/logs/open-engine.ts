import { mkdirSync } from "node:fs";
import { totalmem } from "node:os";
import { dirname } from "node:path";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { Failure, limits } from "../../base/index.ts";
import type { Engine } from "./engine-types.ts";
import type { LogFunction } from "./log-store.ts";
import { registerFunctions } from "./register-functions.ts";
import { CATALOG_SCHEMA } from "./sql-names.ts";

/** Layout of the catalog tables; a file with a higher number was made by a newer Lazurite. */
const LAYOUT = 1;

/** DuckDB, loaded and opened. */
export interface OpenEngine {
  readonly engine: Engine;
  readonly instance: DuckDBInstance;
  /** The one connection that writes; used by one task at a time. */
  readonly writer: DuckDBConnection;
}

export interface EngineOptions {
  /** Path of the database file, or `:memory:` for a store that ends with the process. */
  readonly file: string;
  /** The engine's share of memory; default 40 % of the machine's, at most 4 GB. */
  readonly memoryBytesMax?: number;
  /** What SQL may call beside the engine's own functions. */
  readonly functions?: readonly LogFunction[];
  /** Called on the engine's thread before each piece of such a function's work. */
  readonly beforePiece?: () => void;
}

/**
 * Loads the native module and opens the file, locked down: SQL cannot reach files, the network,
 * extensions or settings.
 *
 * @throws {Failure} `logs/store-busy`, `logs/store-newer`, `logs/unwritable`,
 * `logs/store-unreadable`, each with the fact `file`.
 */
export async function openEngine(options: EngineOptions): Promise<OpenEngine> {
  const { file, memoryBytesMax, functions = [], beforePiece = () => undefined } = options;
  const engine = await import("@duckdb/node-api");
  const instance = await openInstance(engine, file, memoryBytesMax);
  try {
    const writer = await instance.connect();
    registerFunctions(engine, writer, functions, beforePiece);
    await writer.run("SET enable_external_access = false");
    await writer.run("SET lock_configuration = true");
    await makeCatalog(writer, file);
    return { engine, instance, writer };
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

async function openInstance(
  engine: Engine,
  file: string,
  memoryBytesMax: number | undefined,
): Promise<DuckDBInstance> {
  try {
    if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    return await engine.DuckDBInstance.create(file, settings(file, memoryBytesMax));
  } catch (cause) {
    throw openFailure(file, cause);
  }
}

function settings(file: string, memoryBytesMax: number | undefined): Record<string, string> {
  const { logs } = limits;
  const memory = memoryBytesMax ?? Math.min(logs.memoryBytesMax, Math.floor(totalmem() * 0.4));
  return {
    memory_limit: `${Math.floor(memory / 1_048_576)}MiB`,
    ...(file === ":memory:" ? {} : { temp_directory: `${file}.tmp` }),
    max_temp_directory_size: `${Math.floor(logs.temporaryBytesMax / 1_048_576)}MiB`,
    // The engine would checkpoint inside the commit that a caller waits for; checkpoints.ts does
    // it between appends. This is the last resort when that one cannot.
    checkpoint_threshold: `${Math.floor(logs.walBytesMax / 1_048_576)}MiB`,
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
    // Rows stay in the order of their append, which is by time: scans of a time range skip blocks.
    preserve_insertion_order: "true",
    // Gives memory back after a large append or query instead of keeping it for the next one.
    allocator_background_threads: "true",
  };
}

function openFailure(file: string, cause: unknown): unknown {
  const message = cause instanceof Error ? cause.message : "";
  const fail = (code: string, text: string): Failure =>
    new Failure(code, text, { facts: { file }, cause });
  if (/Could not set lock|Conflicting lock|being used by another process/.test(message)) {
    return fail("logs/store-busy", "another process holds the log store");
  }
  if (/version number|newer version of DuckDB|storage version/i.test(message)) {
    return fail("logs/store-newer", "the log store was made by a newer version");
  }
  if (/not a valid DuckDB|Serialization Error|Corrupt|WAL/i.test(message)) {
    return fail("logs/store-unreadable", "the file is not a log store, or is damaged");
  }
  return fail("logs/unwritable", "the log store cannot be opened for writing");
}

async function makeCatalog(writer: DuckDBConnection, file: string): Promise<void> {
  await writer.run("BEGIN");
  await writer.run(`
    CREATE SCHEMA IF NOT EXISTS ${CATALOG_SCHEMA};
    CREATE TABLE IF NOT EXISTS ${CATALOG_SCHEMA}.layout (version INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS ${CATALOG_SCHEMA}.columns (
      "schema" VARCHAR NOT NULL, "table" VARCHAR NOT NULL, physical_table VARCHAR NOT NULL,
      ordinal INTEGER NOT NULL, name VARCHAR NOT NULL, type VARCHAR NOT NULL,
      physical_name VARCHAR NOT NULL);
    CREATE TABLE IF NOT EXISTS ${CATALOG_SCHEMA}.marks (
      "schema" VARCHAR NOT NULL, name VARCHAR NOT NULL, value BIGINT NOT NULL);
  `);
  const found = await writer.runAndReadAll(`SELECT max(version) FROM ${CATALOG_SCHEMA}.layout`);
  const version = found.value(0, 0);
  if (version === null) {
    await writer.run(`INSERT INTO ${CATALOG_SCHEMA}.layout VALUES (${LAYOUT})`);
  } else if (Number(version) > LAYOUT) {
    throw new Failure("logs/store-newer", "the log store was made by a newer version", {
      facts: { file },
    });
  }
  await writer.run("COMMIT");
}
