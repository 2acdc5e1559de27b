import type {
  DuckDBDataChunk,
  DuckDBDecimalValue,
  DuckDBValue,
  DuckDBVector,
} from "@duckdb/node-api";
import type { Engine } from "./engine-types.ts";
import type { LogValue } from "./log-store.ts";

/** Turns one engine value, never null, into what the port speaks. */
export type ReadValue = (value: Exclude<DuckDBValue, null>) => LogValue;

/**
 * How to read a column of an answer, by DuckDB's type number.
 *
 * A type that no KQL value is held in means that the SQL was made wrongly; that is a defect.
 */
export function columnReader(engine: Engine, typeId: number): ReadValue {
  const { DuckDBTypeId: id } = engine;
  switch (typeId) {
    case id.BOOLEAN:
    case id.TINYINT:
    case id.SMALLINT:
    case id.INTEGER:
    case id.BIGINT:
    case id.HUGEINT:
    case id.FLOAT:
    case id.DOUBLE:
    case id.VARCHAR:
    case id.SQLNULL:
      return (value) => value as LogValue;
    case id.UUID:
      return (value) => value.toString();
    case id.DECIMAL:
      return (value) => decimalText(value as DuckDBDecimalValue);
    default:
      throw new Error(`an answer has a column of engine type ${id[typeId] ?? typeId}`);
  }
}

/** Plain digits without trailing zeros: `1.5`, `-20`, `0`. */
function decimalText(value: DuckDBDecimalValue): string {
  const printed = value.toString();
  return printed.includes(".") ? printed.replace(/\.?0+$/, "") : printed;
}

/**
 * Adds a chunk's rows to `rows`, at most `count` of them, row by row: a chunk may hold far more
 * text than fits in memory.
 *
 * @returns the bytes that are left of `bytes`, below zero where the next row would not fit.
 */
export function readChunk(
  chunk: DuckDBDataChunk,
  readers: readonly ReadValue[],
  count: number,
  bytes: number,
  rows: LogValue[][],
): number {
  const vectors = readers.map((_, column) => chunk.getColumnVector(column));
  let left = bytes;
  for (let place = 0; place < count; place += 1) {
    const row = new Array<LogValue>(readers.length).fill(null);
    for (const [column, read] of readers.entries()) {
      const value = itemAt(vectors[column], place);
      if (value === undefined) return -1;
      const written = value === null ? null : read(value as never);
      row[column] = written;
      left -= textSize(written);
      if (left < 0) return left;
    }
    rows.push(row);
  }
  return left;
}

/** A cell; undefined for a text that is longer than the runtime's strings may be. */
function itemAt(vector: DuckDBVector | undefined, place: number): DuckDBValue | undefined {
  try {
    return vector?.getItem(place) as DuckDBValue;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_STRING_TOO_LONG") return undefined;
    throw error;
  }
}

/** Rough size of a value in bytes of JSON text; text counts its UTF-16 units. */
function textSize(value: LogValue): number {
  if (typeof value === "string") return value.length + 3;
  return typeof value === "bigint" ? 20 : 8;
}
