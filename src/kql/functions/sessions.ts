import { refuse } from "./define.ts";
import { type Row, type RowFunction, rowFunction } from "./row-functions.ts";

interface Settings {
  /** Columns before the moment, the two distances and the restart. */
  readonly kept: number;
}

/**
 * Adds the begin of each row's session: one ends at either distance, at a restart and at a null.
 *
 * Source: learn.microsoft.com/kusto/query/row-window-session-function.
 */
function* sessions(rows: readonly Row[], { kept }: Settings): Iterable<Row> {
  let start: bigint | null = null;
  let before: bigint | null = null;
  for (const row of rows) {
    const [now = null, fromStart, fromBefore, restart] = row.slice(kept);
    if (typeof fromStart !== "bigint" || typeof fromBefore !== "bigint") {
      return refuse("row_window_session with a distance that is null");
    }
    if (typeof now !== "bigint") start = null;
    else if (start === null || before === null || restart === true) start = now;
    else if (now >= start + fromStart || now >= before + fromBefore) start = now;
    before = typeof now === "bigint" ? now : null;
    yield [...row.slice(0, kept), start];
  }
}

/** Steps that functions over the rows before need. */
export const sessionFunctions: readonly RowFunction[] = [
  rowFunction<Settings>("row_window_session", sessions),
];
