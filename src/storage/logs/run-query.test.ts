import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { limits } from "../../base/index.ts";
import type { LogQuery, LogStore, LogValue } from "./log-store.ts";
import { openLogStore } from "./open-log-store.ts";

const LIMITS = { timeoutMs: 20_000, rowsMax: 1_000, bytesMax: 1_000_000 };
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

const sql = (text: string, parameters: LogQuery["parameters"] = []): LogQuery => ({
  sql: text,
  parameters,
});
const rowsOf = async (store: LogStore, text: string): Promise<readonly (readonly LogValue[])[]> =>
  (await store.query(sql(text), LIMITS)).rows;
const failure = (code: string, facts: Record<string, string> = {}): unknown =>
  expect.objectContaining({ code, facts: expect.objectContaining(facts) });

test("parameters of every type reach the engine with their type", async () => {
  const store = await open();
  const { rows } = await store.query(
    sql("SELECT $1, $2, $3, $4, $5, $6, $7, $8, typeof($2), typeof($3), $9::BIGINT", [
      { type: "string", value: "a'\u0000b" },
      { type: "long", value: 5n },
      { type: "int", value: 5 },
      { type: "real", value: Number.POSITIVE_INFINITY },
      { type: "bool", value: true },
      { type: "guid", value: "FFFFFFFF-0000-4000-8000-000000000001" },
      { type: "decimal", value: "1.50" },
      { type: "datetime", value: 638_000_000_000_000_000n },
      { type: "long", value: null },
    ]),
    LIMITS,
  );
  expect(rows).toEqual([
    [
      "a'\u0000b",
      5n,
      5,
      Number.POSITIVE_INFINITY,
      true,
      "ffffffff-0000-4000-8000-000000000001",
      "1.5",
      638_000_000_000_000_000n,
      "BIGINT",
      "INTEGER",
      null,
    ],
  ]);
});

test("an answer stops at the limit of rows and of bytes, and says so", async () => {
  const store = await open();
  const range = "SELECT i FROM range(100_000) t(i)";
  const byRows = await store.query(sql(range), { ...LIMITS, rowsMax: 5_000 });
  expect([byRows.rows.length, byRows.truncatedBy]).toEqual([5_000, "rows"]);
  const exact = await store.query(sql("SELECT i FROM range(5_000) t(i)"), {
    ...LIMITS,
    rowsMax: 5_000,
  });
  expect([exact.rows.length, exact.truncatedBy]).toEqual([5_000, undefined]);
  const byBytes = await store.query(sql("SELECT repeat('x', 997) FROM range(100_000)"), {
    ...LIMITS,
    rowsMax: 100_000,
  });
  expect([byBytes.rows.length, byBytes.truncatedBy]).toEqual([1_000, "bytes"]);
  expect(await rowsOf(store, "SELECT 1")).toEqual([[1]]);
});

test("a query that fails after its first rows is never taken for a whole answer", async () => {
  const store = await open();
  const late = (at: number): string =>
    `SELECT CASE WHEN i = ${at} THEN error('secret ' || i) ELSE i END FROM range(500_000) t(i)`;
  for (const at of [3, 100_000, 499_999]) {
    const answer = store.query(sql(late(at)), { ...LIMITS, rowsMax: 3_000_000, bytesMax: 1e9 });
    const error = await answer.then(
      () => undefined,
      (cause: unknown) => cause,
    );
    expect(error).toEqual(failure("logs/query-failed"));
    expect(JSON.stringify([error, `${error}`])).not.toContain("secret");
  }
});

test("refusals name the engine's kind of error and never what rows hold", async () => {
  const store = await open();
  const reasons: [string, string][] = [
    ["SELECT 'secret'::INTEGER", "Conversion"],
    ["SELECT * FROM nowhere", "Catalog"],
    ["SELECT nothing", "Binder"],
    ["SELECT 1; SELECT 2", "Invalid Input"],
    ["SELECT FROM WHERE", "Parser"],
  ];
  for (const [text, reason] of reasons) {
    await expect(store.query(sql(text), LIMITS)).rejects.toEqual(
      failure("logs/query-failed", { reason }),
    );
  }
  for (const text of ["CREATE TABLE x (i INTEGER)", "CHECKPOINT", "LOAD json"]) {
    await expect(store.query(sql(text), LIMITS)).rejects.toThrow("not a SELECT");
  }
});

test("SQL reaches no file, no other database and no setting", async () => {
  const file = newFile();
  const store = await open(file);
  writeFileSync(`${file}.csv`, "a,b\n1,2\n");
  for (const source of [
    "read_csv('/etc/passwd')",
    `read_csv('${file}.csv')`,
    "read_text('/etc/passwd')",
    "read_blob('/etc/passwd')",
    "read_parquet('/etc/passwd')",
    "read_json('/etc/passwd')",
    "glob('/etc/*')",
    "'/etc/passwd'",
  ]) {
    await expect(store.query(sql(`SELECT * FROM ${source}`), LIMITS)).rejects.toEqual(
      failure("logs/query-failed"),
    );
  }
  for (const text of [`ATTACH '${file}.other'`, "SET memory_limit = '9GB'", "INSTALL httpfs"]) {
    await expect(store.query(sql(text), LIMITS)).rejects.toThrow();
  }
});

const ENDLESS = "SELECT count(*) FROM range(1_000_000_000_000) t(i) WHERE i * 7 % 3 = 9";

test("a query ends at its timeout, on the caller's signal, and when the store closes", async () => {
  const store = await open();
  for (const text of [ENDLESS, "SELECT i FROM range(1_000_000_000_000) t(i)"]) {
    const wide = { ...LIMITS, rowsMax: Number.MAX_SAFE_INTEGER, bytesMax: Number.MAX_SAFE_INTEGER };
    await expect(store.query(sql(text), { ...wide, timeoutMs: 50 })).rejects.toEqual(
      failure("logs/query-timeout"),
    );
  }
  const caller = new AbortController();
  const cancelled = store.query(sql(ENDLESS), LIMITS, caller.signal);
  caller.abort();
  await expect(cancelled).rejects.toEqual(failure("logs/query-cancelled"));
  await expect(store.query(sql("SELECT 1"), LIMITS, caller.signal)).rejects.toEqual(
    failure("logs/query-cancelled"),
  );
  expect(await rowsOf(store, "SELECT 1")).toEqual([[1]]);
  const closed = expect(store.query(sql(ENDLESS), LIMITS)).rejects.toEqual(failure("logs/closed"));
  await store.close();
  await closed;
});

test("queries beyond those that may run wait, and beyond those that may wait are refused", async () => {
  const store = await open();
  await rowsOf(store, "SELECT 1");
  const taken = limits.query.concurrentMax + limits.query.queueMax;
  const callers = Array.from({ length: taken + 1 }, () => new AbortController());
  const answers = callers.map(({ signal }) =>
    store.query(sql(ENDLESS), LIMITS, signal).catch((error: { code: string }) => error.code),
  );
  expect(await answers[taken]).toBe("logs/busy");
  for (const caller of callers) caller.abort();
  expect(new Set(await Promise.all(answers.slice(0, taken)))).toEqual(
    new Set(["logs/query-cancelled"]),
  );
  expect(await rowsOf(store, "SELECT 1")).toEqual([[1]]);
});

test("large cells are read one row at a time, up to the limit of bytes", async () => {
  const store = await open();
  const text = "SELECT i, repeat('x', 300000) FROM range(100) AS t(i)";
  const answer = await store.query(sql(text), LIMITS);
  expect(answer.truncatedBy).toBe("bytes");
  expect(answer.rows.map(([place]) => place)).toEqual([0n, 1n, 2n]);
});
