import type { DuckDBConnection } from "@duckdb/node-api";
import { beforeAll, expect, test } from "vitest";
import { ask, openEngine } from "./engine.ts";

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await openEngine();
});

const MINUTES = `datatable(g:string, minute:long)[
  'a', 0, 'a', 3, 'a', 7, 'a', 30, 'b', 31, 'b', long(null), 'b', 32]
| extend t = datetime(2024-05-01) + minute * 1m
| serialize`;

async function values(text: string): Promise<unknown> {
  return (await ask(connection, text)).rows.map((row) => row.at(-1));
}

test("a session ends at either distance and at a null", async () => {
  const begins =
    "extend s = row_window_session(t, 6m, 5m) | project m = (s - datetime(2024-05-01)) / 1m";
  expect(await values(`${MINUTES} | ${begins}`)).toEqual([0, 0, 7, 30, 30, null, 32]);
});

test("a session starts anew where the restart is true, beside other columns", async () => {
  const begins = `extend n = row_number(), s = row_window_session(t, 1h, 1h, g != prev(g))
    | project g, n, m = (s - datetime(2024-05-01)) / 1m`;
  const { rows } = await ask(connection, `${MINUTES} | ${begins}`);
  expect(rows.slice(0, 5)).toEqual([
    ["a", 1, 0],
    ["a", 2, 0],
    ["a", 3, 0],
    ["a", 4, 0],
    ["b", 5, 31],
  ]);
});

test("sessions are refused where no step below can compute them", async () => {
  const text = `${MINUTES} | where row_window_session(t, 1h, 1h) == t`;
  await expect(ask(connection, text)).rejects.toMatchObject({
    code: "kql/not-supported",
    message: "row_window_session in this place is not supported",
  });
});

const RANKED = `datatable(g:string, x:long)['a', 5, 'a', 5, 'a', 7, 'b', 7, 'b', long(null), 'b', 9]
| serialize`;

test("ranks number the terms, with and without gaps, and start anew", async () => {
  const of = (call: string): Promise<unknown> => values(`${RANKED} | project r = ${call}`);
  expect(await of("row_rank_dense(x)")).toEqual([1, 1, 2, 2, 3, 4]);
  expect(await of("row_rank_min(x)")).toEqual([1, 1, 3, 3, 5, 6]);
  expect(await of("row_rank_dense(x, g != prev(g))")).toEqual([1, 1, 2, 1, 2, 3]);
  expect(await of("row_rank_min(x, g != prev(g))")).toEqual([1, 1, 3, 1, 2, 3]);
});

test("prev and next give their default beyond the ends", async () => {
  const text = `${RANKED} | project r = strcat(prev(x, 1, 0), next(g, 2, 'end'))`;
  expect(await values(text)).toEqual(["0a", "5b", "5b", "7b", "7end", "end"]);
});
