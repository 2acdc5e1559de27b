import { refuse } from "../define.ts";
import { type Row, type RowFunction, rowFunction } from "../row-functions.ts";

/** A column whose cells `narrow` lists. */
interface NarrowColumn {
  readonly name: string;
  readonly isBool: boolean;
}

/** How far around a row `rows_near` reaches. */
export interface NearRows {
  readonly before: number;
  readonly after: number;
}

/**
 * A row for each cell, rows counted from zero.
 *
 * Source of the texts: learn.microsoft.com/kusto/query/narrow-plugin, where bools are True and False.
 */
function* narrow(rows: readonly Row[], columns: readonly NarrowColumn[]): Iterable<Row> {
  for (const [place, row] of rows.entries()) {
    for (const [index, { name, isBool }] of columns.entries()) {
      const text = String(row[index] ?? "");
      if (text === "" && row[index] === null) refuse("narrow of a cell that is null");
      yield [place, name, isBool ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text];
    }
  }
}

/** Each row once, in the order of the rows; the first cell says whether it meets the condition. */
function* rowsNear(rows: readonly Row[], { before, after }: NearRows): Iterable<Row> {
  const meets = rows.flatMap(([isMet], place) => (isMet === true ? [place] : []));
  let next = 0;
  for (const place of meets) {
    const end = Math.min(rows.length - 1, place + after);
    for (next = Math.max(next, place - before); next <= end; next += 1) {
      yield (rows[next] ?? []).slice(1);
    }
  }
}

const OUT_OF_ORDER = "ERROR(columns are out of order)";

interface Merged {
  readonly name: string;
  ordinal: number;
  readonly dataType: string;
  readonly columnType: string;
  isMoved: boolean;
}

/**
 * Columns by their names. What the service's known answers leave open is refused: types that differ,
 * and places that two columns of the answer would share.
 */
function* schemaMerge(
  rows: readonly Row[],
  { keepsOrder }: { readonly keepsOrder: boolean },
): Iterable<Row> {
  const found = new Map<string, Merged>();
  for (const [name, place, data, type] of rows.map((row) => row.map(String))) {
    const [dataType = "", columnType = "", ordinal] = [data, type, Number(place)];
    const known = found.get(name ?? "");
    if (known === undefined) {
      found.set(name ?? "", { name: name ?? "", ordinal, dataType, columnType, isMoved: false });
      continue;
    }
    if (known.columnType !== columnType) refuse("schema_merge of columns whose types differ");
    known.isMoved ||= known.ordinal !== ordinal;
    known.ordinal = Math.max(known.ordinal, ordinal);
  }
  const merged = [...found.values()].sort((a, b) => a.ordinal - b.ordinal);
  if (merged.some(({ ordinal }, index) => ordinal !== index)) {
    refuse("schema_merge of schemas that have different columns in one place");
  }
  for (const { name, ordinal, dataType, columnType, isMoved } of merged) {
    yield isMoved && keepsOrder
      ? [name, -1, `ERROR(unknown CSL type:${OUT_OF_ORDER})`, OUT_OF_ORDER]
      : [name, ordinal, dataType, columnType];
  }
}

/** Plugins that keep the rows' cells as they are. */
export const passingPlugins: readonly RowFunction[] = [
  rowFunction("narrow", narrow),
  rowFunction("rows_near", rowsNear),
  rowFunction("schema_merge", schemaMerge),
];
