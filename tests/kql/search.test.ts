import type { DuckDBConnection } from "@duckdb/node-api";
import { beforeAll, expect, test } from "vitest";
import { Failure } from "../../src/base/index.ts";
import type { Catalog } from "../../src/kql/index.ts";
import { ask, openEngine } from "./engine.ts";

let connection: DuckDBConnection;

const catalog: Catalog = {
  version: "1",
  tables: [
    {
      name: "Users",
      source: { schema: "main", table: "users" },
      columns: [
        { name: "Name", type: "string", physicalName: "n" },
        { name: "Tags", type: "dynamic", physicalName: "t" },
        { name: "Age", type: "long", physicalName: "a" },
      ],
    },
    {
      name: "Places",
      source: { schema: "main", table: "places" },
      columns: [
        { name: "Name", type: "string", physicalName: "n" },
        { name: "Age", type: "real", physicalName: "a" },
      ],
    },
  ],
};

beforeAll(async () => {
  connection = await openEngine();
  await connection.run(
    "CREATE TABLE users (n VARCHAR, t VARCHAR, a BIGINT); CREATE TABLE places (n VARCHAR, a DOUBLE);" +
      `INSERT INTO users VALUES ('Ada Green', '["x"]', 5), ('Bob', '{"k":"green"}', 7);` +
      "INSERT INTO places VALUES ('Greenwich', 1.5), ('green', 2.5);",
  );
});

async function rows(text: string): Promise<readonly (readonly unknown[])[]> {
  return (await ask(connection, text, catalog)).rows;
}

async function refusalOf(text: string): Promise<string | undefined> {
  try {
    await ask(connection, text, catalog);
    return undefined;
  } catch (cause) {
    if (cause instanceof Failure) return cause.facts["construct"] ?? cause.code;
    throw cause;
  }
}

test("search finds a term in the texts of all tables, and says in which table", async () => {
  const found = await ask(connection, 'search "green" | sort by $table, Name', catalog);
  expect(found.columns.map(({ name }) => name)).toEqual([
    ...["$table", "Name", "Tags", "Age_long", "Age_real"],
  ]);
  expect(found.rows.map((row) => row.slice(0, 2))).toEqual([
    ["Users", "Bob"],
    ["Users", "Ada Green"],
    ["Places", "green"],
  ]);
});

test("a search may have its case, its tables, parts of terms and columns", async () => {
  const names = async (text: string): Promise<unknown> =>
    (await rows(`${text} | project Name | sort by Name asc`)).flat();
  expect(await names('search kind=case_sensitive "Green"')).toEqual(["Ada Green"]);
  expect(await names('search in (Places) "green*"')).toEqual(["Greenwich", "green"]);
  expect(await names('search in (P*) "*reenw*"')).toEqual(["Greenwich"]);
  expect(await names('search in (Places) Name:"bob" or (Age > 2.0 and "green")')).toEqual([
    "green",
  ]);
  expect(await names('Users | where Age > 5 | search "green"')).toEqual(["Bob"]);
  expect(await names('search Tags has "x" or Name == "green"')).toEqual(["Ada Green", "green"]);
});

test("a term that numbers may hold too is not guessed", async () => {
  expect(await refusalOf('search "5"')).toBe("search for '5' in tables with long columns");
  expect(await refusalOf('search "gr*n"')).toBe("search for a term with * inside");
  expect(await refusalOf("search Tags != 'x'")).toContain("Tags");
});

test("a union's wildcard takes the views that let declares, and no other let", async () => {
  const lets = "let View1 = view () { print x=1 }; let View2 = print x=2; let Vie = 3;";
  expect(await rows(`${lets} union Vi* | count`)).toEqual([[1]]);
  expect(await rows(`${lets} union isfuzzy=true Vi*, Nothing* | count`)).toEqual([[1]]);
});

test("split names give way to columns that have the name already", async () => {
  const parts = "(print x=1), (print x=toint(2)), (print x_long=3)";
  const answer = await ask(connection, `union ${parts}`, catalog);
  expect(answer.columns.map(({ name }) => name)).toEqual(["x_long1", "x_int", "x_long"]);
});

test("top-nested ranks within the values above", async () => {
  const data =
    'datatable(a:string, b:string, v:long)["x","p",1, "x","q",5, "y","p",3, "y","r",9, "z","p",1]';
  const levels = "top-nested 2 of a by sum(v), top-nested 1 of b by best=max(v) asc";
  expect(await rows(`${data} | ${levels} | sort by a asc`)).toEqual([
    ["x", 6, "p", 1],
    ["y", 12, "p", 3],
  ]);
});

test("parse by patterns takes as much as it can, or as little", async () => {
  const text = 'print s="k=a, m=b, n"';
  const parse = (flags: string): string =>
    `${text} | parse kind=regex ${flags} s with "K=" v "," *`;
  expect(await rows(`${parse("flags=i")} | project v`)).toEqual([["a, m=b"]]);
  expect(await rows(`${parse("flags=Ui")} | project v`)).toEqual([["a"]]);
  const counted = `${text} | parse kind=regex s with "(k|z)=" v:long *`;
  expect(await rows(`${counted} | project v`)).toEqual([[null]]);
});

test("a pattern whose readings differ fails instead of being guessed", async () => {
  const twice = 'print s="k=1; k=2;" | parse kind=regex s with * "k=" v:long *';
  await expect(rows(twice)).rejects.toThrow("more than one reading");
});

test("a literal text beside a number or bool is read as one; other texts must agree", async () => {
  expect(await rows('print a=5, b=true | project a == "5", a != "6", b == "true"')).toEqual([
    [true, true, true],
  ]);
  const texts = 'datatable(s:string)["404", "x"] | project s == 404';
  expect(await rows(texts)).toEqual([[true], [false]]);
  await expect(rows('datatable(s:string)["0404"] | where s == 404')).rejects.toThrow("another way");
  expect(await refusalOf('print a=5 | where a == "05"')).toBe("a comparison of long with string");
});

test("has_any takes the terms from a table", async () => {
  const data = 'datatable(s:string)["a green b", "greens"]';
  expect(await rows(`${data} | project s has_any ((Places | project Name))`)).toEqual([
    [true],
    [false],
  ]);
});
