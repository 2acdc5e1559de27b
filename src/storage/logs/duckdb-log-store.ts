import type { DuckDBConnection } from "@duckdb/node-api";
import { Failure, limits } from "../../base/index.ts";
import { appendRows } from "./append-rows.ts";
import { Checkpoints } from "./checkpoints.ts";
import { ConnectionPool } from "./connection-pool.ts";
import type {
  LogAnswer,
  LogMark,
  LogQuery,
  LogQueryLimits,
  LogStore,
  LogTable,
  LogTableDefinition,
  LogValue,
} from "./log-store.ts";
import { type EngineOptions, type OpenEngine, openEngine } from "./open-engine.ts";
import { runQuery } from "./run-query.ts";
import { CATALOG_SCHEMA, quoteName, quotePath, schemaOfWorkspace } from "./sql-names.ts";
import { TableCatalog } from "./table-catalog.ts";

/** How to open a log store. */
export interface LogStoreOptions extends EngineOptions {
  /** Told of work in the background that failed; no one waits for that. */
  readonly log?: { warn(facts: object, message: string): void };
}

interface Opened extends OpenEngine {
  readonly pool: ConnectionPool;
}

/**
 * The log store on one DuckDB file: one writer at a time in the order of the calls, queries beside
 * it on connections of their own.
 */
export class DuckdbLogStore implements LogStore {
  readonly #options: LogStoreOptions;
  readonly #catalog = new TableCatalog();
  readonly #checkpoints: Checkpoints;
  /** Queries that run or wait; each ends with the Failure that its caller gets. */
  readonly #queries = new Set<{ readonly ends: AbortController; readonly deadline: number }>();
  readonly #running = new Set<Promise<unknown>>();
  #opened: Promise<Opened> | undefined;
  #writes: Promise<unknown> = Promise.resolve();
  #writesWaiting = 0;
  #isClosed = false;

  constructor(options: LogStoreOptions) {
    this.#options = options;
    this.#checkpoints = new Checkpoints(options.file, () => this.#checkpoint());
  }

  async ensureTables(workspaceId: string, tables: readonly LogTableDefinition[]): Promise<void> {
    const schema = schemaOfWorkspace(workspaceId);
    await this.#open();
    if (this.#catalog.missing(schema, tables).length === 0) return;
    await this.#write(async (writer) => {
      const missing = this.#catalog.missing(schema, tables);
      if (missing.length === 0) return;
      await inTransaction(writer, () => this.#catalog.create(writer, schema, missing));
      this.#catalog.adopt(schema, missing);
    });
  }

  async tables(workspaceId: string): Promise<{ version: string; tables: readonly LogTable[] }> {
    const schema = schemaOfWorkspace(workspaceId);
    await this.#open();
    return {
      version: this.#catalog.version(schema),
      tables: [...this.#catalog.tables(schema).values()],
    };
  }

  async append(
    workspaceId: string,
    table: string,
    columns: readonly string[],
    rows: readonly (readonly LogValue[])[],
    mark?: LogMark,
  ): Promise<void> {
    const schema = schemaOfWorkspace(workspaceId);
    if (rows.length === 0 && mark === undefined) return;
    await this.#write(async (writer, { engine }) => {
      const target = this.#catalog.tables(schema).get(table);
      if (target === undefined) throw unknownTable(table);
      await inTransaction(writer, async () => {
        if (mark?.expected !== undefined) await assertMark(writer, schema, mark);
        await appendRows(engine, writer, target, columns, rows);
        if (mark !== undefined) await setMark(writer, schema, mark);
      });
    });
    await this.#checkpoints.noteCommit();
  }

  async mark(workspaceId: string, name: string): Promise<bigint | undefined> {
    const schema = schemaOfWorkspace(workspaceId);
    return this.#write((writer) => readMark(writer, schema, name));
  }

  async removeBefore(workspaceId: string, table: string, ticks: bigint): Promise<void> {
    const schema = schemaOfWorkspace(workspaceId);
    await this.#write(async (writer) => {
      const target = this.#catalog.tables(schema).get(table);
      const time = target?.columns.find((column) => column.name === "TimeGenerated");
      if (target === undefined || time === undefined) return;
      const path = quotePath(schema, target.source.table);
      await writer.run(`DELETE FROM ${path} WHERE ${quoteName(time.physicalName)} < $1`, [ticks]);
    });
    await this.#checkpoints.noteCommit();
  }

  async query(
    query: LogQuery,
    queryLimits: LogQueryLimits,
    signal?: AbortSignal,
  ): Promise<LogAnswer> {
    const started = performance.now();
    const ends = new AbortController();
    const cancel = (): void => ends.abort(cancelled());
    const timer = setTimeout(() => ends.abort(timedOut()), queryLimits.timeoutMs);
    if (signal?.aborted) cancel();
    else signal?.addEventListener("abort", cancel, { once: true });
    const standing = { ends, deadline: started + queryLimits.timeoutMs };
    this.#queries.add(standing);
    try {
      const answer = await this.#track(this.#answer(query, queryLimits, ends.signal));
      return { ...answer, elapsedMs: performance.now() - started };
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
      this.#queries.delete(standing);
    }
  }

  async dropWorkspace(workspaceId: string): Promise<void> {
    const schema = schemaOfWorkspace(workspaceId);
    await this.#write(async (writer) => {
      await inTransaction(writer, async () => {
        await writer.run(`DROP SCHEMA IF EXISTS ${quoteName(schema)} CASCADE`);
        for (const table of ["columns", "marks"]) {
          await writer.run(`DELETE FROM ${CATALOG_SCHEMA}.${table} WHERE "schema" = $1`, [schema]);
        }
      });
      this.#catalog.forget(schema);
    });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    const opened = this.#opened;
    const last = opened && this.#write((writer) => writer.run("CHECKPOINT"), true);
    this.#checkpoints.stop();
    this.#isClosed = true;
    for (const { ends } of this.#queries) ends.abort(closed());
    if (opened === undefined) return;
    const results = await Promise.allSettled([last, ...this.#running]);
    const engine = await opened.catch(() => undefined);
    engine?.pool.close();
    engine?.writer.closeSync();
    engine?.instance.closeSync();
    const [checkpoint] = results;
    if (engine !== undefined && checkpoint?.status === "rejected") throw checkpoint.reason;
  }

  async #answer(
    query: LogQuery,
    queryLimits: LogQueryLimits,
    signal: AbortSignal,
  ): Promise<Omit<LogAnswer, "elapsedMs">> {
    const { engine, pool } = await this.#open();
    const connection = await pool.take(signal);
    try {
      return await runQuery(engine, connection, query, queryLimits, signal);
    } finally {
      pool.release(connection);
    }
  }

  /** Runs one piece of writing when all before it are done. */
  async #write<T>(
    work: (writer: DuckDBConnection, opened: Opened) => Promise<T>,
    isLast = false,
  ): Promise<T> {
    if (!isLast && this.#writesWaiting >= limits.logs.writesWaitingMax) {
      throw new Failure("logs/busy", "too many writes wait already");
    }
    const opened = await this.#open();
    this.#writesWaiting += 1;
    const result = this.#writes.then(() => work(opened.writer, opened));
    this.#writes = result.then(
      () => undefined,
      () => undefined,
    );
    return this.#track(
      result.finally(() => {
        this.#writesWaiting -= 1;
      }),
    );
  }

  #track<T>(work: Promise<T>): Promise<T> {
    const settled = work.then(
      () => undefined,
      () => undefined,
    );
    this.#running.add(settled);
    void settled.then(() => this.#running.delete(settled));
    return work;
  }

  async #open(): Promise<Opened> {
    if (this.#isClosed) throw closed();
    this.#opened ??= this.#openNow();
    return this.#opened;
  }

  async #openNow(): Promise<Opened> {
    try {
      const opened = await openEngine({ ...this.#options, beforePiece: () => this.#endOverdue() });
      await this.#catalog.load(opened.writer);
      const { concurrentMax, queueMax } = limits.query;
      return { ...opened, pool: new ConnectionPool(opened.instance, concurrentMax, queueMax) };
    } catch (error) {
      this.#opened = undefined;
      throw error;
    }
  }

  /** Timers wait while the functions of a query run: they ask the clock themselves. */
  #endOverdue(): void {
    this.#options.beforePiece?.();
    const now = performance.now();
    for (const { ends, deadline } of this.#queries) {
      if (now > deadline && !ends.signal.aborted) ends.abort(timedOut());
    }
  }

  async #checkpoint(): Promise<void> {
    try {
      await this.#write((writer) => writer.run("CHECKPOINT"));
    } catch (error) {
      this.#options.log?.warn({ err: error }, "the log store could not be checkpointed");
    }
  }
}

async function inTransaction(writer: DuckDBConnection, work: () => Promise<void>): Promise<void> {
  await writer.run("BEGIN");
  try {
    await work();
    await writer.run("COMMIT");
  } catch (error) {
    // A commit that failed has ended the transaction already.
    await writer.run("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

async function readMark(
  writer: DuckDBConnection,
  schema: string,
  name: string,
): Promise<bigint | undefined> {
  const sql = `SELECT value FROM ${CATALOG_SCHEMA}.marks WHERE "schema" = $1 AND name = $2`;
  const [row] = (await writer.runAndReadAll(sql, [schema, name])).getRows();
  return row?.[0] as bigint | undefined;
}

async function assertMark(writer: DuckDBConnection, schema: string, mark: LogMark): Promise<void> {
  const standing = await readMark(writer, schema, mark.name);
  if ((standing ?? null) === mark.expected) return;
  throw new Failure("logs/mark-moved", "another append has moved the mark");
}

async function setMark(writer: DuckDBConnection, schema: string, mark: LogMark): Promise<void> {
  const marks = `${CATALOG_SCHEMA}.marks`;
  await writer.run(`DELETE FROM ${marks} WHERE "schema" = $1 AND name = $2`, [schema, mark.name]);
  await writer.run(`INSERT INTO ${marks} VALUES ($1, $2, $3)`, [schema, mark.name, mark.value]);
}

function unknownTable(table: string): Failure {
  return new Failure("logs/unknown-table", "the workspace has no such table", {
    facts: { table },
  });
}

function timedOut(): Failure {
  return new Failure("logs/query-timeout", "the query took longer than it may");
}

function cancelled(): Failure {
  return new Failure("logs/query-cancelled", "the caller gave up the query");
}

function closed(): Failure {
  return new Failure("logs/closed", "the log store is closed");
}
