import type { DuckDBConnection } from "@duckdb/node-api";
import { beforeAll, expect, test } from "vitest";
import { type Catalog, compile, createCompiler } from "../../src/kql/index.ts";
import { openEngine, runPlan, slots } from "./engine.ts";

const DAY = 864_000_000_000n;

const catalog: Catalog = {
  version: "1",
  tables: [
    {
      name: "Events",
      source: { schema: "main", table: "events" },
      columns: [
        { name: "TimeGenerated", type: "datetime", physicalName: "t" },
        { name: "Level", type: "string", physicalName: "level" },
        { name: "level", type: "long", physicalName: "level_1" },
        { name: "Tags", type: "dynamic", physicalName: "tags" },
      ],
    },
    {
      name: "Names",
      source: { schema: "main", table: "names" },
      columns: [
        { name: "level", type: "long", physicalName: "l" },
        { name: "Label", type: "string", physicalName: "label" },
      ],
    },
  ],
};

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await openEngine();
  const { now } = slots;
  await connection.run(
    "CREATE TABLE events (t BIGINT, level VARCHAR, level_1 BIGINT, tags VARCHAR);" +
      "CREATE TABLE names (l BIGINT, label VARCHAR);" +
      `INSERT INTO events VALUES (${now}, 'Error', 1, '{"env":"prod","n":[1,2]}'), ` +
      `(${now - DAY}, 'error', 2, '{"env":"dev"}'), ` +
      `(${now - 3n * DAY}, 'Warning', NULL, NULL);` +
      "INSERT INTO names VALUES (1, 'one'), (NULL, 'none'), (7, 'seven');",
  );
});

async function rows(text: string, hasTimespan = false): Promise<readonly (readonly unknown[])[]> {
  const plan = compile(text, catalog, { dialect: "duckdb", hasTimespan });
  return (await runPlan(connection, plan)).rows;
}

test("columns whose names differ only in case stay apart", async () => {
  expect(await rows("Events | where level == 2 | project Level, level, LEVEL = 5")).toEqual([
    ["error", 2, 5],
  ]);
  expect(await rows("Events | summarize Level = count() by level | where level == 1")).toEqual([
    [1, 1],
  ]);
});

test("a request's time range cuts every table with TimeGenerated, both ends included", async () => {
  expect(await rows("Events | count", true)).toEqual([[2]]);
  expect(await rows("Events | count")).toEqual([[3]]);
  expect(await rows("Names | count", true)).toEqual([[3]]);
  expect(await rows("Names | where level in ((Events | project level)) | count", true)).toEqual([
    [1],
  ]);
  expect(await rows("print x = toscalar(Events | count)", true)).toEqual([[2]]);
  expect(await rows("Events | join kind=inner (Events) on Level | count", true)).toEqual([[2]]);
});

test("ago counts from the slot that the request fills", async () => {
  expect(await rows("Events | where TimeGenerated > ago(36h) | count")).toEqual([[2]]);
  expect(await rows("Events | where TimeGenerated between (ago(2d) .. now()) | count")).toEqual([
    [2],
  ]);
});

test("a null key of a join finds a null key, and a missing string is empty", async () => {
  const joined = "| project Level, Label | sort by Level asc";
  expect(await rows(`Events | join kind=leftouter (Names) on level ${joined}`)).toEqual([
    ["Error", "one"],
    ["Warning", "none"],
    ["error", ""],
  ]);
  expect(await rows(`Events | lookup (Names) on level ${joined}`)).toEqual([
    ["Error", "one"],
    ["Warning", "none"],
    ["error", ""],
  ]);
  expect(await rows("Names | join kind=leftanti (Events) on level | project Label")).toEqual([
    ["seven"],
  ]);
  expect(await rows("Names | join kind=rightsemi (Events) on level | count")).toEqual([[2]]);
  expect(await rows("Events | join kind=fullouter (Names) on level | count")).toEqual([[4]]);
});

test("without a kind a join uses each left key once", async () => {
  const twice = "let L = datatable(k:long, v:string)[1, 'a', 1, 'b']; L ";
  expect(await rows(`${twice} | join (Names) on $left.k == $right.level | count`)).toEqual([[1]]);
  expect(
    await rows(`${twice} | join kind=inner (Names) on $left.k == $right.level | count`),
  ).toEqual([[2]]);
});

test("parts of dynamic columns are reached, and missing parts are null", async () => {
  expect(await rows("Events | where Tags.env == 'prod' | project tostring(Tags.n[1])")).toEqual([
    ["2"],
  ]);
  expect(await rows("Events | where isempty(Tags.env) | project Level")).toEqual([["Warning"]]);
});

test("mv-expand zips, keeps a null as one row and drops empty arrays", async () => {
  const expand = (a: string, b: string): string =>
    `print a = dynamic(${a}), b = dynamic(${b}) | mv-expand a, b`;
  expect(await rows(expand("[10,20,30]", "['p']"))).toEqual([
    [10, "p"],
    [20, null],
    [30, null],
  ]);
  expect(await rows(expand("[]", "['p']"))).toEqual([[null, "p"]]);
  expect(await rows(expand("null", "['p','q']"))).toEqual([
    [null, "p"],
    [null, "q"],
  ]);
  expect(await rows(expand("[]", "[]"))).toEqual([]);
  expect(await rows("print a = dynamic({'k':1}) | mv-expand a")).toEqual([[{ k: 1 }]]);
  expect(await rows("print a = dynamic({'k':1}) | mv-expand kind=array a")).toEqual([[["k", 1]]]);
  expect(await rows("print a = dynamic([1,2,3]) | mv-expand a limit 2 | count")).toEqual([[2]]);
  expect(
    await rows("print a = dynamic([1, 2.5, -2.5, '2', true]) | mv-expand a to typeof(long)"),
  ).toEqual([[1], [2], [-2], [null], [null]]);
  expect(await rows("print a = dynamic([7, 8]) | mv-expand with_itemindex=i a")).toEqual([
    [7, 0],
    [8, 1],
  ]);
});

test("union matches columns by name and type and fills with nulls and empty strings", async () => {
  expect(
    await rows(
      "union withsource=S Events, Names | summarize count() by S, Label | sort by Label asc",
    ),
  ).toEqual([
    ["Events", "", 3],
    ["Names", "none", 1],
    ["Names", "one", 1],
    ["Names", "seven", 1],
  ]);
  expect(await rows("union isfuzzy=true Names, Missing | count")).toEqual([[3]]);
  expect(await rows("union (print x = 1), (print x = 'a') | count")).toEqual([[2]]);
});

test("sort puts null first when ascending and last when descending, and is descending by itself", async () => {
  expect(await rows("Names | sort by level asc | project Label")).toEqual([
    ["none"],
    ["one"],
    ["seven"],
  ]);
  expect(await rows("Names | sort by level | project Label")).toEqual([
    ["seven"],
    ["one"],
    ["none"],
  ]);
  expect(await rows("Names | sort by level asc nulls last | take 1 | project Label")).toEqual([
    ["one"],
  ]);
});

test("NaN stands beside null, whichever the direction", async () => {
  const all =
    "print a = real(nan) | union (print a=1.0), (print a=real(null)), (print a=real(-inf)) | sort by a";
  const found = async (order: string): Promise<unknown> => (await rows(`${all} ${order}`)).flat();
  expect(await found("asc")).toEqual([null, "NaN", "-Infinity", 1]);
  expect(await found("desc")).toEqual([1, "-Infinity", "NaN", null]);
  expect(await found("asc nulls last")).toEqual(["-Infinity", 1, "NaN", null]);
  expect(await found("desc nulls first")).toEqual([null, "NaN", 1, "-Infinity"]);
});

test("rows before and after are seen in the order of the sort", async () => {
  expect(
    await rows(
      "Names | sort by Label asc | extend n = row_number(), p = prev(Label), s = row_cumsum(level) | project n, p, s",
    ),
  ).toEqual([
    [1, "", 0],
    [2, "none", 1],
    [3, "one", 8],
  ]);
});

test("render passes through as an annotation", () => {
  const plan = compile("Events | count | render barchart with (title='x')", catalog, {
    dialect: "duckdb",
    hasTimespan: false,
  });
  expect(plan.visualization).toEqual({ kind: "barchart", properties: { title: "x" } });
});

test("a compiler keeps plans by text and catalog, and never one workspace's for another", () => {
  const compiler = createCompiler();
  const options = { dialect: "duckdb", hasTimespan: false } as const;
  const plan = compiler.compile("Names | count", catalog, options);
  expect(compiler.compile("Names | count", catalog, options)).toBe(plan);
  const other: Catalog = {
    ...catalog,
    tables: catalog.tables.map((table) => ({ ...table, source: { schema: "b", table: "x" } })),
  };
  expect(compiler.compile("Names | count", other, options).sql).toContain('"b"."x"');
  expect(
    compiler.compile("Events | count", catalog, { ...options, hasTimespan: true }).sql,
  ).not.toBe(compiler.compile("Events | count", catalog, options).sql);
});

test("text from a query reaches the engine only as parameters", async () => {
  expect(await rows(`print a = "'; DROP TABLE names; --", b = "$1" | where a has "drop"`)).toEqual([
    ["'; DROP TABLE names; --", "$1"],
  ]);
});
