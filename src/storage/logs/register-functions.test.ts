import { afterEach, expect, test } from "vitest";
import { Failure } from "../../base/index.ts";
import type { LogFunction, LogStore, LogValue } from "./log-store.ts";
import { openLogStore } from "./open-log-store.ts";

const LIMITS = { timeoutMs: 20_000, rowsMax: 10_000, bytesMax: 1_000_000 };
const opened: LogStore[] = [];

afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

async function open(
  functions: readonly LogFunction[],
  beforePiece?: () => void,
): Promise<LogStore> {
  const memoryBytesMax = 256 * 1_048_576;
  const pieces = beforePiece === undefined ? {} : { beforePiece };
  const store = await openLogStore({ file: ":memory:", memoryBytesMax, functions, ...pieces });
  opened.push(store);
  return store;
}

const rowsOf = async (store: LogStore, sql: string): Promise<readonly (readonly LogValue[])[]> =>
  (await store.query({ sql, parameters: [] }, LIMITS)).rows;

const echo = (type: string, seesNulls = false): LogFunction => ({
  name: `echo_${type}`,
  parameters: [type],
  returns: type,
  seesNulls,
  compute: (value) => value ?? null,
});

const WRITTEN: Readonly<Record<string, readonly [sql: string, value: LogValue]>> = {
  bool: ["true", true],
  datetime: ["5::BIGINT", 5n],
  decimal: ["-1.5::DECIMAL(38, 18)", "-1.5"],
  dynamic: [`'{"a":1}'`, '{"a":1}'],
  guid: ["'ffffffff-0000-4000-8000-000000000001'::UUID", "ffffffff-0000-4000-8000-000000000001"],
  int: ["7::INTEGER", 7],
  long: ["9223372036854775807::BIGINT", 9_223_372_036_854_775_807n],
  real: ["'Infinity'::DOUBLE", Number.POSITIVE_INFINITY],
  string: ["'a\u0301\u{1f600}'", "a\u0301\u{1f600}"],
  timespan: ["-5::BIGINT", -5n],
};

test.each(Object.entries(WRITTEN))(
  "a value of %s goes in and comes out",
  async (type, [sql, value]) => {
    const store = await open([echo(type)]);
    expect(await rowsOf(store, `SELECT echo_${type}(${sql}), echo_${type}(NULL)`)).toEqual([
      [value, null],
    ]);
  },
);

test("rows are computed in their places, over more than one piece", async () => {
  let pieces = 0;
  const twice = { ...echo("long"), compute: (value: LogValue = null) => (value as bigint) * 2n };
  const store = await open([twice], () => {
    pieces += 1;
  });
  const rows = await rowsOf(store, "SELECT i, echo_long(i) FROM range(5000) AS r(i)");
  expect(rows).toHaveLength(5_000);
  expect(rows.every(([i, twofold]) => twofold === (i as bigint) * 2n)).toBe(true);
  expect(pieces).toBeGreaterThan(1);
});

test("nulls are answered by the engine, unless the function sees them", async () => {
  const isMissing = { returns: "bool", compute: (value: LogValue = null) => value === null };
  const store = await open([
    { ...echo("long", true), ...isMissing },
    { ...echo("int"), ...isMissing },
  ]);
  const sql = "SELECT echo_long(v), echo_int(v::INTEGER) FROM (VALUES (1::BIGINT), (NULL)) AS t(v)";
  expect(await rowsOf(store, sql)).toEqual([
    [false, false],
    [true, null],
  ]);
});

test("one that throws, or answers with another type, ends its own query only", async () => {
  const broken = (name: string, compute: LogFunction["compute"]): LogFunction => ({
    ...echo("long"),
    name,
    compute,
  });
  const throws = broken("throws", () => {
    throw new Error("a text of the row");
  });
  const store = await open([throws, broken("strays", () => "text"), echo("long")]);
  for (const { name } of [throws, { name: "strays" }]) {
    const failed = rowsOf(store, `SELECT ${name}(1)`);
    await expect(failed).rejects.toMatchObject({ code: "logs/query-failed" });
    await expect(failed).rejects.not.toThrow(/of the row/);
  }
  expect(await rowsOf(store, "SELECT echo_long(1)")).toEqual([[1n]]);
});

test("a value that a function refuses ends the query, by the name of what is refused", async () => {
  const picky: LogFunction = {
    ...echo("long"),
    compute(value = null) {
      if (value !== 4_000n) return value;
      throw new Failure("kql/not-supported", "this is not supported", {
        facts: { construct: "this" },
      });
    },
  };
  const store = await open([picky]);
  await expect(rowsOf(store, "SELECT echo_long(4000::BIGINT)")).rejects.toMatchObject({
    code: "kql/not-supported",
    facts: { construct: "this" },
  });
  await expect(
    rowsOf(store, "SELECT echo_long(i) FROM range(9000) AS r(i)"),
  ).rejects.toBeInstanceOf(Failure);
});
