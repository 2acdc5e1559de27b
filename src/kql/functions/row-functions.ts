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
  /** The first value of each row tells groups apart; it comes back behind each answered row. */
  readonly isGrouped?: boolean;
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
      const { reads, own, isGrouped } = JSON.parse(settings) as RowSettings;
      const cells = JSON.parse(rows) as readonly (readonly (string | null)[])[];
      const read = cells.map((row) => row.map((cell, place) => engineValue(cell, reads[place])));
      const each = (group: readonly Row[]): Iterable<Row> => compute(group, own as Own);
      const answer = isGrouped === true ? byGroup(read, each) : each(read);
      return JSON.stringify(Array.from(answer, (row) => row.map(cellOf)));
    },
  });
  return { name, engine };
}

function* byGroup(
  rows: readonly Row[],
  each: (group: readonly Row[]) => Iterable<Row>,
): Iterable<Row> {
  const groups = new Map<EngineValue, Row[]>();
  for (const [group = null, ...row] of rows) {
    const known = groups.get(group);
    if (known === undefined) groups.set(group, [row]);
    else known.push(row);
  }
  for (const [group, members] of groups) {
    for (const row of each(members)) yield [...row, group];
  }
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
