import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBResult } from "@duckdb/node-api";
import { Failure } from "../../base/index.ts";
import { type Engine, engineType } from "./engine-types.ts";
import type { LogAnswer, LogQuery, LogQueryLimits, LogValue } from "./log-store.ts";
import { columnReader, type ReadValue, readChunk } from "./read-values.ts";
import { refusalIn } from "./register-functions.ts";

/** An interrupt that meets no running step is lost, so it is repeated until the query ends. */
const INTERRUPT_EVERY_MS = 20;

type Rows = Omit<LogAnswer, "elapsedMs">;

/**
 * Runs one SELECT on a connection of its own and reads its rows until a limit is reached.
 *
 * @throws {Failure} `logs/query-failed` (fact `reason`: the engine's kind of error, never its text,
 * which may quote rows), `kql/not-supported` (fact `construct`) of a value that a function of the
 * compiler refused, or the signal's reason when that ended the query.
 */
export async function runQuery(
  engine: Engine,
  connection: DuckDBConnection,
  query: LogQuery,
  limits: LogQueryLimits,
  signal: AbortSignal,
): Promise<Rows> {
  const disarm = interruptOn(connection, signal);
  let isDrained = false;
  try {
    const statement = await prepare(engine, connection, query);
    try {
      signal.throwIfAborted();
      const answer = await readRows(engine, await statement.stream(), limits, signal);
      isDrained = answer.truncatedBy === undefined;
      return answer;
    } finally {
      statement.destroySync();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Failure || !isEngineError(error)) throw error;
    throw refusalIn(error) ?? queryFailed(error);
  } finally {
    disarm();
    // An answer that was not read to its end holds memory and a snapshot until the next statement.
    if (!isDrained) await connection.run("SELECT 1").catch(() => undefined);
  }
}

async function prepare(
  engine: Engine,
  connection: DuckDBConnection,
  query: LogQuery,
): Promise<DuckDBPreparedStatement> {
  // The engine refuses to prepare more than one statement.
  const statement = await connection.prepare(query.sql);
  try {
    if (statement.statementType !== engine.StatementType.SELECT) {
      throw new Error("a query of the log store is not a SELECT");
    }
    for (const [index, { type, value }] of query.parameters.entries()) {
      if (value === null) {
        statement.bindNull(index + 1);
        continue;
      }
      const kqlType = engineType(type);
      const converted = kqlType.toEngine(value, engine);
      if (converted === undefined) {
        throw new Error(`parameter ${index + 1} does not belong to type ${type}`);
      }
      kqlType.bind(statement, index + 1, converted);
    }
    return statement;
  } catch (error) {
    statement.destroySync();
    throw error;
  }
}

/** Asked of the result, as a statement does not know the type of a bare parameter. */
function columnReaders(engine: Engine, result: DuckDBResult): ReadValue[] {
  const readers: ReadValue[] = [];
  for (let column = 0; column < result.columnCount; column += 1) {
    readers.push(columnReader(engine, result.columnTypeId(column)));
  }
  return readers;
}

async function readRows(
  engine: Engine,
  result: DuckDBResult,
  limits: LogQueryLimits,
  signal: AbortSignal,
): Promise<Rows> {
  const readers = columnReaders(engine, result);
  const rows: LogValue[][] = [];
  let bytesLeft = limits.bytesMax;
  for (;;) {
    const chunk = await result.fetchChunk();
    signal.throwIfAborted();
    if (chunk === null || chunk.rowCount === 0) break;
    const start = rows.length;
    const count = Math.min(chunk.rowCount, limits.rowsMax - start);
    bytesLeft = readChunk(chunk, readers, count, bytesLeft, rows);
    if (bytesLeft < 0) return { rows, truncatedBy: "bytes" };
    if (start + chunk.rowCount > limits.rowsMax) return { rows, truncatedBy: "rows" };
  }
  assertWhole(engine, result);
  return { rows, truncatedBy: undefined };
}

/**
 * The binding ends a stream that failed half-way as if it were complete; only the result's own
 * state tells, so an answer counts as whole only when that says so.
 */
function assertWhole(engine: Engine, result: DuckDBResult): void {
  if (result.returnType === engine.ResultReturnType.QUERY_RESULT) return;
  throw new Failure("logs/query-failed", "the engine stopped in the middle of the answer", {
    facts: { reason: "Execution" },
  });
}

function interruptOn(connection: DuckDBConnection, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    connection.interrupt();
    timer = setInterval(() => connection.interrupt(), INTERRUPT_EVERY_MS);
  };
  if (signal.aborted) interrupt();
  else signal.addEventListener("abort", interrupt, { once: true });
  return () => {
    clearInterval(timer);
    signal.removeEventListener("abort", interrupt);
  };
}

/** Kinds whose text speaks of the SQL and never of rows. */
const STATEMENT_KINDS: readonly string[] = ["Binder", "Catalog", "Parser"];

function isEngineError(error: unknown): error is Error {
  return error instanceof Error && kindOf(error) !== undefined;
}

function kindOf(error: Error): string | undefined {
  return /^([A-Z][A-Za-z-]*(?: [A-Za-z-]+){0,3}) Error: /.exec(error.message)?.[1];
}

function queryFailed(error: Error): Failure {
  const reason = kindOf(error) ?? "Unknown";
  return new Failure("logs/query-failed", `the engine refused the query: ${reason}`, {
    facts: { reason },
    ...(STATEMENT_KINDS.includes(reason) ? { cause: error } : {}),
  });
}
