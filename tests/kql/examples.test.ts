import type { DuckDBConnection } from "@duckdb/node-api";
import { beforeAll, expect, test } from "vitest";
import { aggregates } from "../../src/kql/functions/aggregates.ts";
import { scalarFunctions } from "../../src/kql/functions/table.ts";
import { ask, openEngine } from "./engine.ts";

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await openEngine();
});

const scalarExamples = scalarFunctions.flatMap((row) =>
  row.examples.map(([kql, expected]) => ({ name: row.name, kql, expected })),
);

/** Four rows: one group without a number. */
const ROWS = 'let T = datatable(g:string, x:long)["a", 1, "b", 2, "b", 3, "a", long(null)];\n';

const aggregateExamples = aggregates.flatMap((row) =>
  row.examples.map(([kql, expected]) => ({ name: row.name, kql, expected })),
);

test.each(scalarExamples)("$name: $kql", async ({ kql, expected }) => {
  const { rows } = await ask(connection, `print ${kql}`);
  expect(rows).toEqual([[expected]]);
});

test.each(scalarExamples)("$name over a row: $kql", async ({ kql, expected }) => {
  const { rows } = await ask(connection, `range i from 1 to 2 step 1 | project v = ${kql}`);
  expect(rows).toEqual([[expected], [expected]]);
});

test.each(aggregateExamples)("$name: $kql", async ({ kql, expected }) => {
  const { rows } = await ask(connection, ROWS + kql);
  expect(rows.map((row) => row.at(-1))).toEqual([expected]);
});

test("every row of the tables has a name of its own and cites its page", () => {
  const rows = [...scalarFunctions, ...aggregates];
  const names = rows.map((row) => row.name);
  const perTable = [
    new Set(scalarFunctions.map((row) => row.name)),
    new Set(aggregates.map((row) => row.name)),
  ];
  expect(perTable.map((set) => set.size)).toEqual([scalarFunctions.length, aggregates.length]);
  expect(names.every((name) => name !== "")).toBe(true);
  expect(rows.every((row) => row.source.startsWith("https://learn.microsoft.com/kusto/"))).toBe(
    true,
  );
});
