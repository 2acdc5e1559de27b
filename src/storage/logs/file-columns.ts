import { TICKS_AT_UNIX_EPOCH } from "../../base/index.ts";
import { quoteName } from "./sql-names.ts";

/** A file's column as KQL has it, and the SQL that makes it so. */
export interface FileColumn {
  readonly name: string;
  /** KQL type name. */
  readonly type: string;
  readonly sql: string;
}

/** Digits of a decimal: 20 before the point and 18 behind it. */
const WHOLE_DIGITS = 20;
const FRACTION_DIGITS = 18;

/** What each of the engine's types becomes; whatever is not here is dynamic. */
const TYPES: Readonly<Record<string, readonly [type: string, sql: (name: string) => string]>> = {
  BOOLEAN: ["bool", (name) => name],
  TINYINT: ["int", (name) => `CAST(${name} AS INTEGER)`],
  SMALLINT: ["int", (name) => `CAST(${name} AS INTEGER)`],
  INTEGER: ["int", (name) => name],
  UTINYINT: ["int", (name) => `CAST(${name} AS INTEGER)`],
  USMALLINT: ["int", (name) => `CAST(${name} AS INTEGER)`],
  UINTEGER: ["long", (name) => `CAST(${name} AS BIGINT)`],
  BIGINT: ["long", (name) => name],
  UBIGINT: ["decimal", (name) => decimalSql(name)],
  HUGEINT: ["real", (name) => `CAST(${name} AS DOUBLE)`],
  UHUGEINT: ["real", (name) => `CAST(${name} AS DOUBLE)`],
  FLOAT: ["real", (name) => `CAST(${name} AS DOUBLE)`],
  DOUBLE: ["real", (name) => name],
  VARCHAR: ["string", (name) => `coalesce(${name}, '')`],
  UUID: ["guid", (name) => name],
  DATE: ["datetime", (name) => datetimeSql(`CAST(${name} AS TIMESTAMP)`)],
  TIMESTAMP: ["datetime", datetimeSql],
  TIMESTAMP_S: ["datetime", (name) => datetimeSql(`CAST(${name} AS TIMESTAMP)`)],
  TIMESTAMP_MS: ["datetime", (name) => datetimeSql(`CAST(${name} AS TIMESTAMP)`)],
  TIMESTAMP_NS: ["datetime", (name) => `(epoch_ns(${name}) // 100 + ${TICKS_AT_UNIX_EPOCH})`],
  "TIMESTAMP WITH TIME ZONE": ["datetime", datetimeSql],
  TIME: ["timespan", (name) => `(epoch_us(${name}) * 10)`],
  INTERVAL: ["timespan", (name) => `(epoch_us(${name}) * 10)`],
};

/** Whether texts of a file were read as moments, which the engine keeps to the microsecond only. */
export function isMoment(engineType: string): boolean {
  return engineType.startsWith("TIMESTAMP");
}

/** The same moment from its text, to the tick; digits beyond that are cut. */
export function momentColumn(name: string): FileColumn {
  const quoted = quoteName(name);
  const tick = `TRY_CAST(regexp_extract(${quoted}, '\\.\\d{6}(\\d)', 1) AS BIGINT)`;
  const sql = `(${datetimeSql(`CAST(${quoted} AS TIMESTAMPTZ)`)} + coalesce(${tick}, 0))`;
  return { name, type: "datetime", sql };
}

/** The KQL column for a column of a file; `engineType` as the engine's DESCRIBE prints it. */
export function fileColumn(name: string, engineType: string): FileColumn {
  const quoted = quoteName(name);
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(engineType);
  if (decimal !== null) {
    const [digits, fraction] = [Number(decimal[1]), Number(decimal[2])];
    const isHeld = fraction <= FRACTION_DIGITS && digits - fraction <= WHOLE_DIGITS;
    return isHeld
      ? { name, type: "decimal", sql: decimalSql(quoted) }
      : { name, type: "real", sql: `CAST(${quoted} AS DOUBLE)` };
  }
  const [type, sql] = TYPES[engineType] ?? ["dynamic", dynamicSql];
  return { name, type, sql: sql(quoted) };
}

function decimalSql(name: string): string {
  return `CAST(${name} AS DECIMAL(${WHOLE_DIGITS + FRACTION_DIGITS}, ${FRACTION_DIGITS}))`;
}

function datetimeSql(name: string): string {
  return `(epoch_us(${name}) * 10 + ${TICKS_AT_UNIX_EPOCH})`;
}

function dynamicSql(name: string): string {
  return `nullif(CAST(to_json(${name}) AS VARCHAR), 'null')`;
}
