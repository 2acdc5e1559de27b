import { expect, test } from "vitest";
import { Failure } from "../../src/base/index.ts";
import { type Catalog, createCompiler, type KqlType } from "../../src/kql/index.ts";
import { openEngine } from "../kql/engine.ts";
import { type CommunityQuery, type SharedTable, sharedLines } from "./kql-cases.ts";

const queries = sharedLines<CommunityQuery>("monitor-community-queries.jsonl");
const tables = sharedLines<SharedTable>("la-tables.jsonl") ?? [];

/** Queries that must stay compiled; raise it when more are. */
const COMPILED_MIN = 482;

const ENGINE_TYPES: Readonly<Record<string, string>> = {
  bool: "BOOLEAN",
  decimal: "DECIMAL(38, 18)",
  dynamic: "VARCHAR",
  guid: "UUID",
  int: "INTEGER",
  real: "DOUBLE",
  string: "VARCHAR",
};

const catalog: Catalog = {
  version: "shared",
  tables: tables.map(({ table, columns }) => ({
    name: table,
    source: { schema: "main", table },
    columns: columns.map(({ name, type }, index) => ({
      name,
      type: type as KqlType,
      physicalName: `p${index}`,
    })),
  })),
};

test.skipIf(queries === undefined)(
  "every example query of Azure Monitor compiles to SQL that the engine accepts, or is refused",
  async () => {
    const connection = await openEngine();
    for (const { name, columns } of catalog.tables) {
      const list = columns.map((c) => `${c.physicalName} ${ENGINE_TYPES[c.type] ?? "BIGINT"}`);
      await connection.run(`CREATE TABLE "${name}" (${list.join(", ")})`);
    }
    const compiler = createCompiler();
    const defects: string[] = [];
    const refused = new Map<string, number>();
    let compiled = 0;
    for (const { id, query } of queries ?? []) {
      try {
        const plan = compiler.compile(query, catalog, { dialect: "duckdb", hasTimespan: true });
        const statement = await connection.prepare(plan.sql);
        plan.columns.forEach(({ name, type }, index) => {
          const found = statement.columnType(index).toString();
          const expected = (ENGINE_TYPES[type] ?? "BIGINT").replace(", ", ",");
          if (found !== expected) defects.push(`${id}: ${name} is ${found}, not ${expected}`);
        });
        compiled += 1;
      } catch (cause) {
        if (!(cause instanceof Failure)) {
          defects.push(`${id}: ${String(cause).slice(0, 300)}`);
          continue;
        }
        const why = cause.facts["construct"] ?? cause.code;
        refused.set(why, (refused.get(why) ?? 0) + 1);
        if (process.env["KQL_SHOW"] !== undefined && why.includes(process.env["KQL_SHOW"])) {
          console.log(id, query, cause.facts);
        }
      }
    }
    console.log(`compiled ${compiled} of ${queries?.length}`);
    if (process.env["KQL_VERBOSE"] !== undefined) {
      const list = [...refused].sort((a, b) => b[1] - a[1]);
      console.log(list.map((entry) => entry.join(": ")).join("\n"));
    }
    expect(defects).toEqual([]);
    expect(compiled).toBeGreaterThanOrEqual(COMPILED_MIN);
  },
);
