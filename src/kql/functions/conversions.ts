import type { KqlType } from "../compiled.ts";
import {
  DAY,
  ENGINE_TYPE,
  HOUR,
  LAST_TICK,
  MINUTE,
  numberOf,
  SECOND,
  text,
  ticksSql,
} from "./casts.ts";
import {
  alias,
  at,
  type Emit,
  type EmitContext,
  refuse,
  type ScalarFunction,
  scalar,
} from "./define.ts";

/** Text of a dynamic's string, number or bool; null for arrays, bags and null. */
function wordOf(sql: string): string {
  return (
    `CASE WHEN json_type(${sql}) IN ('ARRAY', 'OBJECT', 'NULL') THEN NULL ` +
    `ELSE json_extract_string(${sql}, '$') END`
  );
}

/** Whole-number text as a number; every other text is null (`1.5` too). */
function wholeFromText(sql: string, engineType: string): string {
  return `CASE WHEN regexp_full_match(${sql}, '\\s*[-+]?[0-9]+\\s*') THEN TRY_CAST(trim(${sql}) AS ${engineType}) END`;
}

function wholeFromReal(sql: string, engineType: string): string {
  return `TRY_CAST(trunc(${sql}) AS ${engineType})`;
}

/** tolong and toint: fractions are cut, what cannot be read is null. */
function toWhole(engineType: string): Emit {
  return (args, context) => {
    const arg = at(args, 0);
    switch (arg.type) {
      case "int":
      case "long":
        return `TRY_CAST(${arg.sql} AS ${engineType})`;
      case "bool":
        return `CAST(${arg.sql} AS ${engineType})`;
      case "real":
      case "decimal":
        return wholeFromReal(arg.sql, engineType);
      case "string":
        return wholeFromText(context.once(arg.sql), engineType);
      case "datetime":
      case "timespan":
        return engineType === "BIGINT" ? arg.sql : refuse(`toint of ${arg.type}`);
      case "dynamic":
        return wholeFromDynamic(context.once(arg.sql), engineType, context);
      case "guid":
        return refuse("a number from a guid");
    }
  };
}

function wholeFromDynamic(sql: string, engineType: string, context: EmitContext): string {
  const word = context.once(wordOf(sql));
  return (
    `CASE json_type(${sql}) WHEN 'DOUBLE' THEN ${wholeFromReal(numberOf(sql), engineType)} ` +
    `WHEN 'BOOLEAN' THEN CAST(CASE ${sql} WHEN 'true' THEN 1 ELSE 0 END AS ${engineType}) ` +
    `ELSE ${wholeFromText(word, engineType)} END`
  );
}

const REAL_TEXT = "\\s*[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?\\s*";

function realFromText(sql: string): string {
  return (
    `CASE WHEN regexp_full_match(${sql}, '${REAL_TEXT}') THEN TRY_CAST(trim(${sql}) AS DOUBLE) ` +
    `WHEN lower(${sql}) IN ('nan', 'inf', '-inf', '+inf', 'infinity', '-infinity') ` +
    `THEN TRY_CAST(${sql} AS DOUBLE) END`
  );
}

const toReal: Emit = (args, context) => {
  const arg = at(args, 0);
  if (arg.type === "string") return realFromText(context.once(arg.sql));
  if (arg.type === "dynamic") return realFromText(context.once(wordOf(context.once(arg.sql))));
  if (arg.type === "guid" || arg.type === "datetime" || arg.type === "timespan") {
    return refuse(`toreal of ${arg.type}`);
  }
  return `CAST(${arg.sql} AS DOUBLE)`;
};

function boolFromText(sql: string): string {
  return (
    `CASE WHEN lower(trim(${sql})) = 'true' THEN true WHEN lower(trim(${sql})) = 'false' THEN false ` +
    `WHEN regexp_full_match(${sql}, '[-+]?[0-9]+') THEN TRY_CAST(${sql} AS BIGINT) <> 0 END`
  );
}

const toBool: Emit = (args, context) => {
  const arg = at(args, 0);
  if (arg.type === "bool") return arg.sql;
  if (arg.type === "string") return boolFromText(context.once(arg.sql));
  if (arg.type === "dynamic") return boolFromText(context.once(wordOf(context.once(arg.sql))));
  if (arg.type === "int" || arg.type === "long" || arg.type === "real") return `(${arg.sql} <> 0)`;
  return refuse(`tobool of ${arg.type}`);
};

const CLOCK = "(?:[T ](\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,7})\\d*)?)?)?";
const ISO = `^\\s*(\\d{4})-(\\d{1,2})-(\\d{1,2})${CLOCK}\\s*(Z|z|UTC|GMT|[+-]\\d{2}:?\\d{2})?\\s*$`;
const MONTH_FIRST = `^\\s*(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4})${CLOCK}\\s*$`;

/** Dates of mails and of old web servers, after their zone was cut off. */
const MAIL_FORMATS: string = [
  ...["%a, %d %b %y", "%a, %d %b %Y", "%d %b %y", "%d %b %Y"],
  ...["%A, %d-%b-%y", "%A, %d-%b-%Y", "%d-%b-%y", "%d-%b-%Y"],
]
  .flatMap((day) => [`'${day} %H:%M:%S'`, `'${day} %H:%M'`])
  .join(", ");

/**
 * ISO 8601, month-first dates, RFC 822 and RFC 850; other spellings are null. Digits beyond the
 * tick are cut. Source: learn.microsoft.com/kusto/query/scalar-data-types/datetime.
 */
function datetimeFromText(sql: string, context: EmitContext): string {
  const isIso = context.once(`regexp_matches(${sql}, '${ISO}')`);
  const part = (iso: number, month: number): string =>
    `CASE WHEN ${isIso} THEN regexp_extract(${sql}, '${ISO}', ${iso}) ELSE regexp_extract(${sql}, '${MONTH_FIRST}', ${month}) END`;
  const padded = (sqlText: string): string => `lpad(${sqlText}, 2, '0')`;
  const clock = [4, 5, 6].map((group) => {
    const found = part(group, group);
    return padded(`coalesce(nullif(${found}, ''), '0')`);
  });
  const stamp =
    `${part(1, 3)} || '-' || ${padded(part(2, 1))} || '-' || ${padded(part(3, 2))} || ' ' || ` +
    clock.join(" || ':' || ");
  const mail = `try_strptime(regexp_replace(trim(${sql}), '\\s*(?:UTC|GMT|Z)$', ''), [${MAIL_FORMATS}])`;
  const isMail = `regexp_matches(${sql}, '[0-9][ -][A-Za-z]{3}[ -][0-9]')`;
  const moment = context.once(
    `CASE WHEN ${isMail} THEN ${mail} ELSE try_strptime(${stamp}, '%Y-%m-%d %H:%M:%S') END`,
  );
  const fraction = `CAST(rpad(coalesce(nullif(${part(7, 7)}, ''), '0'), 7, '0') AS BIGINT)`;
  const zone = context.once(
    `CASE WHEN ${isIso} THEN regexp_extract(${sql}, '${ISO}', 8) ELSE '' END`,
  );
  const minutes = `(CAST(substr(${zone}, 2, 2) AS BIGINT) * 60 + CAST(right(${zone}, 2) AS BIGINT))`;
  const shift = `CASE left(${zone}, 1) WHEN '+' THEN ${minutes} WHEN '-' THEN -${minutes} ELSE 0 END`;
  const ticks = context.once(`(${ticksSql(moment)} + ${fraction} - (${shift}) * ${MINUTE})`);
  return `CASE WHEN ${ticks} BETWEEN 0 AND ${LAST_TICK} THEN ${ticks} END`;
}

/** Literal texts that the service may read although we do not: a null would be a wrong answer. */
function refuseSpelling(type: KqlType, value: string, known: readonly RegExp[]): void {
  if (!/\d/.test(value) || known.some((pattern) => pattern.test(value))) return;
  refuse(`the text ${value} as a ${type}`);
}

const DATETIMES: readonly RegExp[] = [
  new RegExp(ISO),
  new RegExp(MONTH_FIRST),
  /\d[ -][A-Za-z]{3}[ -]\d+ \d+:\d+/,
];

const toDatetime: Emit = (args, context) => {
  const arg = at(args, 0);
  if (arg.type === "datetime") return arg.sql;
  if (arg.type === "string") {
    if (typeof arg.constant === "string") refuseSpelling("datetime", arg.constant, DATETIMES);
    return datetimeFromText(context.once(arg.sql), context);
  }
  if (arg.type === "dynamic") {
    const sql = context.once(arg.sql);
    const word = `CASE json_type(${sql}) WHEN 'VARCHAR' THEN json_extract_string(${sql}, '$') ELSE '' END`;
    return datetimeFromText(context.once(word), context);
  }
  return refuse(`todatetime of ${arg.type}`);
};

const SPAN = "^\\s*(-)?(?:(\\d+)\\.)?(\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:\\.(\\d{1,7}))?)?\\s*$";

function timespanFromText(sql: string, context: EmitContext): string {
  const part = (group: number): string =>
    `CAST(coalesce(nullif(regexp_extract(${sql}, '${SPAN}', ${group}), ''), '0') AS BIGINT)`;
  const [days, hours, minutes, seconds] = [2, 3, 4, 5].map((group) => context.once(part(group)));
  const fraction = `CAST(rpad(coalesce(nullif(regexp_extract(${sql}, '${SPAN}', 6), ''), '0'), 7, '0') AS BIGINT)`;
  const size = `(${days} * ${DAY} + ${hours} * ${HOUR} + ${minutes} * ${MINUTE} + ${seconds} * ${SECOND} + ${fraction})`;
  const isRead = `regexp_matches(${sql}, '${SPAN}') AND ${hours} < 24 AND ${minutes} < 60 AND ${seconds} < 60`;
  return `CASE WHEN ${isRead} THEN CASE WHEN regexp_extract(${sql}, '${SPAN}', 1) = '-' THEN TRY(-${size}) ELSE TRY(${size}) END END`;
}

const toTimespan: Emit = (args, context) => {
  const arg = at(args, 0);
  if (arg.type === "timespan") return arg.sql;
  if (arg.type === "string") {
    if (typeof arg.constant === "string") refuseSpelling("timespan", arg.constant, [/\d:\d|\d{3}/]);
    return timespanFromText(context.once(arg.sql), context);
  }
  if (arg.type === "dynamic") {
    return timespanFromText(context.once(text(arg, context)), context);
  }
  return refuse(`totimespan of ${arg.type}`);
};

const toGuid: Emit = (args, context) => {
  const arg = at(args, 0);
  if (arg.type === "guid") return arg.sql;
  if (arg.type !== "string" && arg.type !== "dynamic") return refuse(`toguid of ${arg.type}`);
  const plain = context.once(`replace(${text(arg, context)}, '-', '')`);
  return `CASE WHEN regexp_full_match(${plain}, '[0-9a-fA-F]{32}') THEN TRY_CAST(${plain} AS UUID) END`;
};

const toDecimal: Emit = (args) => {
  const arg = at(args, 0);
  if (arg.type === "dynamic" || arg.type === "guid" || arg.type === "bool") {
    return refuse(`todecimal of ${arg.type}`);
  }
  return `TRY_CAST(${arg.sql} AS ${ENGINE_TYPE.decimal})`;
};

/** Elements of `mv-expand … to typeof(…)`: stricter than the conversion functions. */
const elementAs: Emit = (args, context) => {
  const sql = context.once(at(args, 0).sql);
  const number = numberOf(sql);
  switch (context.type) {
    case "string":
      return text(at(args, 0), context);
    case "int":
    case "long":
      return `CASE WHEN json_type(${sql}) = 'DOUBLE' THEN ${wholeFromReal(number, ENGINE_TYPE[context.type])} WHEN json_type(${sql}) IN ('BIGINT', 'UBIGINT') THEN TRY_CAST(${sql} AS ${ENGINE_TYPE[context.type]}) END`;
    case "real":
      return number;
    case "bool":
      return `CASE WHEN ${sql} = 'true' THEN true WHEN ${sql} = 'false' THEN false WHEN json_type(${sql}) IN ('BIGINT', 'UBIGINT') THEN ${sql} <> '0' END`;
    case "datetime":
      return toDatetime(args, context);
    case "guid":
      return toGuid(
        [{ ...at(args, 0), sql: `CASE json_type(${sql}) WHEN 'VARCHAR' THEN ${sql} END` }],
        context,
      );
    default:
      return refuse(`mv-expand to typeof(${context.type})`);
  }
};

/** Columns of `parse`: the conversion functions, on text alone. */
const parsedAs: Emit = (args, context) => {
  const field = [at(args, 0)];
  switch (context.type) {
    case "int":
    case "long":
      return toWhole(ENGINE_TYPE[context.type])(field, context);
    case "real":
      return toReal(field, context);
    case "bool":
      return toBool(field, context);
    case "datetime":
      return toDatetime(field, context);
    case "timespan":
      return toTimespan(field, context);
    case "guid":
      return toGuid(field, context);
    default:
      return refuse(`parse into ${context.type}`);
  }
};

/** A group of the pattern; empty where the text does not match. */
const parseField: Emit = (args, context) => {
  const [text, pattern, group] = [at(args, 0), at(args, 1), at(args, 2)];
  return context.once(`regexp_extract(${text.sql}, ${pattern.sql}, ${group.constant})`);
};

const tolong = scalar(
  "tolong",
  "tolong-function",
  "Converts to a long.",
  "long",
  toWhole("BIGINT"),
  [
    ["tolong(2.7)", 2],
    ["tolong(-2.7)", -2],
    ["tolong('12')", 12],
    ["isnull(tolong('1.5'))", true],
    ["isnull(tolong('x'))", true],
    ["tolong(dynamic(3.9))", 3],
    ["tolong(dynamic('7'))", 7],
    ["isnull(tolong(1e300))", true],
  ],
);
const toint = scalar("toint", "toint-function", "Converts to an int.", "int", toWhole("INTEGER"), [
  ["toint(2.3)", 2],
  ["isnull(toint(3000000000))", true],
]);
const toreal = scalar("toreal", "toreal-function", "Converts to a real.", "real", toReal, [
  ["toreal('1.5')", 1.5],
  ["isnull(toreal(''))", true],
  ["toreal(dynamic('2.5'))", 2.5],
]);
const tobool = scalar("tobool", "tobool-function", "Converts to a bool.", "bool", toBool, [
  ["tobool('True')", true],
  ["tobool(1)", true],
  ["isnull(tobool('yes'))", true],
]);
const totimespan = scalar(
  "totimespan",
  "totimespan-function",
  "Reads a timespan.",
  "timespan",
  toTimespan,
  [
    ["tostring(totimespan('1.02:03:04.5'))", "1.02:03:04.5000000"],
    ["isnull(totimespan('x'))", true],
    ["isnull(totimespan('99999999999.00:00:00'))", true],
    ["tostring(totimespan('-01:00:00'))", "-01:00:00"],
  ],
);

export const conversions: readonly ScalarFunction[] = [
  scalar(
    "tostring",
    "tostring-function",
    "Writes any value as text; null becomes empty.",
    "string",
    (args, context) => text(at(args, 0), context),
    [
      ["tostring(123)", "123"],
      ["tostring(true)", "True"],
      ["tostring(int(null))", ""],
      ["tostring(dynamic(null))", ""],
      ["tostring(dynamic({'a':[1, 2]}))", '{"a":[1,2]}'],
      ["tostring(datetime(2020-01-02 03:04:05.6))", "2020-01-02T03:04:05.6000000Z"],
      ["tostring(1.5)", "1.5"],
    ],
  ),
  scalar(
    "text or empty",
    "scalar-data-types/string",
    "Gives a string, empty for none.",
    "string",
    (args) => `coalesce(${at(args, 0).sql}, '')`,
    [],
  ),
  scalar(
    "parse match",
    "parse-operator",
    "Tests a text against a pattern.",
    "bool",
    (args) => `regexp_matches(${at(args, 0).sql}, ${at(args, 1).sql})`,
    [],
  ),
  scalar("parse field", "parse-operator", "Gives a field of a text.", "string", parseField, []),
  scalar("parsed as", "parse-operator", "Converts a field.", "inferred", parsedAs, []),
  scalar(
    "element as",
    "mv-expand-operator",
    "Converts an expanded element.",
    "inferred",
    elementAs,
    [],
  ),
  tolong,
  toint,
  toreal,
  alias("todouble", toreal),
  tobool,
  alias("toboolean", tobool),
  scalar("todatetime", "todatetime-function", "Reads a datetime.", "datetime", toDatetime, [
    ["tostring(todatetime('2015-12-31 23:59:59.9'))", "2015-12-31T23:59:59.9000000Z"],
    ["tostring(todatetime('2022-12-02T13:45:56+02:00'))", "2022-12-02T11:45:56.0000000Z"],
    ["todatetime('12-02-2022') == datetime(2022-12-02)", true],
    ["isnull(todatetime('13-01-2022'))", true],
    ["todatetime('Sat, 8 Nov 14 15:05:02 UTC') == datetime(2014-11-08 15:05:02)", true],
    ["todatetime('08 Nov 2014 15:05 GMT') == datetime(2014-11-08 15:05)", true],
    ["todatetime('Saturday, 08-Nov-14 15:05:02') == datetime(2014-11-08 15:05:02)", true],
    ["todatetime('2020-01-01T10:00:00.123456789Z') == datetime(2020-01-01 10:00:00.1234567)", true],
  ]),
  totimespan,
  alias("timespan", totimespan),
  alias("totime", totimespan),
  scalar("toguid", "toguid-function", "Reads a guid.", "guid", toGuid, [
    ["isnull(toguid('x'))", true],
    ["isnotnull(toguid('74be-27de1e4e49d9b579fe0b331d3642'))", true],
  ]),
  scalar("todecimal", "todecimal-function", "Converts to a decimal.", "decimal", toDecimal, []),
];
