import { setImmediate as nextTurn } from "node:timers/promises";
import type {
  DuckDBAppender,
  DuckDBConnection,
  DuckDBDataChunk,
  DuckDBValue,
} from "@duckdb/node-api";
import { Failure } from "../../base/index.ts";
import { type Engine, type EngineType, engineType } from "./engine-types.ts";
import type { LogColumn, LogTable, LogValue } from "./log-store.ts";

/** DuckDB's vector size: the most rows of one chunk. */
const CHUNK_ROWS = 2_048;
/** A chunk keeps the text of all its uses until it is let go. */
const CHUNK_USES = 16;

type Rows = readonly (readonly LogValue[])[];

interface Slot {
  readonly column: LogColumn;
  readonly type: EngineType;
  /** Place of the value in a given row, or undefined for a column that is the same in all. */
  readonly place: number | undefined;
  /** The engine's value of such a column: left out by the caller, or equal in every row. */
  readonly constant: DuckDBValue;
}

/**
 * Writes rows into a table, inside the caller's transaction. The event loop gets a turn after each
 * chunk of 2,048 rows, as the binding's appender works on the calling thread.
 *
 * @throws {Failure} `logs/unknown-column` (fact: `column`), `logs/value-not-storable` (facts:
 * `column`, `type`); nothing of a failed append stays once the transaction is rolled back.
 */
export async function appendRows(
  engine: Engine,
  connection: DuckDBConnection,
  table: LogTable,
  columns: readonly string[],
  rows: Rows,
): Promise<void> {
  assertColumns(table, columns);
  if (rows.length === 0) return;
  const slots = slotsOf(engine, table, columns, rows);
  const { schema, table: name } = table.source;
  const appender = await connection.createAppender(name, schema);
  try {
    await fill(engine, appender, slots, rows);
    appender.closeSync();
  } catch (error) {
    // An appender that still holds rows writes them when it is collected.
    appender.clear();
    appender.closeSync();
    throw error;
  }
}

async function fill(
  engine: Engine,
  appender: DuckDBAppender,
  slots: readonly Slot[],
  rows: Rows,
): Promise<void> {
  let chunk = newChunk(engine, slots, Math.min(CHUNK_ROWS, rows.length));
  for (let start = 0, uses = 0; start < rows.length; start += CHUNK_ROWS, uses += 1) {
    if (uses === CHUNK_USES) {
      chunk = newChunk(engine, slots, Math.min(CHUNK_ROWS, rows.length - start));
      uses = 0;
    }
    const count = Math.min(CHUNK_ROWS, rows.length - start);
    if (chunk.rowCount !== count) chunk.rowCount = count;
    slots.forEach((slot, index) => {
      if (slot.place !== undefined) setColumn(engine, chunk, index, slot, rows, start);
    });
    appender.appendDataChunk(chunk);
    appender.flushSync();
    if (start + CHUNK_ROWS < rows.length) await nextTurn();
  }
}

/** A chunk whose constant columns are set once, as the chunk is used again and again. */
function newChunk(engine: Engine, slots: readonly Slot[], rowCount: number): DuckDBDataChunk {
  const types = slots.map((slot) => slot.type.duckType(engine));
  const chunk = engine.DuckDBDataChunk.create(types, rowCount);
  slots.forEach((slot, index) => {
    if (slot.place !== undefined) return;
    chunk.setColumnValues(index, new Array<DuckDBValue>(rowCount).fill(slot.constant));
  });
  return chunk;
}

function setColumn(
  engine: Engine,
  chunk: DuckDBDataChunk,
  index: number,
  slot: Slot,
  rows: Rows,
  start: number,
): void {
  const vector = chunk.getColumnVector(index);
  const place = slot.place ?? 0;
  for (let row = 0; row < vector.itemCount; row += 1) {
    const converted = toEngine(engine, slot.column, slot.type, rows[start + row]?.[place]);
    // The vector is the one of the slot's own type; the union of all types cannot say so.
    vector.setItem(row, converted as never);
  }
  vector.flush();
}

function toEngine(
  engine: Engine,
  column: LogColumn,
  type: EngineType,
  value: LogValue | undefined,
): DuckDBValue {
  if (value === null || value === undefined) return type.missing;
  const converted = type.toEngine(value, engine);
  if (converted !== undefined) return converted;
  throw new Failure("logs/value-not-storable", "a value does not belong to its column's type", {
    facts: { column: column.name, type: column.type },
  });
}

function assertColumns(table: LogTable, columns: readonly string[]): void {
  const known = new Set(table.columns.map((column) => column.name));
  const seen = new Set<string>();
  for (const column of columns) {
    if (!known.has(column) || seen.has(column)) {
      throw new Failure("logs/unknown-column", "a column is not in the table, or is given twice", {
        facts: { table: table.name, column },
      });
    }
    seen.add(column);
  }
}

function slotsOf(engine: Engine, table: LogTable, columns: readonly string[], rows: Rows): Slot[] {
  const places = new Map(columns.map((name, place) => [name, place]));
  return table.columns.map((column) => {
    const type = engineType(column.type);
    const place = places.get(column.name);
    if (place === undefined) return { column, type, place, constant: type.missing };
    if (rows.length <= CHUNK_ROWS || !isConstant(rows, place)) {
      return { column, type, place, constant: null };
    }
    const constant = toEngine(engine, column, type, rows[0]?.[place]);
    return { column, type, place: undefined, constant };
  });
}

function isConstant(rows: Rows, place: number): boolean {
  const first = rows[0]?.[place];
  return rows.every((row) => row[place] === first);
}
