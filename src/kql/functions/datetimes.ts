import { DAY, HOUR, LAST_TICK, MINUTE, SECOND, stampSql, ticksSql } from "./casts.ts";
import {
  type Argument,
  alias,
  at,
  constantText,
  type Emit,
  type EmitContext,
  refuse,
  type ScalarFunction,
  scalar,
} from "./define.ts";
import { formatDatetime, formatTimespan } from "./time-format.ts";

type Unit = "day" | "month" | "week" | "year";

/** Start of the period that holds the moment, `offset` periods on; weeks start on Sunday. */
export function startSql(unit: Unit, ticks: string, offset: string): string {
  const day = `${ticks} // ${DAY}`;
  switch (unit) {
    case "day":
      return `((${day} + ${offset}) * ${DAY})`;
    case "week":
      return `((${day} - (${day} + 1) % 7 + 7 * ${offset}) * ${DAY})`;
    case "month":
      return ticksSql(
        `(date_trunc('month', ${stampSql(ticks)}) + to_months(CAST(${offset} AS INTEGER)))`,
      );
    case "year":
      return ticksSql(
        `(date_trunc('year', ${stampSql(ticks)}) + to_years(CAST(${offset} AS INTEGER)))`,
      );
  }
}

export function within(sql: string, context: EmitContext): string {
  const value = context.once(`TRY(${sql})`);
  return `CASE WHEN ${value} BETWEEN 0 AND ${LAST_TICK} THEN ${value} END`;
}

function period(unit: Unit, isEnd: boolean): Emit {
  return (args, context) => {
    const ticks = context.once(moment(at(args, 0)));
    const offset = args.length > 1 ? at(args, 1).sql : "0";
    if (!isEnd) return within(startSql(unit, ticks, offset), context);
    return within(`${startSql(unit, ticks, `(${offset} + 1)`)} - 1`, context);
  };
}

export function moment(arg: Argument): string {
  return arg.type === "datetime" ? arg.sql : refuse(`${arg.type} as a datetime`);
}

function part(field: string): Emit {
  return (args) => `CAST(extract(${field} FROM ${stampSql(moment(at(args, 0)))}) AS BIGINT)`;
}

/** The part as an int column. */
function intPart(field: string): Emit {
  return (args) => `CAST(extract(${field} FROM ${stampSql(moment(at(args, 0)))}) AS INTEGER)`;
}

const FIXED: Readonly<Record<string, string>> = {
  day: DAY,
  hour: HOUR,
  millisecond: "10000",
  microsecond: "10",
  minute: MINUTE,
  second: SECOND,
  week: `(7 * ${DAY})`,
};

/** Boundaries crossed between the moments; weeks begin on Sunday. */
const diff: Emit = (args, context) => {
  const unit = constantText(args, 0, "datetime_diff").toLowerCase();
  const [a, b] = [at(args, 1), at(args, 2)].map((arg) => context.once(moment(arg)));
  const whole = (size: string): string => `(${a} // ${size} - ${b} // ${size})`;
  const months = (ticks: string | undefined): string =>
    `(extract(year FROM ${stampSql(ticks ?? "")}) * 12 + extract(month FROM ${stampSql(ticks ?? "")}) - 1)`;
  switch (unit) {
    case "year":
      return `CAST(extract(year FROM ${stampSql(a ?? "")}) - extract(year FROM ${stampSql(b ?? "")}) AS BIGINT)`;
    case "quarter":
      return `CAST(${months(a)} // 3 - ${months(b)} // 3 AS BIGINT)`;
    case "month":
      return `CAST(${months(a)} - ${months(b)} AS BIGINT)`;
    case "nanosecond":
      return `TRY((${a} - ${b}) * 100)`;
    default: {
      const size = FIXED[unit];
      if (size === undefined || unit === "week") return refuse(`datetime_diff of ${unit}`);
      return whole(size);
    }
  }
};

const addTo: Emit = (args, context) => {
  const unit = constantText(args, 0, "datetime_add").toLowerCase();
  const [count, ticks] = [at(args, 1).sql, context.once(moment(at(args, 2)))];
  const months = { month: 1, quarter: 3, year: 12 }[unit];
  if (months !== undefined) {
    const moved = ticksSql(
      `(${stampSql(ticks)} + to_months(CAST(${count} * ${months} AS INTEGER)))`,
    );
    return within(`${moved} + ${ticks} % ${SECOND}`, context);
  }
  const size = FIXED[unit];
  if (size === undefined) return refuse(`datetime_add of ${unit}`);
  return within(`${ticks} + ${count} * ${size}`, context);
};

const PARTS: Readonly<Record<string, string>> = {
  day: "day",
  dayofyear: "doy",
  hour: "hour",
  minute: "minute",
  month: "month",
  quarter: "quarter",
  second: "second",
  weekofyear: "week",
  year: "year",
};

const datetimePart: Emit = (args, context) => {
  const name = constantText(args, 0, "datetime_part").toLowerCase().replace(/_/g, "");
  const ticks = moment(at(args, 1));
  const field = PARTS[name];
  if (field !== undefined) return part(field)([at(args, 1)], context);
  if (name === "millisecond") return `(${ticks} % ${SECOND} // 10000)`;
  if (name === "microsecond") return `(${ticks} % ${SECOND} // 10)`;
  if (name === "nanosecond") return `(${ticks} % ${SECOND} * 100)`;
  return refuse(`datetime_part of ${name}`);
};

/** Floors to a multiple of the size, counted from zero (year 1 for datetimes). */
const bin: Emit = (args, context) => {
  const [value, size] = [at(args, 0), at(args, 1)];
  const isNegative =
    (typeof size.constant === "bigint" || typeof size.constant === "number") && size.constant <= 0;
  if (isNegative || value.type === "dynamic" || size.type === "dynamic")
    return refuse("bin of this kind");
  if (context.type === "real") {
    return `(floor(CAST(${value.sql} AS DOUBLE) / ${size.sql}) * CAST(${size.sql} AS DOUBLE))`;
  }
  if (value.type === "decimal" || size.type === "decimal") return refuse("bin of a decimal");
  const [x, by] = [context.once(value.sql), size.sql];
  const type = context.type === "int" ? "INTEGER" : "BIGINT";
  const rest = value.type === "datetime" ? `${x} % ${by}` : `(${x} % ${by} + ${by}) % ${by}`;
  return `TRY(CAST(${x} - ${rest} AS ${type}))`;
};

const binAt: Emit = (args, context) => {
  const [value, size, fixed] = [at(args, 0), at(args, 1), at(args, 2)];
  if (context.type === "real") {
    const as = (arg: Argument): string => `CAST(${arg.sql} AS DOUBLE)`;
    return `(floor((${as(value)} - ${as(fixed)}) / ${as(size)}) * ${as(size)} + ${as(fixed)})`;
  }
  const isTime = value.type === "datetime" || value.type === "timespan" || value.type === "long";
  if (!isTime || fixed.type !== value.type) return refuse(`bin_at of ${value.type}`);
  const [distance, by] = [context.once(`TRY(${value.sql} - ${fixed.sql})`), size.sql];
  return `TRY(${fixed.sql} + ${distance} - (${distance} % ${by} + ${by}) % ${by})`;
};

function fromUnix(perUnit: string): Emit {
  return (args, context) => {
    const arg = at(args, 0);
    if (arg.type !== "long" && arg.type !== "int") return refuse(`unixtime of ${arg.type}`);
    return within(`621355968000000000 + ${perUnit.replace("x", arg.sql)}`, context);
  };
}

const around: Emit = (args, context) => {
  const [x, middle, by] = [at(args, 0), at(args, 1), at(args, 2)];
  if (x.type !== "datetime" && x.type !== "timespan") return refuse(`around of ${x.type}`);
  const center = context.once(middle.sql);
  return `TRY(${x.sql} BETWEEN ${center} - ${by.sql} AND ${center} + ${by.sql})`;
};

const binRow = scalar("bin", "bin-function", "Floors to a multiple.", "inferred", bin, [
  ["bin(4.5, 1)", 4],
  ["bin(-7, 5)", -10],
  ["tostring(bin(datetime(1970-05-11 13:45:07), 1d))", "1970-05-11T00:00:00.0000000Z"],
  ["isnull(bin(long(null), 5))", true],
]);
const getMonth = scalar(
  "monthofyear",
  "monthofyear-function",
  "Gives the month, 1 to 12.",
  "long",
  part("month"),
  [["monthofyear(datetime(2015-12-14))", 12]],
);
const datetimePartRow = scalar(
  "datetime_part",
  "datetime-part-function",
  "Gives a part as a number.",
  "long",
  datetimePart,
  [["datetime_part('hour', datetime(2015-12-14 11:15))", 11]],
);
const formatText = (args: readonly Argument[], of: string): string => constantText(args, 1, of);

/** The eight starts and ends of a period. */
function periods(): readonly ScalarFunction[] {
  const units: readonly Unit[] = ["day", "week", "month", "year"];
  return units.flatMap((unit) => [
    scalar(
      `startof${unit}`,
      `startof${unit}-function`,
      `Gives the start of the ${unit}.`,
      "datetime",
      period(unit, false),
      [],
    ),
    scalar(
      `endof${unit}`,
      `endof${unit}-function`,
      `Gives the end of the ${unit}.`,
      "datetime",
      period(unit, true),
      [],
    ),
  ]);
}

export const datetimes: readonly ScalarFunction[] = [
  binRow,
  alias("floor", binRow),
  scalar(
    "bin_at",
    "bin-at-function",
    "Floors to a multiple from a fixed point.",
    "inferred",
    binAt,
    [["bin_at(6.5, 2.5, 7)", 4.5]],
  ),
  ...periods(),
  scalar(
    "datetime_diff",
    "datetime-diff-function",
    "Counts boundaries between moments.",
    "long",
    diff,
    [
      ["datetime_diff('year', datetime(2017-01-01), datetime(2000-12-31))", 17],
      ["datetime_diff('hour', datetime(2017-10-31 01:00), datetime(2017-10-30 23:59))", 2],
    ],
  ),
  scalar("datetime_add", "datetime-add-function", "Adds calendar units.", "datetime", addTo, [
    ["tostring(datetime_add('month', 1, datetime(2017-01-31)))", "2017-02-28T00:00:00.0000000Z"],
  ]),
  datetimePartRow,
  alias("datepart", datetimePartRow),
  scalar("getyear", "getyear-function", "Gives the year.", "long", part("year"), [
    ["getyear(datetime(2015-10-12))", 2015],
  ]),
  getMonth,
  alias("getmonth", getMonth),
  scalar("hourofday", "hourofday-function", "Gives the hour.", "long", part("hour"), [
    ["hourofday(datetime(2015-12-14 18:54))", 18],
  ]),
  scalar(
    "dayofmonth",
    "dayofmonth-function",
    "Gives the day of the month.",
    "int",
    intPart("day"),
    [["dayofmonth(datetime(2015-12-14))", 14]],
  ),
  scalar("dayofyear", "dayofyear-function", "Gives the day of the year.", "int", intPart("doy"), [
    ["dayofyear(datetime(2015-12-14))", 348],
  ]),
  scalar(
    "dayofweek",
    "dayofweek-function",
    "Gives the days since Sunday as a timespan.",
    "timespan",
    (args) => `((${moment(at(args, 0))} // ${DAY} + 1) % 7 * ${DAY})`,
    [["tostring(dayofweek(datetime(2015-12-14)))", "1.00:00:00"]],
  ),
  scalar(
    "format_datetime",
    "format-datetime-function",
    "Writes a moment by a pattern.",
    "string",
    (args, context) =>
      formatDatetime(
        context.once(moment(at(args, 0))),
        formatText(args, "format_datetime"),
        context,
      ),
    [
      [
        "format_datetime(datetime(2017-01-29 09:00:05), 'yy-MM-dd [HH:mm:ss]')",
        "17-01-29 [09:00:05]",
      ],
    ],
  ),
  scalar(
    "format_timespan",
    "format-timespan-function",
    "Writes a timespan by a pattern.",
    "string",
    (args, context) =>
      formatTimespan(context.once(at(args, 0).sql), formatText(args, "format_timespan"), context),
    [],
  ),
  scalar(
    "unixtime_seconds_todatetime",
    "unixtime-seconds-todatetime-function",
    "Reads Unix seconds.",
    "datetime",
    fromUnix("x * 10000000"),
    [],
  ),
  scalar(
    "unixtime_milliseconds_todatetime",
    "unixtime-milliseconds-todatetime-function",
    "Reads Unix milliseconds.",
    "datetime",
    fromUnix("x * 10000"),
    [],
  ),
  scalar(
    "unixtime_microseconds_todatetime",
    "unixtime-microseconds-todatetime-function",
    "Reads Unix microseconds.",
    "datetime",
    fromUnix("x * 10"),
    [],
  ),
  scalar(
    "unixtime_nanoseconds_todatetime",
    "unixtime-nanoseconds-todatetime-function",
    "Reads Unix nanoseconds.",
    "datetime",
    fromUnix("x // 100"),
    [],
  ),
  scalar("around", "around-function", "Is within a distance of a moment.", "bool", around, []),
];
