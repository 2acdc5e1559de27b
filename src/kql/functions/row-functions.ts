import type { EngineFunction, EngineValue, KqlType } from "../compiled.ts";
import { engineFunction } from "./computed.ts";

/** A row: values as `EngineValue` holds them. */
export type Row = readonly EngineValue[];

/**
 * A step that JavaScript computes over all rows at once, for operators and plugins that no SQL
 * says: it gets the rows in their order and answers with rows of the step's columns.
 */
export interface RowFunction {
  readonly name: string;
  readonly engine: EngineFunction;
}

/** What a step says of its rows; `own` is the operator's own part. */
export interface RowSettings {
  readonly reads: readonly KqlType[];
  readonly columns: readonly KqlType[];
  readonly own: unknown;
}

/**
 * Writes a row function. Its SQL takes the rows as a JSON array of arrays, every cell a text or
 * null, and the settings; it answers in the same form.
 */
export function rowFunction<Own>(
  name: string,
  compute: (rows: readonly Row[], own: Own) => Iterable<Row>,
): RowFunction {
  const engine = engineFunction(`rows_${name}`, {
    takes: ["dynamic", "dynamic"],
    returns: "dynamic",
    compute(rows, settings) {
      const { reads, own } = JSON.parse(settings) as RowSettings;
      const cells = JSON.parse(rows) as readonly (readonly (string | null)[])[];
      const read = cells.map((row) => row.map((cell, place) => engineValue(cell, reads[place])));
      const made = Array.from(compute(read, own as Own), (row) => row.map(cellOf));
      return JSON.stringify(made);
    },
  });
  return { name, engine };
}

function engineValue(cell: string | null, type: KqlType | undefined): EngineValue {
  if (cell === null) return null;
  switch (type) {
    case "bool":
      return cell === "true";
    case "datetime":
    case "long":
    case "timespan":
      return BigInt(cell);
    case "int":
      return Number(cell);
    case "real":
      return realOf(cell);
    default:
      return cell;
  }
}

/** A real as the engine prints it. */
function realOf(cell: string): number {
  const sign = cell.startsWith("-") ? -1 : 1;
  return /inf/.test(cell) ? sign * Number.POSITIVE_INFINITY : Number(cell);
}

function cellOf(value: EngineValue): string | null {
  return value === null ? null : String(value);
}
