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

test("a query's parameters have their defaults", async () => {
  const declared = "declare query_parameters(x:long = 90, y:string = 'a');";
  expect(await rows(`${declared} print x, y`)).toEqual([[90, "a"]]);
  expect(await refusalOf("declare query_parameters(x:long); print x")).toBe(
    "query parameter x without a default",
  );
});

test("options that change no answer are let through, every other one is refused", async () => {
  expect(await rows("set query_consistency='weakconsistency'; print 1")).toEqual([[1]]);
  expect(await refusalOf("set truncationmaxsize=5; print 1")).toBe(
    "statement set truncationmaxsize",
  );
  expect(await refusalOf("set notruncation; print 1")).toBe("statement set notruncation");
});

test("a pattern gives the body that is declared for its values", async () => {
  const bodies = "('a').['x'] = { print C=strcat(k, p) }; ('b').['x'] = { print C='other' };";
  const pattern = `declare pattern f = (k:string)[p:string] { ${bodies} };`;
  expect(await rows(`${pattern} f('a').x`)).toEqual([["ax"]]);
  expect(await rows(`${pattern} f('b').x | project C`)).toEqual([["other"]]);
  expect(await refusalOf(`${pattern} f('c').x`)).toBe("kql/semantic");
});

test("invoke hands the rows so far to a function, at each of their uses", async () => {
  const declared = "let f = (T:(a:long), n:long) { T | where a > n | union T };";
  expect(await rows(`${declared} range a from 1 to 3 step 1 | invoke f(1) | count`)).toEqual([[5]]);
});

test("samples have as many rows or values as there are", async () => {
  const numbers = "range x from 1 to 100 step 1";
  expect(await rows(`${numbers} | sample 3 | count`)).toEqual([[3]]);
  expect(await rows(`${numbers} | extend y = x % 4 | sample-distinct 9 of y | count`)).toEqual([
    [4],
  ]);
});

test("top-hitters counts values, or adds what they bring", async () => {
  const data = 'datatable(k:string, v:long)["a",1, "b",9, "a",2]';
  const hit = await ask(connection, `${data} | top-hitters 1 of k`);
  expect([hit.columns[1]?.name, hit.rows]).toEqual(["approximate_count_k", [["a", 2]]]);
  expect(await rows(`${data} | top-hitters 1 of k by v`)).toEqual([["b", 9]]);
});

test("project-by-names takes the names that are there", async () => {
  expect(await rows("print a=1, b=2 | project-by-names 'b', dynamic(['a', 'z'])")).toEqual([
    [2, 1],
  ]);
});

test("a union leaves out only columns that nothing mentions", async () => {
  const parts = "(print x=1, y=2, ['a b']=7), (print x='s', z=3)";
  expect(await rows(`union ${parts} | where z == 3 | project x_string, ['a b']`)).toEqual([
    ["s", null],
  ]);
  expect(await rows(`union ${parts} | extend q = x_long | where q == 1 | project y`)).toEqual([
    [2],
  ]);
  const body = `let f = () { union ${parts} | where z == 3 | summarize count() by x_string };`;
  expect(await rows(`${body} f()`)).toEqual([["s", 1]]);
  const inner = "toscalar(union (print x=1, y=2) | take 1)";
  expect(await rows(`print y=${inner} | project y`)).toEqual([[1]]);
});
