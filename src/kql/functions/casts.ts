import type { KqlType } from "../compiled.ts";
import { type Argument, type EmitContext, refuse } from "./define.ts";

/** Seconds from 0001-01-01 to 1970-01-01. */
export const EPOCH_SECONDS = 62_135_596_800;
/** Ticks of one second, minute, hour and day, as SQL. */
export const SECOND = "10000000";
export const MINUTE = "600000000";
export const HOUR = "36000000000";
export const DAY = "864000000000";
/** The last tick of year 9999. */
export const LAST_TICK = "3155378975999999999";

/** DuckDB's type for each KQL type (compiled.ts says how values are held). */
export const ENGINE_TYPE: Readonly<Record<KqlType, string>> = {
  bool: "BOOLEAN",
  datetime: "BIGINT",
  decimal: "DECIMAL(38, 18)",
  dynamic: "VARCHAR",
  guid: "UUID",
  int: "INTEGER",
  long: "BIGINT",
  real: "DOUBLE",
  string: "VARCHAR",
  timespan: "BIGINT",
};

const NUMERIC: readonly KqlType[] = ["decimal", "int", "long", "real"];

export function isNumeric(type: KqlType): boolean {
  return NUMERIC.includes(type);
}

/** A TIMESTAMP of whole seconds from ticks; DuckDB's own functions take it from there. */
export function stampSql(ticks: string): string {
  return `make_timestamp((${ticks} // ${SECOND} - ${EPOCH_SECONDS}) * 1000000)`;
}

/** Ticks from a TIMESTAMP of whole seconds. */
export function ticksSql(stamp: string): string {
  return `((epoch_us(${stamp}) // 1000000 + ${EPOCH_SECONDS}) * ${SECOND})`;
}

/** `2026-01-02T03:04:05.1234567Z`: always seven digits. Null stays null. */
export function datetimeText(ticks: string): string {
  return (
    `(strftime(${stampSql(ticks)}, '%Y-%m-%dT%H:%M:%S') || '.' || ` +
    `lpad(CAST(${ticks} % ${SECOND} AS VARCHAR), 7, '0') || 'Z')`
  );
}

/** `[-][d.]hh:mm:ss[.fffffff]`. Null stays null. */
export function timespanSql(ticks: string): string {
  const size = `abs(${ticks})`;
  const two = (sql: string): string => `lpad(CAST(${sql} AS VARCHAR), 2, '0')`;
  return (
    `(CASE WHEN ${ticks} < 0 THEN '-' ELSE '' END || ` +
    `CASE WHEN ${size} >= ${DAY} THEN CAST(${size} // ${DAY} AS VARCHAR) || '.' ELSE '' END || ` +
    `${two(`(${size} // ${HOUR}) % 24`)} || ':' || ${two(`(${size} // ${MINUTE}) % 60`)} || ':' || ` +
    `${two(`(${size} // ${SECOND}) % 60`)} || CASE WHEN ${size} % ${SECOND} = 0 THEN '' ` +
    `ELSE '.' || lpad(CAST(${size} % ${SECOND} AS VARCHAR), 7, '0') END)`
  );
}

/** JSON's string escape of a VARCHAR. */
function quotedJson(sql: string): string {
  return `CAST(to_json(${sql}) AS VARCHAR)`;
}

/** Any value's text; never null. */
export function text(arg: Argument, context: EmitContext): string {
  switch (arg.type) {
    case "string":
      return arg.sql;
    case "dynamic":
      return `coalesce(json_extract_string(${arg.sql}, '$'), '')`;
    case "bool":
      return `CASE ${arg.sql} WHEN true THEN 'True' WHEN false THEN 'False' ELSE '' END`;
    case "datetime":
      return `coalesce(${datetimeText(context.once(arg.sql))}, '')`;
    case "timespan":
      return `coalesce(${timespanSql(context.once(arg.sql))}, '')`;
    case "real":
      return realText(context.once(arg.sql));
    case "decimal":
      return `coalesce(rtrim(rtrim(CAST(${arg.sql} AS VARCHAR), '0'), '.'), '')`;
    case "guid":
    case "int":
    case "long":
      return `coalesce(CAST(${arg.sql} AS VARCHAR), '')`;
  }
}

/** Assumed: exponents in upper case, as .NET prints them; `NaN` and `∞` words as KQL's literals. */
function realText(sql: string): string {
  return (
    `CASE WHEN ${sql} IS NULL THEN '' WHEN isnan(${sql}) THEN 'NaN' ` +
    `WHEN isinf(${sql}) THEN CASE WHEN ${sql} > 0 THEN 'Infinity' ELSE '-Infinity' END ` +
    `ELSE upper(CAST(${sql} AS VARCHAR)) END`
  );
}

/** Any value as JSON text; KQL null becomes JSON's `null`. */
export function json(arg: Argument, context: EmitContext): string {
  switch (arg.type) {
    case "dynamic":
      return `coalesce(${arg.sql}, 'null')`;
    case "string":
      return quotedJson(arg.sql);
    case "bool":
    case "int":
    case "long":
      return `coalesce(CAST(${arg.sql} AS VARCHAR), 'null')`;
    case "real":
      return realJson(context.once(arg.sql));
    case "datetime":
      return `coalesce('"' || ${datetimeText(context.once(arg.sql))} || '"', 'null')`;
    case "timespan":
      return `coalesce('"' || ${timespanSql(context.once(arg.sql))} || '"', 'null')`;
    case "guid":
      return `coalesce('"' || CAST(${arg.sql} AS VARCHAR) || '"', 'null')`;
    case "decimal":
      return refuse("a decimal inside a dynamic value");
  }
}

function realJson(sql: string): string {
  return (
    `CASE WHEN ${sql} IS NULL THEN 'null' WHEN isnan(${sql}) THEN '"NaN"' ` +
    `WHEN isinf(${sql}) THEN CASE WHEN ${sql} > 0 THEN '"Infinity"' ELSE '"-Infinity"' END ` +
    `ELSE CAST(to_json(${sql}) AS VARCHAR) END`
  );
}

/** A dynamic from any value: KQL null stays SQL null. */
export function dynamic(arg: Argument, context: EmitContext): string {
  if (arg.type === "dynamic") return arg.sql;
  return `nullif(${json(arg, context)}, 'null')`;
}

/** The elements of a JSON array as JSON texts; an empty list for everything else. */
export function elements(sql: string): string {
  return `coalesce(CAST(json_extract(${sql}, '$[*]') AS VARCHAR[]), [])`;
}

/** JSON text of a list of JSON texts. */
export function arrayJson(list: string): string {
  return `('[' || array_to_string(${list}, ',') || ']')`;
}

/** A JSON number as a DOUBLE; null for every other dynamic value. */
export function numberOf(sql: string): string {
  return (
    `CASE WHEN json_type(${sql}) IN ('BIGINT', 'UBIGINT', 'DOUBLE', 'HUGEINT') ` +
    `THEN TRY_CAST(${sql} AS DOUBLE) END`
  );
}

/** Converts between types where KQL widens on its own; everything else is refused. */
export function widen(arg: Argument, to: KqlType, context: EmitContext): string {
  if (arg.type === to) return arg.sql;
  if (arg.constant === null) {
    return to === "string" ? context.parameter("string", "") : context.parameter(to, null);
  }
  if (isNumeric(arg.type) && isNumeric(to)) return `CAST(${arg.sql} AS ${ENGINE_TYPE[to]})`;
  if (to === "dynamic") return dynamic(arg, context);
  if (to === "string" && arg.type === "dynamic") return text(arg, context);
  return refuse(`an implicit conversion from ${arg.type} to ${to}`);
}
