import type { DuckDBConnection } from "@duckdb/node-api";
import { beforeAll, expect, test } from "vitest";
import { ask, openEngine } from "./engine.ts";

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await openEngine();
});

const ROWS = "range i from 1 to 3 step 1 | extend s = strcat('010.0.0.', i)\n";

test.each([
  "| project parse_ipv4(s) + 1",
  "| project -parse_ipv4(s)",
  "| project bin(parse_ipv4(s), 10)",
  "| project coalesce(parse_ipv4(s) * 2, 7)",
  "| where parse_ipv4(s) - 1 > 5",
  "| extend x = parse_ipv4(s) | where isnull(x / 2) | count",
  "| summarize sum(abs(parse_ipv4(s)))",
])("a value that is refused never becomes a null on its way: %s", async (query) => {
  await expect(ask(connection, ROWS + query)).rejects.toMatchObject({
    code: "kql/not-supported",
    facts: { construct: "an IPv4 address with leading zeros" },
  });
});

test("arithmetic takes values by chance", async () => {
  const { rows } = await ask(connection, "print tolong(rand(10)) + 1 between (1 .. 10)");
  expect(rows).toEqual([[true]]);
});
