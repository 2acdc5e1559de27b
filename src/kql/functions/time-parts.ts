import { DAY, HOUR, isNumeric, MINUTE, SECOND, stampSql, ticksSql } from "./casts.ts";
import { moment, startSql, within } from "./datetimes.ts";
import {
  type Argument,
  alias,
  at,
  type Emit,
  type EmitContext,
  refuse,
  refusedSql,
  type ScalarFunction,
  scalar,
} from "./define.ts";

/** Days of the longest timespan. */
const DAYS_MAX = 10_675_198;

function wholeNumbers(args: readonly Argument[], of: string): readonly string[] {
  return args.map((arg) =>
    arg.type === "long" || arg.type === "int" ? arg.sql : refuse(`${of} of ${arg.type}`),
  );
}

/** Ticks of seconds; digits beyond the tick are refused when the query runs. */
function secondTicks(arg: Argument, of: string, context: EmitContext): string {
  if (arg.type === "long" || arg.type === "int") return `(${arg.sql} * ${SECOND})`;
  if (!isNumeric(arg.type)) return refuse(`${of} of ${arg.type}`);
  const exact = context.once(`CAST(${arg.sql} AS DOUBLE) * ${SECOND}`);
  const isTick = `abs(${exact} - round(${exact})) < 0.01`;
  return `CASE WHEN ${isTick} THEN CAST(round(${exact}) AS BIGINT) WHEN ${exact} IS NOT NULL THEN ${refusedSql(`${of} of less than a tick`)} END`;
}

/** Year, month and day; hours and minutes; seconds. What is no moment is null. */
const makeDatetime: Emit = (args, context) => {
  if (args.length !== 3 && args.length !== 5 && args.length !== 6) {
    return refuse("make_datetime of this form");
  }
  const [y, m, d, h = "0", min = "0"] = wholeNumbers(args.slice(0, 5), "make_datetime");
  const last = args[5];
  const seconds =
    last === undefined ? "0" : context.once(secondTicks(last, "make_datetime", context));
  const start = `${ticksSql(`make_timestamp(${y}, ${m}, ${d}, ${h}, ${min}, CAST(0 AS DOUBLE))`)}`;
  const made = within(`${start} + ${seconds}`, context);
  return `CASE WHEN ${seconds} >= 0 AND ${seconds} < ${MINUTE} THEN ${made} END`;
};

/** Hours and minutes; with seconds; with days before. */
const makeTimespan: Emit = (args, context) => {
  const hasDays = args.length === 4;
  const seconds = args.length > 2 ? at(args, args.length - 1) : undefined;
  const numbers = wholeNumbers(seconds === undefined ? args : args.slice(0, -1), "make_timespan");
  const [days = "0", hours = "0", minutes = "0"] = hasDays ? numbers : ["0", ...numbers];
  const ticks =
    seconds === undefined ? "0" : context.once(secondTicks(seconds, "make_timespan", context));
  const isKnown =
    `${days} BETWEEN 0 AND ${DAYS_MAX} AND ${hours} BETWEEN 0 AND 23 AND ` +
    `${minutes} BETWEEN 0 AND 59 AND ${ticks} >= 0 AND ${ticks} < ${MINUTE}`;
  const isNull = [days, hours, minutes, ticks].map((sql) => `${sql} IS NULL`).join(" OR ");
  const sum = `${days} * ${DAY} + ${hours} * ${HOUR} + ${minutes} * ${MINUTE} + ${ticks}`;
  return (
    `CASE WHEN ${isNull} THEN NULL WHEN ${isKnown} THEN CAST(${sum} AS BIGINT) ` +
    `ELSE ${refusedSql("make_timespan of parts out of their range")} END`
  );
};

/** Sundays between two moments. */
const weeksBetween: Emit = (args, context) => {
  const [a, b] = args.map((arg) => startSql("week", context.once(moment(arg)), "0"));
  return `(CAST((${a} - ${b}) // (7 * ${DAY}) AS DOUBLE))`;
};

/** Weeks of ISO 8601: they start on Monday, and the first has the year's first Thursday. */
const weekOfYear: Emit = (args) =>
  `CAST(extract(week FROM ${stampSql(moment(at(args, 0)))}) AS BIGINT)`;

const weekRow = scalar(
  "week_of_year",
  "week-of-year-function",
  "Gives the week's number.",
  "long",
  weekOfYear,
  [
    ["week_of_year(datetime(2021-01-03))", 53],
    ["week_of_year(datetime(2021-01-04))", 1],
  ],
);

/** Functions that make moments and timespans of parts, and those on weeks. */
export const timeParts: readonly ScalarFunction[] = [
  scalar(
    "make_datetime",
    "make-datetime-function",
    "Makes a moment from its parts.",
    "datetime",
    makeDatetime,
    [
      ["make_datetime(2017, 10, 1) == datetime(2017-10-01)", true],
      ["make_datetime(2017, 10, 1, 2, 3) == datetime(2017-10-01 02:03)", true],
      ["make_datetime(2017, 10, 1, 2, 3, 4.5) == datetime(2017-10-01 02:03:04.5)", true],
      ["isnull(make_datetime(2017, 2, 29))", true],
      ["isnull(make_datetime(2017, 2, 1, 0, 0, 60))", true],
    ],
  ),
  scalar(
    "make_timespan",
    "make-timespan-function",
    "Makes a timespan from its parts.",
    "timespan",
    makeTimespan,
    [
      ["make_timespan(1, 2) == 62m", true],
      ["make_timespan(1, 2, 3) == 62m + 3s", true],
      ["make_timespan(1, 2, 3, 4.5) == 1d + 2h + 3m + 4.5s", true],
    ],
  ),
  weekRow,
  alias("weekofyear", weekRow),
  scalar(
    "datetime_diff in weeks",
    "datetime-diff-function",
    "Counts the Sundays between moments.",
    "real",
    weeksBetween,
    [],
  ),
];
