/** Plugins over ids on a timeline: what the known answers tell, and what they leave open. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { beforeAll, describe, expect, test } from "vitest";
import { ask, openEngine } from "./engine.ts";

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await openEngine();
});

const SEEN = `datatable(id:string, at:long, d:string)[
  'a', 8, 'x', 'a', 10, 'x', 'b', 10, 'x', 'a', 11, 'x', 'a', 11, 'x', 'c', 12, 'x', 'b', 13, 'x']`;

const rows = async (call: string, table: string = SEEN) =>
  (await ask(connection, `${table} | evaluate ${call}`)).rows;

async function refuses(calls: readonly string[], table: string = SEEN): Promise<void> {
  let checked = 0;
  for (const call of calls) {
    await expect(rows(call, table), call).rejects.toMatchObject({ code: "kql/not-supported" });
    checked += 1;
  }
  expect(checked).toBe(calls.length);
}

describe("sliding_window_counts", () => {
  test("rows and ids are counted in each window, rows before the start in those that reach them", async () => {
    expect(await rows("sliding_window_counts(id, at, 10, 13, 3, 1, d)")).toEqual([
      [10, "x", 3, 2],
      [11, "x", 4, 2],
      [12, "x", 5, 3],
      [13, "x", 4, 3],
    ]);
  });

  test("what the known answers leave open is refused", async () => {
    await refuses([
      "sliding_window_counts(id, at, 9, 13, 4, 2)",
      "sliding_window_counts(id, at, 10, 12, 4, 2)",
      "sliding_window_counts(id, at, 10, 13, 3, 2)",
      "sliding_window_counts(id, at, 10, 13, 3, 'week')",
      "sliding_window_counts(id, at, 10, 13, 3, long(null))",
    ]);
  });
});

test("activity_counts_metrics tells new ids from those of earlier bins", async () => {
  expect(await rows("activity_counts_metrics(id, at, 10, 13, 1)")).toEqual([
    [10, 2, 2, 2, 2],
    [11, 2, 1, 0, 2],
    [12, 1, 1, 1, 3],
    [13, 1, 1, 0, 3],
  ]);
  await refuses([
    "activity_counts_metrics(id, at, 8, 13, 1)",
    "activity_counts_metrics(id, d, 8, 13, 1)",
  ]);
});

test("session_count counts an id anew when the lookback has passed", async () => {
  const table = `datatable(id:string, at:long)['a', 0, 'a', 2, 'b', 3, 'a', 5, 'b', 6, 'a', 7]`;
  expect(await rows("session_count(id, at, 0, 8, 4, 3)", table)).toEqual([
    [0, 2],
    [4, 2],
  ]);
  await refuses(
    [
      "session_count(id, at, 0, 7, 4, 3)",
      "session_count(id, at, 0, 80, 4, 3)",
      "session_count(id, at, 1, 8, 4, 3)",
    ],
    table,
  );
});

test("active_users_count counts ids that were there in enough periods", async () => {
  const table = `datatable(id:string, at:long)['a', 8, 'a', 9, 'a', 10, 'b', 10, 'b', 12, 'b', 14]`;
  expect(await rows("active_users_count(id, at, 9, 20, 4, 1, 2, 3)", table)).toEqual([
    [9, 1],
    [12, 1],
  ]);
  await refuses(["active_users_count(id, at, 9, 20, 3, 1, 2, 3)"], table);
});

describe("rolling_percentile", () => {
  const table = `datatable(v:long, at:long, d:string)[5, 0, 'x', 1, 0, 'x', 9, 1, 'x', 7, 2, 'x', 3, 2, 'x']`;

  test("it ranks the values of the bins up to each bin", async () => {
    const answer = await ask(connection, `${table} | evaluate rolling_percentile(v, 50, at, 1, 2)`);
    expect(answer.columns[1]).toEqual({ name: "rolling_2_percentile_v_50", type: "long" });
    expect(answer.rows).toEqual([
      [0, 1],
      [1, 5],
      [2, 7],
    ]);
  });

  test("empty bins are refused", async () => {
    await refuses(
      ["rolling_percentile(v, 50, at, 1, 2)"],
      "datatable(v:long, at:long)[1, 0, 2, 2]",
    );
  });
});
