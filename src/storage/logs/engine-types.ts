import type { DuckDBPreparedStatement, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { Failure } from "../../base/index.ts";
import type { LogValue } from "./log-store.ts";

/** The loaded DuckDB binding; imported only when the first query or append needs it. */
export type Engine = typeof import("@duckdb/node-api");

/** How one KQL type is held by DuckDB. */
export interface EngineType {
  /** Type, constraint and default in a column definition. */
  readonly definition: string;
  /** What a column that an append leaves out holds. */
  readonly missing: "" | null;
  duckType(engine: Engine): DuckDBType;
  /** The value as the binding wants it, or undefined when it does not belong to the type. */
  toEngine(value: Exclude<LogValue, null>, engine: Engine): DuckDBValue | undefined;
  bind(statement: DuckDBPreparedStatement, index: number, value: DuckDBValue): void;
}

const DECIMAL_DIGITS = 38;
const DECIMAL_SCALE = 18;

const INT_MIN = -2_147_483_648;
const INT_MAX = 2_147_483_647;

const text: Omit<EngineType, "definition" | "missing"> = {
  duckType: (engine) => engine.VARCHAR,
  toEngine: (value) => (typeof value === "string" ? value : undefined),
  bind: (statement, index, value) => statement.bindVarchar(index, value as string),
};

const long: EngineType = {
  definition: "BIGINT",
  missing: null,
  duckType: (engine) => engine.BIGINT,
  toEngine: (value) => longFrom(value),
  bind: (statement, index, value) => statement.bindBigInt(index, value as bigint),
};

const types: Readonly<Record<string, EngineType>> = {
  string: { ...text, definition: "VARCHAR NOT NULL DEFAULT ''", missing: "" },
  dynamic: { ...text, definition: "VARCHAR", missing: null },
  long,
  datetime: long,
  timespan: long,
  bool: {
    definition: "BOOLEAN",
    missing: null,
    duckType: (engine) => engine.BOOLEAN,
    toEngine: (value) => (typeof value === "boolean" ? value : undefined),
    bind: (statement, index, value) => statement.bindBoolean(index, value as boolean),
  },
  int: {
    definition: "INTEGER",
    missing: null,
    duckType: (engine) => engine.INTEGER,
    toEngine: (value) => intFrom(value),
    bind: (statement, index, value) => statement.bindInteger(index, value as number),
  },
  real: {
    definition: "DOUBLE",
    missing: null,
    duckType: (engine) => engine.DOUBLE,
    toEngine: (value) => (typeof value === "number" ? value : undefined),
    bind: (statement, index, value) => statement.bindDouble(index, value as number),
  },
  guid: {
    definition: "UUID",
    missing: null,
    duckType: (engine) => engine.UUID,
    toEngine: (value, engine) => uuidFrom(value, engine),
    bind: (statement, index, value) => statement.bindUUID(index, value as never),
  },
  decimal: {
    definition: `DECIMAL(${DECIMAL_DIGITS}, ${DECIMAL_SCALE})`,
    missing: null,
    duckType: (engine) => engine.DECIMAL(DECIMAL_DIGITS, DECIMAL_SCALE),
    toEngine: (value, engine) => decimalFrom(value, engine),
    bind: (statement, index, value) => statement.bindDecimal(index, value as never),
  },
};

/** @throws {Failure} `logs/unknown-type` (fact: `type`). */
export function engineType(kqlType: string): EngineType {
  const found = Object.hasOwn(types, kqlType) ? types[kqlType] : undefined;
  if (found === undefined) {
    throw new Failure("logs/unknown-type", "no column can have this type", {
      facts: { type: kqlType },
    });
  }
  return found;
}

function longFrom(value: LogValue): bigint | undefined {
  if (typeof value === "bigint") return BigInt.asIntN(64, value) === value ? value : undefined;
  return typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : undefined;
}

function intFrom(value: LogValue): number | undefined {
  if (typeof value !== "number" && typeof value !== "bigint") return undefined;
  const number = Number(value);
  return Number.isInteger(number) && number >= INT_MIN && number <= INT_MAX ? number : undefined;
}

function uuidFrom(value: LogValue, engine: Engine): DuckDBValue | undefined {
  if (typeof value !== "string" || !/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value)) {
    return undefined;
  }
  return engine.uuidValue(BigInt(`0x${value.replaceAll("-", "")}`));
}

/** A decimal with more than 18 digits after the point is refused rather than rounded unseen. */
function decimalFrom(value: LogValue, engine: Engine): DuckDBValue | undefined {
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(typeof value === "string" ? value : `${value}`);
  const [, sign = "", whole = "", fraction = ""] = match ?? [];
  if (match === null || fraction.length > DECIMAL_SCALE) return undefined;
  const scaled = BigInt(`${whole}${fraction.padEnd(DECIMAL_SCALE, "0")}`);
  if (scaled >= 10n ** BigInt(DECIMAL_DIGITS)) return undefined;
  return engine.decimalValue(sign === "-" ? -scaled : scaled, DECIMAL_DIGITS, DECIMAL_SCALE);
}
