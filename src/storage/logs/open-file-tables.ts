import { totalmem } from "node:os";
import type { DuckDBConnection } from "@duckdb/node-api";
import { Failure, limits } from "../../base/index.ts";
import { fileColumn, isMoment, momentColumn } from "./file-columns.ts";
import type {
  LogAnswer,
  LogColumn,
  LogFunction,
  LogQuery,
  LogQueryLimits,
  LogTable,
} from "./log-store.ts";
import { registerFunctions } from "./register-functions.ts";
import { runQuery } from "./run-query.ts";
import { quoteName, quotePath } from "./sql-names.ts";

/** A file whose rows are to be queried as a table. */
export interface TableFile {
  /** The table's name in queries. */
  readonly name: string;
  /** CSV (or TSV), JSON (an array, or an object a line) or Parquet, by its ending; `.gz` may follow. */
  readonly path: string;
}

/** Local files as tables; in memory, gone on `close`. */
export interface FileTables {
  readonly tables: readonly LogTable[];
  query(query: LogQuery, queryLimits: LogQueryLimits, signal: AbortSignal): Promise<LogAnswer>;
  close(): void;
}

const SCHEMA = "files";

interface Reader {
  readonly ending: RegExp;
  readonly name: string;
  /** How to say that some columns are to be read as texts; `undefined`: the file has its types. */
  readonly asTexts: ((columns: readonly Described[]) => string) | undefined;
}

interface Described {
  readonly name: string;
  readonly type: string;
}

const READERS: readonly Reader[] = [
  {
    ending: /\.(csv|tsv|txt)(\.gz)?$/i,
    name: "read_csv",
    asTexts: (columns) => `types = ${struct(columns.filter(({ type }) => isMoment(type)))}`,
  },
  {
    ending: /\.(json|jsonl|ndjson)(\.gz)?$/i,
    name: "read_json",
    asTexts: (columns) => `columns = ${struct(columns)}`,
  },
  { ending: /\.parquet$/i, name: "read_parquet", asTexts: undefined },
];

function struct(columns: readonly Described[]): string {
  const members = columns.map(
    ({ name, type }) => `${quoteText(name)}: ${quoteText(isMoment(type) ? "VARCHAR" : type)}`,
  );
  return `{${members.join(", ")}}`;
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * Reads files into tables, then shuts the engine off from files and the network.
 *
 * @throws {Failure} `files/kind-unknown`, `files/unreadable` (facts: `file`, `reason`).
 */
export async function openFileTables(
  files: readonly TableFile[],
  functions: readonly LogFunction[],
): Promise<FileTables> {
  const engine = await import("@duckdb/node-api");
  const memory = Math.min(limits.logs.memoryBytesMax, Math.floor(totalmem() * 0.4));
  const instance = await engine.DuckDBInstance.create(":memory:", {
    memory_limit: `${Math.floor(memory / 1_048_576)}MiB`,
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  const close = (): void => {
    connection.closeSync();
    instance.closeSync();
  };
  try {
    registerFunctions(engine, connection, functions, () => undefined);
    await connection.run("SET TimeZone = 'UTC'");
    await connection.run(`CREATE SCHEMA ${quoteName(SCHEMA)}`);
    const tables: LogTable[] = [];
    for (const file of files) tables.push(await loadTable(connection, file));
    await connection.run("SET enable_external_access = false");
    await connection.run("SET lock_configuration = true");
    return {
      tables,
      async query(query, queryLimits, signal) {
        const started = performance.now();
        const rows = await runQuery(engine, connection, query, queryLimits, signal);
        return { ...rows, elapsedMs: performance.now() - started };
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

async function loadTable(
  connection: DuckDBConnection,
  { name, path }: TableFile,
): Promise<LogTable> {
  const reader = READERS.find(({ ending }) => ending.test(path));
  if (reader === undefined) {
    throw new Failure("files/kind-unknown", "not a kind of file that is read", {
      facts: { file: path },
    });
  }
  try {
    const described = await describe(connection, `${reader.name}(${quoteText(path)})`);
    const texts = described.some(({ type }) => isMoment(type)) ? reader.asTexts : undefined;
    const found = described.map(({ name: column, type }, place) => ({
      ...(texts !== undefined && isMoment(type) ? momentColumn(column) : fileColumn(column, type)),
      physicalName: `p${place}`,
    }));
    const listed = found.map(({ sql, physicalName }) => `${sql} AS ${quoteName(physicalName)}`);
    const more = texts === undefined ? "" : `, ${texts(described)}`;
    await connection.run(
      `CREATE TABLE ${quotePath(SCHEMA, name)} AS ` +
        `SELECT ${listed.join(", ")} FROM ${reader.name}(${quoteText(path)}${more})`,
    );
    const columns = found.map(
      ({ name: column, type, physicalName }): LogColumn => ({ name: column, type, physicalName }),
    );
    return { name, columns, source: { schema: SCHEMA, table: name } };
  } catch (cause) {
    const [reason = ""] = (cause instanceof Error ? cause.message : "").split("\n");
    throw new Failure("files/unreadable", "the file cannot be read", {
      facts: { file: path, reason: reason.replace(/^[\w ]+ Error: /, "").slice(0, 300) },
      cause,
    });
  }
}

async function describe(connection: DuckDBConnection, from: string): Promise<readonly Described[]> {
  const answer = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`);
  return answer.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
}
