import * as duckdb from "@duckdb/node-api";
import {
  BIGINT,
  BOOLEAN,
  DECIMAL,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDecimalValue,
  type DuckDBType,
  DuckDBUUIDValue,
  type DuckDBValue,
  INTEGER,
  UUID,
  VARCHAR,
} from "@duckdb/node-api";
import { isoFromTicks, ticksFromMs, timespanText } from "../../src/base/index.ts";
import {
  type Catalog,
  type CompiledQuery,
  compile,
  type EngineValue,
  engineFunctions,
  type KqlType,
  type SqlParameter,
  withColumnsOfRows,
} from "../../src/kql/index.ts";
import { refusalIn, registerFunctions } from "../../src/storage/logs/register-functions.ts";

/** A cell as the tests compare it: what the wire would carry, dynamic values as JSON. */
export type Cell = unknown;

export interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: KqlType }[];
  readonly rows: readonly (readonly Cell[])[];
}

export const emptyCatalog: Catalog = { version: "empty", tables: [] };

const TYPES: Readonly<Record<KqlType, DuckDBType>> = {
  bool: BOOLEAN,
  datetime: BIGINT,
  decimal: DECIMAL(38, 18),
  dynamic: VARCHAR,
  guid: UUID,
  int: INTEGER,
  long: BIGINT,
  real: DOUBLE,
  string: VARCHAR,
  timespan: BIGINT,
};

export async function openEngine(): Promise<DuckDBConnection> {
  const instance = await duckdb.DuckDBInstance.create(":memory:", { threads: "2" });
  const connection = await instance.connect();
  registerFunctions(duckdb, connection, engineFunctions, () => undefined);
  return connection;
}

const NOW = ticksFromMs(Date.UTC(2026, 0, 2, 3, 4, 5));

/** Slots as a request at a fixed moment would fill them. */
export const slots: Readonly<Record<"now" | "timespanEnd" | "timespanStart", bigint>> = {
  now: NOW,
  timespanStart: NOW - 864_000_000_000n,
  timespanEnd: NOW,
};

function bound(parameter: SqlParameter): DuckDBValue {
  if (parameter.kind === "slot") return slots[parameter.slot];
  const { type, value } = parameter;
  if (value === null) return null;
  if (type === "int") return Number(value);
  if (type === "decimal") {
    const [whole, part = ""] = String(value).split(".");
    return new DuckDBDecimalValue(BigInt(`${whole}${part.padEnd(18, "0")}`), 38, 18);
  }
  if (type === "guid") {
    return DuckDBUUIDValue.fromUint128(BigInt(`0x${String(value).replaceAll("-", "")}`));
  }
  return value as DuckDBValue;
}

export async function runPlan(connection: DuckDBConnection, plan: CompiledQuery): Promise<Answer> {
  const statement = await connection.prepare(plan.sql);
  const values = plan.parameters.map(bound);
  const types = plan.parameters.map((parameter) =>
    parameter.kind === "slot" ? BIGINT : TYPES[parameter.type],
  );
  statement.bind(values, types);
  const reader = await statement.runAndReadAll().catch((error: Error) => {
    throw refusalIn(error) ?? error;
  });
  const actual = reader.columnTypes().map(String);
  if (plan.columns.length > 0) {
    plan.columns.forEach((column, index) => {
      const expected = column.type === "decimal" ? "DECIMAL(38,18)" : String(TYPES[column.type]);
      if (actual[index] !== expected) {
        throw new Error(`column ${column.name}: ${actual[index]} instead of ${expected}`);
      }
    });
  }
  const rows = reader
    .getRows()
    .map((row) => plan.columns.map(({ type }, index) => cell(row[index] ?? null, type)));
  return { columns: plan.columns, rows };
}

/** Compiles and runs a query that needs no table. */
export async function ask(
  connection: DuckDBConnection,
  text: string,
  catalog: Catalog = emptyCatalog,
): Promise<Answer> {
  const plan = await withColumnsOfRows(
    text,
    (told) => compile(told, catalog, { dialect: "duckdb", hasTimespan: false }),
    async (question) => (await runPlan(connection, question)).rows as EngineValue[][],
  );
  return runPlan(connection, plan);
}

function cell(value: DuckDBValue, type: KqlType): Cell {
  if (value === null) return null;
  switch (type) {
    case "datetime":
      return isoFromTicks(value as bigint);
    case "timespan":
      return timespanText(value as bigint);
    case "dynamic":
      return JSON.parse(value as string);
    case "long":
    case "int":
    case "real":
      return number(Number(value));
    case "bool":
    case "string":
      return value;
    case "decimal":
    case "guid":
      return String(value);
  }
}

function number(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
