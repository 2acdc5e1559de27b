import type { DuckDBConnection } from "@duckdb/node-api";
import { beforeAll, expect, test } from "vitest";
import { Failure } from "../../src/base/index.ts";
import { ask, openEngine } from "./engine.ts";

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await openEngine();
});

async function rows(text: string): Promise<readonly (readonly unknown[])[]> {
  return (await ask(connection, text)).rows;
}

async function refusalOf(text: string): Promise<string | undefined> {
  try {
    await ask(connection, text);
    return undefined;
  } catch (cause) {
    if (cause instanceof Failure) return cause.facts["construct"] ?? cause.code;
    throw cause;
  }
}

const PAIRS = 'datatable(k:string, v:long)["a",1, "b",5, "a",3, "a",2]';

test("partition runs its subquery for each value by itself", async () => {
  expect(await rows(`${PAIRS} | partition by k (top 2 by v asc) | sort by k asc, v asc`)).toEqual([
    ["a", 1],
    ["a", 2],
    ["b", 5],
  ]);
});

test("functions over neighbouring rows stay within a partition", async () => {
  const steps = "sort by v asc | extend p=prev(v), r=row_number(), c=row_cumsum(v)";
  const lists = "summarize make_list(p), make_list(r), make_list(c) by k";
  expect(await rows(`${PAIRS} | partition by k (${steps} | ${lists}) | sort by k asc`)).toEqual([
    ["a", [1, 2], [1, 2, 3], [1, 3, 6]],
    ["b", [], [1], [5]],
  ]);
});

test("an aggregate without keys has a row for a group whose rows are filtered away", async () => {
  const sub = "where v > 4 | summarize n=count(), l=make_list(v), m=max(v)";
  expect(await rows(`${PAIRS} | partition by k (${sub}) | sort by n asc`)).toEqual([
    [0, [], null],
    [1, [5], 5],
  ]);
});

test("mv-apply keeps the row's columns beside what its subquery makes of the elements", async () => {
  const arrays = 'datatable(i:long, d:dynamic)[1, dynamic([5,1,3]), 2, dynamic({"a":1})]';
  expect(
    await rows(`${arrays} | mv-apply with_itemindex=n e=d on (where n < 2) | sort by i asc, n asc`),
  ).toEqual([
    [1, [5, 1, 3], 5, 0],
    [1, [5, 1, 3], 1, 1],
    [2, { a: 1 }, { a: 1 }, 0],
  ]);
  const first = "mv-apply e=d to typeof(long) limit 2 on (where e < 5 | summarize l=make_list(e))";
  expect(await rows(`${arrays} | take 1 | ${first}`)).toEqual([[1, [5, 1, 3], [1]]]);
});

test("what mv-apply's service answer is not known for is not guessed", async () => {
  const one = "print i=1, d=dynamic([5]) | mv-apply e=d on";
  expect(await refusalOf(`${one} (extend i = 2)`)).toBe("mv-apply with another i in its subquery");
  expect(await refusalOf(`${one} (where e > 1 | extend j = i)`)).toBeUndefined();
  await expect(rows("print d=dynamic([]) | mv-apply e=d on (summarize count())")).rejects.toThrow(
    "empty array",
  );
});

const TIMES = "range t from datetime(2026-01-01) to datetime(2026-01-03) step 12h";

test("make-series fills the bins that have no row, and only those", async () => {
  const series = "make-series n=count(), s=sum(v) default=real(null) on t";
  const keyed =
    "extend k=iff(t < datetime(2026-01-02), 'a', 'b') | extend v=iff(k == 'a', 1.5, real(null))";
  const ends = "from datetime(2026-01-01) to datetime(2026-01-04) step 1d by k";
  const answer = await rows(
    `${TIMES} | ${keyed} | ${series} ${ends} | project k, n, s | sort by k`,
  );
  expect(answer).toEqual([
    ["b", [0, 2, 1], [null, 0, 0]],
    ["a", [2, 0, 0], [3, null, null]],
  ]);
});

test("without ends a series runs from its first bin to its last", async () => {
  expect(await rows(`${TIMES} | make-series n=count() on t step 1d | project n, t[2]`)).toEqual([
    [[2, 2, 1], "2026-01-03T00:00:00.0000000Z"],
  ]);
});

test("getschema tells of the columns, not of the rows", async () => {
  expect(await rows("print a=1, d=dynamic([]) | where false | getschema")).toEqual([
    ["a", 0, "System.Int64", "long"],
    ["d", 1, "System.Object", "dynamic"],
  ]);
});
