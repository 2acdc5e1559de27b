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

async function value(expression: string): Promise<unknown> {
  return (await rows(`print ${expression}`))[0]?.[0];
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

test("what a function's body says is read from the body, wherever the function is called", async () => {
  expect(await rows('let f = () { datatable(a:string)["p"] }; f()')).toEqual([["p"]]);
  expect(
    await rows(
      "let f = (k:long) { datatable(a:long)[1,1] | join kind=inner (datatable(a:long)[1]) on a };" +
        " f(1) | count",
    ),
  ).toEqual([[2]]);
  expect(
    await rows("let f = () { print a=1 | mv-expand b=range(1,2) to typeof(long) }; f()"),
  ).toEqual([
    [1, 1],
    [1, 2],
  ]);
});

test("a scalar from a table may be calculated with", async () => {
  expect(await rows("let x = toscalar(print 5); print x + 1, x * x, x % 3")).toEqual([[6, 25, 2]]);
});

test("an inner union has only the columns that all branches have", async () => {
  const union = "(datatable(a:long, b:long)[1, 2]), (datatable(c:long, a:long)[3, 4])";
  const answer = await ask(connection, `union kind=inner withsource=S ${union}`);
  expect(answer.columns.map((column) => column.name)).toEqual(["S", "a"]);
  expect(answer.rows.map((row) => row[1])).toEqual([1, 4]);
  expect(await refusalOf("union kind=inner (print a=1), (print a='x')")).toBe(
    "an inner union of columns that differ in type",
  );
});

test("classes of a regular expression know all scripts", async () => {
  expect(await value("extract(@'\\w+', 0, '-héllo-')")).toBe("héllo");
  expect(await value("extract(@'[^\\w]+', 0, 'é--x')")).toBe("--");
  expect(await value("extract(@'\\d+', 0, 'a٣4')")).toBe("٣4");
  expect(await value("extract(@'\\S+', 0, '\\u00a0b')")).toBe("b");
  expect(await value("extract(@'(?<n>[\\s\\S]+)', 1, 'a b')")).toBe("a b");
});

test("what RE2 reads otherwise than KQL in a regular expression is refused by name", async () => {
  const of = (pattern: string): Promise<string | undefined> =>
    refusalOf(`print 'x' matches regex @'${pattern}'`);
  expect(await of("[a-z&&[^x]]")).toBe("&& inside the brackets of a regular expression");
  expect(await of("[a[b]]")).toBe("[ inside the brackets of a regular expression");
  expect(await of("[\\W_]")).toBe("\\W inside the brackets of a regular expression");
  expect(await of("\\Qx\\E")).toBe("\\Q in a regular expression");
  expect(await of("(?x) x")).toBe("the flags (?x) in a regular expression");
  expect(await of("x{1001}")).toBe("a regular expression that repeats {1001} times");
  expect(await of("\\h")).toBe("kql/semantic");
});

test("decimals are not multiplied or divided through a double", async () => {
  expect(await refusalOf("print decimal(1) / 3")).toBe("operator / on decimal");
  expect(await refusalOf("print decimal(1.5) * decimal(3)")).toBe("operator * on decimal");
});

test("an array has no element by a text, and a bag none by a number", async () => {
  expect(
    await rows(
      "datatable(d:dynamic, k:string, i:long)[dynamic([5, 6]), '0', 1, dynamic({'0': 7}), '0', 0]" +
        " | project d[k], d[i]",
    ),
  ).toEqual([
    [null, 6],
    [7, null],
  ]);
  expect(await refusalOf("print dynamic({'a': 1})['*']")).toBe(
    "access to a dynamic value by this name",
  );
});

test("a literal text in a spelling of time that is not read is refused, not null", async () => {
  expect(await refusalOf("print todatetime('May 2020')")).toBe("the text May 2020 as a datetime");
  expect(await refusalOf("print totimespan('1d')")).toBe("the text 1d as a timespan");
  expect(await value("todatetime('soon')")).toBeNull();
});
