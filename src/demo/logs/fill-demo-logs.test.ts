import { createHash } from "node:crypto";
import { afterEach, expect, test, vi } from "vitest";
import { Failure } from "../../base/index.ts";
import { startDemoLogTicker } from "./demo-log-ticker.ts";
import { demoRows, demoTables } from "./demo-rows.ts";
import type { DemoValue } from "./demo-table.ts";
import { type DemoLogTarget, fillDemoLogs } from "./fill-demo-logs.ts";

const DAY = 86_400_000;
const START = Date.UTC(2026, 10, 18, 12, 0, 30);

interface Memory extends DemoLogTarget {
  readonly rows: Map<string, (readonly DemoValue[])[]>;
  readonly removals: [table: string, ms: number][];
}

/** A target that keeps rows and mark together, as the store's transaction does. */
function inMemory(failAt = Number.POSITIVE_INFINITY): Memory {
  const rows: Memory["rows"] = new Map();
  const marks = new Map<string, number>();
  const removals: Memory["removals"] = [];
  let appends = 0;
  return {
    rows,
    removals,
    async append(table, _columns, added, untilMs, filledMs) {
      if (marks.get(table) !== filledMs) throw new Failure("logs/mark-moved", "moved");
      appends += 1;
      if (appends === failAt) throw new Error("cut off");
      rows.set(table, [...(rows.get(table) ?? []), ...added]);
      marks.set(table, untilMs);
    },
    filledUntil: async (table) => marks.get(table),
    async removeBefore(table, ms) {
      removals.push([table, ms]);
    },
  };
}

const expectedRows = (from: number, to: number): Map<string, string> =>
  new Map(demoTables.map((table) => [table, textOf(demoRows(table, from, to).rows)]));
const rowsIn = ({ rows }: Memory): Map<string, string> =>
  new Map(demoTables.map((table) => [table, textOf(rows.get(table) ?? [])]));
const textOf = (rows: readonly (readonly DemoValue[])[]): string =>
  createHash("sha256")
    .update(rows.map((row) => row.join("\u0000")).join("\n"))
    .digest("hex");
const DAYS = { days: 1 };

afterEach(() => {
  vi.useRealTimers();
});

test("a first fill gives all days, the next ones only what is missing", async () => {
  const target = inMemory();
  let now = START;
  const clock = { now: () => now };
  await fillDemoLogs(target, clock, DAYS);
  expect(await fillDemoLogs(target, clock, DAYS)).toBe(0);
  for (const step of [59_000, 60_000, 3_723_001]) {
    now += step;
    await fillDemoLogs(target, clock, DAYS);
  }
  expect(rowsIn(target)).toEqual(expectedRows(START - DAY, now));
});

test("a fill that was cut off anywhere is continued without a gap and without a row twice", async () => {
  const days = 11;
  for (const failAt of [1, 17]) {
    const target = inMemory(failAt);
    const fill = (): Promise<number> => fillDemoLogs(target, { now: () => START }, { days });
    await expect(fill()).rejects.toThrow("cut off");
    await fill();
    expect(rowsIn(target)).toEqual(expectedRows(START - days * DAY, START));
  }
});

test("fills at the same time give each row once, and all end with every row there", async () => {
  const target = inMemory();
  const counts = await Promise.all(
    [0, 1, 60_000].map((later) => fillDemoLogs(target, { now: () => START + later }, DAYS)),
  );
  expect(rowsIn(target)).toEqual(expectedRows(START - DAY, START + 60_000));
  const all = [...target.rows.values()].reduce((sum, rows) => sum + rows.length, 0);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(all);
});

test("a clock that was set back appends nothing", async () => {
  const target = inMemory();
  await fillDemoLogs(target, { now: () => START }, DAYS);
  expect(await fillDemoLogs(target, { now: () => START - DAY }, DAYS)).toBe(0);
});

test("after a long pause only the last days are filled, and older rows go", async () => {
  const target = inMemory();
  await fillDemoLogs(target, { now: () => START }, DAYS);
  expect(target.removals).toEqual([]);
  for (const table of demoTables) target.rows.delete(table);
  const later = START + 45 * DAY;
  await fillDemoLogs(target, { now: () => later }, DAYS);
  expect(rowsIn(target)).toEqual(expectedRows(later - DAY, later));
  expect(target.removals).toEqual(demoTables.map((table) => [table, later - DAY]));
});

test("while the server runs each new minute is filled, failures are reported and made up for", async () => {
  vi.useFakeTimers({ now: START });
  const clock = { now: () => Date.now() };
  const target = inMemory();
  await fillDemoLogs(target, clock, DAYS);
  const { append } = target;
  const errors: unknown[] = [];
  const ticker = startDemoLogTicker(target, clock, (error) => errors.push(error), DAYS);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(rowsIn(target)).toEqual(expectedRows(START - DAY, START + 30_000));
  target.append = () => Promise.reject(new Error("busy"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(errors).toEqual([new Error("busy")]);
  target.append = append;
  await vi.advanceTimersByTimeAsync(60_000);
  const full = expectedRows(START - DAY, START + 150_000);
  expect(rowsIn(target)).toEqual(full);
  await ticker.stop();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(rowsIn(target)).toEqual(full);
});
