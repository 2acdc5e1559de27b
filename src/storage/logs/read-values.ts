import type { DuckDBDataChunk, DuckDBDecimalValue, DuckDBValue } from "@duckdb/node-api";
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

/** Adds a chunk's rows to `rows`, at most `count` of them. */
export function readChunk(
  chunk: DuckDBDataChunk,
  readers: readonly ReadValue[],
  count: number,
  rows: LogValue[][],
): void {
  const first = rows.length;
  for (let row = 0; row < count; row += 1)
    rows.push(new Array<LogValue>(readers.length).fill(null));
  readers.forEach((read, column) => {
    const vector = chunk.getColumnVector(column);
    for (let row = 0; row < count; row += 1) {
      const value = vector.getItem(row);
      const target = rows[first + row];
      if (target !== undefined) target[column] = value === null ? null : read(value as never);
    }
  });
}

/** Rough size of a value in bytes of JSON text; text counts its UTF-16 units. */
export function textSize(value: LogValue): number {
  if (typeof value === "string") return value.length + 3;
  return typeof value === "bigint" ? 20 : 8;
}
