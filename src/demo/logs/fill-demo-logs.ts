import { type Clock, Failure, limits } from "../../base/index.ts";
import { demoRows, demoTables } from "./demo-rows.ts";
import type { DemoValue } from "./demo-table.ts";
import { HOUR_MS } from "./rhythm.ts";

/** Where the demo's rows go: the demo workspace of a log store. */
export interface DemoLogTarget {
  /**
   * Appends rows, in the order of `columns`, and remembers that the table is filled until
   * `untilMs`; both or neither, durable on return. Makes the table when it is not there.
   *
   * @throws {Failure} `logs/mark-moved` when `filledUntil` is not `filledMs` any more, because
   * another fill runs at the same time; nothing is appended then.
   */
  append(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly DemoValue[])[],
    untilMs: number,
    filledMs: number | undefined,
  ): Promise<void>;
  /** What `append` last remembered for the table. */
  filledUntil(table: string): Promise<number | undefined>;
  /** Removes the table's rows with an earlier TimeGenerated. */
  removeBefore(table: string, ms: number): Promise<void>;
}

export interface DemoLogOptions {
  /** How many days back rows go; default 30. */
  readonly days?: number;
}

const DAY_MS = 24 * HOUR_MS;
/** Rows are made and appended in parts, so that a first fill holds few of them at once. */
const PART_MS = 10 * DAY_MS;

/**
 * Brings the demo's rows up to the clock: 30 days of them at first, later only what is missing, and
 * rows older than 30 days go, once an hour.
 *
 * A fill that was cut off is continued by the next one without a gap and without a row twice: the
 * rows are a pure function of their time, ranges are half-open, and `append` moves the table's mark
 * in the transaction of its rows. Fills at the same time share the work.
 *
 * Answers how many rows were appended.
 */
export async function fillDemoLogs(
  target: DemoLogTarget,
  clock: Clock,
  options: DemoLogOptions = {},
): Promise<number> {
  const now = clock.now();
  const oldest = now - (options.days ?? limits.demo.logDays) * DAY_MS;
  let appended = 0;
  for (const table of demoTables) appended += await fillTable(target, table, oldest, now);
  return appended;
}

async function fillTable(
  target: DemoLogTarget,
  table: string,
  oldest: number,
  now: number,
): Promise<number> {
  const filled = await target.filledUntil(table);
  let appended = 0;
  let mark = filled;
  let from = Math.max(filled ?? oldest, oldest);
  while (from < now) {
    const until = Math.min(from + PART_MS, now);
    const { columns, rows } = demoRows(table, from, until);
    from = until;
    if (rows.length === 0) continue;
    if (await isAppended(target.append(table, columns, rows, until, mark))) {
      appended += rows.length;
      mark = until;
    } else {
      mark = await target.filledUntil(table);
      from = Math.max(mark ?? oldest, oldest);
    }
  }
  const isNewHour =
    filled !== undefined && Math.floor(filled / HOUR_MS) < Math.floor(now / HOUR_MS);
  if (isNewHour && appended > 0) await target.removeBefore(table, oldest);
  return appended;
}

/** False when another fill was faster. */
async function isAppended(append: Promise<void>): Promise<boolean> {
  try {
    await append;
    return true;
  } catch (error) {
    if (error instanceof Failure && error.code === "logs/mark-moved") return false;
    throw error;
  }
}
