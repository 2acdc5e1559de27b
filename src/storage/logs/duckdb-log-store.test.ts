import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { LogQuery, LogStore, LogTable, LogValue } from "./log-store.ts";
import { openLogStore } from "./open-log-store.ts";

const WORKSPACE = "5f6a1c7e-2b3d-4e4f-8a90-b1c2d3e4f506";
const LIMITS = { timeoutMs: 20_000, rowsMax: 1_000, bytesMax: 1_000_000 };
const ALL_TYPES = {
  name: "All",
  columns: [
    { name: "TimeGenerated", type: "datetime" },
    { name: "s", type: "string" },
    { name: "b", type: "bool" },
    { name: "i", type: "int" },
    { name: "l", type: "long" },
    { name: "r", type: "real" },
    { name: "g", type: "guid" },
    { name: "d", type: "dynamic" },
    { name: "m", type: "decimal" },
    { name: "t", type: "timespan" },
  ],
};
const NAMES = ALL_TYPES.columns.map(({ name }) => name);

const opened: LogStore[] = [];
const open = async (file = ":memory:"): Promise<LogStore> => {
  const store = await openLogStore({ file, memoryBytesMax: 256 * 1_048_576 });
  opened.push(store);
  return store;
};
const newFile = (): string => join(mkdtempSync(join(tmpdir(), "lazurite-logs-")), "logs.duckdb");
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

const tableOf = async (store: LogStore, name: string, id = WORKSPACE): Promise<LogTable> => {
  const { tables } = await store.tables(id);
  const table = tables.find((candidate) => candidate.name === name);
  if (table === undefined) throw new Error(`no table ${name}`);
  return table;
};
const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const pathOf = ({ source }: LogTable): string => `${quote(source.schema)}.${quote(source.table)}`;
const sql = (text: string, parameters: LogQuery["parameters"] = []): LogQuery => ({
  sql: text,
  parameters,
});
const rowsOf = async (store: LogStore, text: string): Promise<readonly (readonly LogValue[])[]> =>
  (await store.query(sql(text), LIMITS)).rows;
const failure = (code: string, facts: Record<string, string> = {}): unknown =>
  expect.objectContaining({ code, facts: expect.objectContaining(facts) });

test("every type comes back as it went in, nulls as null and missing text as empty", async () => {
  const store = await open();
  await store.ensureTables(WORKSPACE, [ALL_TYPES]);
  const guid = "0e4a4a2c-0000-4000-8000-0000000000ff";
  const rows: LogValue[][] = [
    [
      638_000_000_000_000_001n,
      "é\u0000'\"😀",
      true,
      -5,
      2n ** 63n - 1n,
      0.1,
      guid,
      '{"a":1.0}',
      "-0.5",
      -7n,
    ],
    [
      0n,
      "",
      false,
      0,
      -(2n ** 63n),
      Number.NaN,
      guid,
      "[]",
      "99999999999999999999.000000000000000001",
      0n,
    ],
    [
      3_155_378_975_999_999_999n,
      "x",
      false,
      2 ** 31 - 1,
      1n,
      Number.NEGATIVE_INFINITY,
      guid,
      "null",
      "20",
      1n,
    ],
    NAMES.map(() => null),
  ];
  await store.append(WORKSPACE, "All", NAMES, rows);
  await store.append(WORKSPACE, "All", ["l", "g"], [[7, guid.toUpperCase()]]);
  const table = await tableOf(store, "All");
  const [left, right] = [rows.slice(0, 3), NAMES.map((name) => (name === "s" ? "" : null))];
  expect(await rowsOf(store, `SELECT * FROM ${pathOf(table)}`)).toEqual([
    ...left,
    right,
    [null, "", null, null, 7n, null, guid, null, null, null],
  ]);
});

test("more rows than one chunk keep their order, constant columns included", async () => {
  const store = await open();
  await store.ensureTables(WORKSPACE, [ALL_TYPES]);
  const rows = Array.from({ length: 40_000 }, (_, index): LogValue[] => [
    BigInt(index),
    "same",
    index % 3 === 0 ? null : `row ${index}`,
  ]);
  await store.append(WORKSPACE, "All", ["TimeGenerated", "s", "d"], rows);
  const table = pathOf(await tableOf(store, "All"));
  expect(
    await rowsOf(
      store,
      `SELECT count(*), count(DISTINCT s), count(d), count(l), bool_and(s = 'same'),
        bool_and(d IS NULL = (TimeGenerated % 3 = 0) AND coalesce(d = 'row ' || TimeGenerated, true))
       FROM ${table}`,
    ),
  ).toEqual([[40_000n, 1n, 26_666n, 0n, true, true]]);
  expect(await rowsOf(store, `SELECT TimeGenerated FROM ${table} LIMIT 3 OFFSET 39_000`)).toEqual([
    [39_000n],
    [39_001n],
    [39_002n],
  ]);
});

test("a value that does not belong to its column refuses the whole append", async () => {
  const store = await open();
  await store.ensureTables(WORKSPACE, [ALL_TYPES]);
  const wrong: [string, LogValue][] = [
    ["i", 2 ** 31],
    ["i", 1.5],
    ["l", 2n ** 63n],
    ["g", "not-a-guid"],
    ["m", "1e5"],
    ["m", "0.0000000000000000001"],
    ["b", "true"],
    ["s", 5],
    ["TimeGenerated", "2026-01-01"],
  ];
  for (const [column, value] of wrong) {
    const good = Array.from({ length: 3_000 }, () => [null]);
    await expect(store.append(WORKSPACE, "All", [column], [...good, [value]])).rejects.toEqual(
      failure("logs/value-not-storable", { column }),
    );
  }
  await expect(store.append(WORKSPACE, "All", ["nope"], [[1]])).rejects.toEqual(
    failure("logs/unknown-column", { column: "nope" }),
  );
  await expect(store.append(WORKSPACE, "All", ["l", "l"], [[1n, 2n]])).rejects.toEqual(
    failure("logs/unknown-column", { column: "l" }),
  );
  await expect(store.append(WORKSPACE, "Nope", ["l"], [[1n]])).rejects.toEqual(
    failure("logs/unknown-table", { table: "Nope" }),
  );
  expect(
    await rowsOf(store, `SELECT count(*) FROM ${pathOf(await tableOf(store, "All"))}`),
  ).toEqual([[0n]]);
});

test("names that differ only in case stay apart, and hostile names do no harm", async () => {
  const store = await open();
  const names = [
    "Type",
    "type",
    "TYPE",
    "type__2",
    'a"; DROP SCHEMA lazurite; --',
    "x'",
    "ß",
    "€",
    " ",
  ];
  const columns = names.map((name) => ({ name, type: "string" }));
  const tables = ["T", "t", 'T"."x', "'; DROP TABLE t; --"].map((name) => ({ name, columns }));
  await store.ensureTables(WORKSPACE, tables);
  for (const { name } of tables)
    await store.append(WORKSPACE, name, names, [[name, ...names.slice(1)]]);
  for (const { name } of tables) {
    const table = await tableOf(store, name);
    expect(table.columns.map((column) => column.name)).toEqual(names);
    const folded = table.columns.map((column) => column.physicalName.toLowerCase());
    expect(new Set(folded).size).toBe(names.length);
    expect(await rowsOf(store, `SELECT * FROM ${pathOf(table)}`)).toEqual([
      [name, ...names.slice(1)],
    ]);
  }
  await expect(store.tables('x"; DROP')).rejects.toEqual(failure("logs/invalid-workspace-id"));
});

test("columns are added to a table that stands, never changed", async () => {
  const store = await open();
  const text = (name: string): { name: string; type: string } => ({ name, type: "string" });
  await store.ensureTables(WORKSPACE, [{ name: "T", columns: [text("a")] }]);
  await store.append(WORKSPACE, "T", ["a"], [["old"]]);
  const before = (await store.tables(WORKSPACE)).version;
  await store.ensureTables(WORKSPACE, [{ name: "T", columns: [text("a")] }]);
  expect((await store.tables(WORKSPACE)).version).toBe(before);
  await store.ensureTables(WORKSPACE, [
    { name: "T", columns: [text("A"), { name: "n", type: "long" }] },
  ]);
  expect((await store.tables(WORKSPACE)).version).not.toBe(before);
  await store.append(WORKSPACE, "T", ["A", "n"], [["new", 1n]]);
  expect(await rowsOf(store, `SELECT * FROM ${pathOf(await tableOf(store, "T"))}`)).toEqual([
    ["old", "", null],
    ["", "new", 1n],
  ]);
  await expect(
    store.ensureTables(WORKSPACE, [{ name: "T", columns: [{ name: "a", type: "long" }] }]),
  ).rejects.toEqual(
    failure("logs/column-type-differs", { table: "T", column: "a", type: "string" }),
  );
  await expect(
    store.ensureTables(WORKSPACE, [{ name: "U", columns: [{ name: "a", type: "text" }] }]),
  ).rejects.toEqual(failure("logs/unknown-type", { type: "text" }));
  await expect(store.ensureTables(WORKSPACE, [{ name: "U", columns: [] }])).rejects.toEqual(
    failure("logs/table-without-columns", { table: "U" }),
  );
});

test("rows, names and marks are there after closing and opening again", async () => {
  const file = newFile();
  const first = await open(file);
  await first.ensureTables(WORKSPACE, [ALL_TYPES]);
  await first.append(WORKSPACE, "All", ["l"], [[1n], [2n]], { name: "until", value: 5n });
  await first.append(WORKSPACE, "All", ["l"], [], { name: "until", value: 6n });
  await first.close();
  await expect(first.tables(WORKSPACE)).rejects.toEqual(failure("logs/closed"));
  const second = await open(file);
  const table = await tableOf(second, "All", WORKSPACE.toUpperCase());
  expect(table.columns.map(({ name, type }) => ({ name, type }))).toEqual(ALL_TYPES.columns);
  expect(await rowsOf(second, `SELECT l FROM ${pathOf(table)}`)).toEqual([[1n], [2n]]);
  expect(await second.mark(WORKSPACE, "until")).toBe(6n);
  expect(await second.mark(WORKSPACE, "other")).toBe(undefined);
});

test("a failed append moves no mark", async () => {
  const store = await open();
  await store.ensureTables(WORKSPACE, [ALL_TYPES]);
  await expect(
    store.append(WORKSPACE, "All", ["l"], [["x"]], { name: "until", value: 1n }),
  ).rejects.toEqual(failure("logs/value-not-storable"));
  expect(await store.mark(WORKSPACE, "until")).toBe(undefined);
});

test("of two feeders that expect the same mark only one appends", async () => {
  const store = await open();
  await store.ensureTables(WORKSPACE, [ALL_TYPES]);
  const feed = (value: bigint, expected: bigint | null): Promise<void> =>
    store.append(WORKSPACE, "All", ["l"], [[value]], { name: "until", value, expected });
  const moved = failure("logs/mark-moved");
  const [first, second] = await Promise.allSettled([feed(1n, null), feed(2n, null)]);
  expect([first.status, second]).toEqual(["fulfilled", { status: "rejected", reason: moved }]);
  await expect(feed(3n, 2n)).rejects.toEqual(moved);
  await feed(4n, 1n);
  const table = pathOf(await tableOf(store, "All"));
  expect(await rowsOf(store, `SELECT l FROM ${table}`)).toEqual([[1n], [4n]]);
});

test("old rows are removed by time, and a dropped workspace leaves nothing", async () => {
  const store = await open();
  await store.ensureTables(WORKSPACE, [ALL_TYPES, { name: "B", columns: ALL_TYPES.columns }]);
  await store.ensureTables("other", [ALL_TYPES]);
  await store.append("other", "All", ["l"], [[9n]]);
  await store.append(WORKSPACE, "All", ["TimeGenerated"], [[1n], [2n], [3n], [null]]);
  await store.removeBefore(WORKSPACE, "All", 3n);
  await store.removeBefore(WORKSPACE, "Nope", 3n);
  const table = await tableOf(store, "All");
  expect(await rowsOf(store, `SELECT TimeGenerated FROM ${pathOf(table)}`)).toEqual([[3n], [null]]);
  await store.dropWorkspace(WORKSPACE);
  expect((await store.tables(WORKSPACE)).tables).toEqual([]);
  await store.ensureTables(WORKSPACE, [ALL_TYPES]);
  expect(await rowsOf(store, `SELECT * FROM ${pathOf(table)}`)).toEqual([]);
  expect(
    await rowsOf(store, `SELECT l FROM ${pathOf(await tableOf(store, "All", "other"))}`),
  ).toEqual([[9n]]);
});

test("a file that another store holds or that is no store is refused by name", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lazurite-logs-"));
  const text = join(folder, "text.duckdb");
  writeFileSync(text, "this is no database, only some text that is long enough ".repeat(99));
  const broken = await open(text);
  await expect(broken.tables(WORKSPACE)).rejects.toEqual(
    failure("logs/store-unreadable", { file: text }),
  );
  const plain = join(folder, "plain");
  writeFileSync(plain, "");
  await expect(open(join(plain, "logs.duckdb"))).rejects.toEqual(failure("logs/unwritable"));
});

test("an append beside many others is whole and in order", async () => {
  const store = await open();
  await store.ensureTables(WORKSPACE, [ALL_TYPES]);
  await Promise.all(
    Array.from({ length: 30 }, (_, batch) =>
      store.append(
        WORKSPACE,
        "All",
        ["l", "i"],
        Array.from({ length: 50 }, (_row, index) => [BigInt(batch), index]),
      ),
    ),
  );
  const table = pathOf(await tableOf(store, "All"));
  expect(await rowsOf(store, `SELECT count(*), count(DISTINCT l) FROM ${table}`)).toEqual([
    [1_500n, 30n],
  ]);
});
