import type { DuckDBConnection } from "@duckdb/node-api";
import { beforeAll, expect, test } from "vitest";
import { ask, openEngine } from "./engine.ts";

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await openEngine();
});

const T = 'let T = datatable(n: long, s: string)[1, \'{"a": {"b": [1, "x"]}}\', 2, "none"];\n';

test("bins have the size and place that the query sets", async () => {
  const { rows } = await ask(
    connection,
    "set query_bin_auto_size=5;\nset query_bin_auto_at=2;\nprint bin_auto(13), bin_auto(-3)",
  );
  expect(rows).toEqual([[12, -3]]);
});

test("bin_auto without its options is refused", async () => {
  await expect(ask(connection, "set query_bin_auto_size=5;\nprint bin_auto(1)")).rejects.toThrow(
    "bin_auto without its size and place set before is not supported",
  );
});

test("a part of a JSON text is read by its path and has the type that was asked for", async () => {
  const { columns, rows } = await ask(
    connection,
    `${T}T | project a = extract_json('$.a.b[1]', s), b = extract_json("$['a'].b[0]", s, typeof(long)), c = extract_json('$.a', s, typeof(dynamic))`,
  );
  expect(columns.map((column) => column.type)).toEqual(["string", "long", "dynamic"]);
  expect(rows).toEqual([
    ["x", 1, { b: [1, "x"] }],
    ["", null, null],
  ]);
});

test("a path with wildcards is refused", async () => {
  await expect(ask(connection, `${T}T | project extract_json('$..b', s)`)).rejects.toThrow(
    "extract_json by this path is not supported",
  );
});

test("iscolumnexists tells of the rows before it", async () => {
  const { rows } = await ask(
    connection,
    `${T}T | project-away s | take 1 | project a = iscolumnexists('n'), b = iscolumnexists('s')`,
  );
  expect(rows).toEqual([[true, false]]);
});

test("a number by chance stays the same through the steps, and differs from row to row", async () => {
  const { rows } = await ask(
    connection,
    "range i from 1 to 1000 step 1 | extend r = rand(), g = new_guid() | extend q = r, h = g | where r < 0.9 | summarize count(), countif(r != q or r >= 0.9 or g != h), dcount(r), dcount(g)",
  );
  const [count, wrong, numbers, guids] = (rows[0] ?? []).map(Number);
  expect(wrong).toBe(0);
  expect(count).toBeGreaterThan(800);
  expect(numbers).toBeGreaterThan(700);
  expect(guids).toBeGreaterThan(700);
});
