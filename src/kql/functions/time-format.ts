import { DAY, HOUR, MINUTE, SECOND, stampSql } from "./casts.ts";
import { type EmitContext, refuse } from "./define.ts";

/** Pads a number's text. */
const padded = (sql: string, width: number): string =>
  `lpad(CAST(${sql} AS VARCHAR), ${width}, '0')`;

type Writer = (ticks: string) => string;

const field =
  (name: string, width: number): Writer =>
  (ticks) =>
    padded(`extract(${name} FROM ${stampSql(ticks)})`, width);

/** A bare number has no fixed width. */
const bare =
  (name: string): Writer =>
  (ticks) =>
    `CAST(extract(${name} FROM ${stampSql(ticks)}) AS VARCHAR)`;

const hour12 = (ticks: string): string => `((extract(hour FROM ${stampSql(ticks)}) + 11) % 12 + 1)`;

const DATETIME: Readonly<Record<string, Writer>> = {
  d: bare("day"),
  dd: field("day", 2),
  H: bare("hour"),
  HH: field("hour", 2),
  h: (ticks) => `CAST(${hour12(ticks)} AS VARCHAR)`,
  hh: (ticks) => padded(hour12(ticks), 2),
  M: bare("month"),
  MM: field("month", 2),
  m: bare("minute"),
  mm: field("minute", 2),
  s: bare("second"),
  ss: field("second", 2),
  tt: (ticks) => `CASE WHEN extract(hour FROM ${stampSql(ticks)}) < 12 THEN 'AM' ELSE 'PM' END`,
  y: (ticks) => `CAST(extract(year FROM ${stampSql(ticks)}) % 100 AS VARCHAR)`,
  yy: (ticks) => padded(`extract(year FROM ${stampSql(ticks)}) % 100`, 2),
  yyyy: field("year", 4),
};

const fraction =
  (digits: number): Writer =>
  (ticks) =>
    `substring(${padded(`abs(${ticks}) % ${SECOND}`, 7)}, 1, ${digits})`;

/** `F` drops trailing zeros. */
const shortFraction =
  (digits: number): Writer =>
  (ticks) =>
    `rtrim(${fraction(digits)(ticks)}, '0')`;

const span =
  (size: string, cycle: number | undefined, width: number): Writer =>
  (ticks) => {
    const whole = `abs(${ticks}) // ${size}`;
    const number = cycle === undefined ? whole : `${whole} % ${cycle}`;
    return width === 1 ? `CAST(${number} AS VARCHAR)` : padded(number, width);
  };

function timespanWriter(token: string): Writer | undefined {
  switch (token[0]) {
    case "d":
      return token.length > 8 ? undefined : span(DAY, undefined, token.length);
    case "H":
    case "h":
      return token.length > 2 ? undefined : span(HOUR, 24, token.length);
    case "m":
      return token.length > 2 ? undefined : span(MINUTE, 60, token.length);
    case "s":
      return token.length > 2 ? undefined : span(SECOND, 60, token.length);
    default:
      return undefined;
  }
}

function writer(token: string, isSpan: boolean): Writer | undefined {
  if (/^f{1,7}$/.test(token)) return fraction(token.length);
  if (/^F{1,7}$/.test(token)) return shortFraction(token.length);
  return isSpan ? timespanWriter(token) : DATETIME[token];
}

/** Runs of letters are fields, these characters stand for themselves; all else is refused. */
const TOKENS = /([A-Za-z])\1*|[/\-:,.[\] _]/g;

function write(ticks: string, format: string, isSpan: boolean, context: EmitContext): string {
  const tokens = format.match(TOKENS) ?? [];
  if (tokens.join("") !== format || format === "") return refuse(`the time format ${format}`);
  const parts = tokens.map((token) => {
    if (!/^[A-Za-z]/.test(token)) return context.parameter("string", token);
    const found = writer(token, isSpan);
    return found === undefined ? refuse(`the time format ${token}`) : found(ticks);
  });
  return `coalesce(${parts.join(" || ")}, '')`;
}

/** A datetime by a literal pattern. */
export function formatDatetime(ticks: string, format: string, context: EmitContext): string {
  return write(ticks, format, false, context);
}

/** A timespan by a literal pattern. */
export function formatTimespan(ticks: string, format: string, context: EmitContext): string {
  return write(ticks, format, true, context);
}
