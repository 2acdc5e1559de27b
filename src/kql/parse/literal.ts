import {
  TICKS_AT_UNIX_EPOCH,
  TICKS_PER_DAY,
  TICKS_PER_HOUR,
  TICKS_PER_MINUTE,
  TICKS_PER_MS,
  TICKS_PER_SECOND,
} from "../../base/index.ts";
import type { EngineValue, KqlType } from "../compiled.ts";
import type { SyntaxNode } from "./syntax-node.ts";

/** A literal's value; `undefined` for a spelling that we do not read. */
export interface LiteralValue {
  readonly type: KqlType;
  readonly value: EngineValue | undefined;
}

const UNITS: readonly (readonly [pattern: RegExp, ticks: bigint])[] = [
  [/^(?:d|days?)?$/, TICKS_PER_DAY],
  [/^(?:h|hrs?|hours?)$/, TICKS_PER_HOUR],
  [/^(?:m|min|minutes?)$/, TICKS_PER_MINUTE],
  [/^(?:s|sec|seconds?)$/, TICKS_PER_SECOND],
  [/^(?:ms|millis?|millisec|milliseconds?)$/, TICKS_PER_MS],
  [/^(?:micros?|microsec|microseconds?)$/, 10n],
  [/^ticks?$/, 1n],
];

const LONG_MAX = 2n ** 63n - 1n;
const REAL_WORDS: ReadonlyMap<string, number> = new Map([
  ["nan", Number.NaN],
  ["+inf", Number.POSITIVE_INFINITY],
  ["inf", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
]);

/** Digits after the point as ticks, cut to the tick. */
function fraction(digits: string | undefined): bigint {
  return BigInt((digits ?? "").padEnd(7, "0").slice(0, 7));
}

/** `1.02:03:04.5`, `1.5h`, `10ms`, `3` (days) as ticks; undefined for other texts. */
export function timespanTicks(text: string): bigint | undefined {
  const clock = /^(-)?(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?$/.exec(text);
  if (clock !== null) {
    const [, sign, days, hours, minutes, seconds, rest] = clock;
    const [h, m, s] = [Number(hours), Number(minutes), Number(seconds ?? 0)];
    if (h > 23 || m > 59 || s > 59) return undefined;
    const ticks =
      BigInt(days ?? 0) * TICKS_PER_DAY +
      BigInt(h) * TICKS_PER_HOUR +
      BigInt(m) * TICKS_PER_MINUTE +
      BigInt(s) * TICKS_PER_SECOND +
      fraction(rest);
    return sign === undefined ? ticks : -ticks;
  }
  const unit = /^(-)?(\d+)(?:\.(\d+))?([a-z]*)$/.exec(text);
  if (unit === null) return undefined;
  const [, sign, whole, part, name] = unit;
  const size = UNITS.find(([pattern]) => pattern.test(name ?? ""))?.[1];
  if (size === undefined) return undefined;
  const digits = part ?? "";
  const ticks =
    BigInt(whole ?? 0) * size + (BigInt(digits || 0) * size) / 10n ** BigInt(digits.length);
  return sign === undefined ? ticks : -ticks;
}

const ISO =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
const MONTH_FIRST =
  /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?)?$/;
const LISTED = /^(\d{4})\s*,\s*(\d{1,2})\s*,\s*(\d{1,2})$/;
const YEAR_MONTH = /^(\d{4})-(\d{1,2})$/;

/** A datetime literal's text as ticks; undefined for a spelling that we do not read. */
export function datetimeTicks(text: string): bigint | undefined {
  const plain = text
    .trim()
    .replace(/^(["'])(.*)\1$/, "$2")
    .replace(/(\d) +- +(?=\d)/g, "$1-");
  const iso = ISO.exec(plain) ?? LISTED.exec(plain);
  if (iso !== null) return moment(iso.slice(1, 8), iso[8]);
  const month = MONTH_FIRST.exec(plain);
  if (month !== null) {
    const [, m, d, y, ...clock] = month;
    return moment([y, m, d, ...clock], undefined);
  }
  const short = YEAR_MONTH.exec(plain);
  return short === null ? undefined : moment([short[1], short[2], "1"], undefined);
}

function moment(
  parts: readonly (string | undefined)[],
  zone: string | undefined,
): bigint | undefined {
  const [year, month, day, hour, minute, second] = parts
    .slice(0, 6)
    .concat(Array(6).fill(undefined))
    .map((part) => Number(part ?? 0)) as [number, number, number, number, number, number];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isReal = date.getUTCMonth() + 1 === month && date.getUTCDate() === day && year > 0;
  if (!isReal || hour > 23 || minute > 59 || second > 59) return undefined;
  const clock =
    BigInt(hour) * TICKS_PER_HOUR +
    BigInt(minute) * TICKS_PER_MINUTE +
    BigInt(second) * TICKS_PER_SECOND +
    fraction(parts[6]);
  const ticks = BigInt(date.getTime()) * TICKS_PER_MS + TICKS_AT_UNIX_EPOCH + clock;
  return ticks - offset(zone);
}

function offset(zone: string | undefined): bigint {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? "");
  if (match === null) return 0n;
  const ticks = BigInt(match[2] ?? 0) * TICKS_PER_HOUR + BigInt(match[3] ?? 0) * TICKS_PER_MINUTE;
  return match[1] === "-" ? -ticks : ticks;
}

function whole(text: string): bigint | undefined {
  const match = /^([+-])?(0x[0-9a-f]+|\d+)$/i.exec(text);
  if (match === null) return undefined;
  const size = BigInt(match[2] ?? 0);
  if (size > LONG_MAX + (match[1] === "-" ? 1n : 0n)) return undefined;
  return match[1] === "-" ? -size : size;
}

function real(text: string): number | undefined {
  const word = REAL_WORDS.get(text);
  if (word !== undefined) return word;
  const value = Number(text);
  return text === "" || Number.isNaN(value) ? undefined : value;
}

/** Exact text of a typed literal such as `guid(…)`, without its wrapper. */
function inner(text: string): string {
  return /^\w+\s*\((.*)\)$/s.exec(text)?.[1]?.trim() ?? text.trim();
}

/**
 * The value of a literal, read from the token's text: the library's own LiteralValue is wrong for
 * hexadecimal numbers, nan, infinities, `bool(1)`, clock timespans and ticks below a millisecond.
 */
export function literalValue(node: SyntaxNode): LiteralValue | undefined {
  if (node.kind === "CompoundStringLiteralExpression") {
    return { type: "string", value: node.literalText };
  }
  const token = node.child("Token");
  const type = node.scalarType;
  if (token === undefined || type === undefined) return undefined;
  if (type === "string") return { type, value: token.valueText };
  return { type, value: typed(type, inner(token.valueText)) };
}

function typed(type: KqlType, text: string): EngineValue | undefined {
  const plain = text.toLowerCase();
  if (plain === "null") return null;
  switch (type) {
    case "bool":
      return { true: true, "1": true, false: false, "0": false }[plain];
    case "int":
    case "long":
      return whole(plain);
    case "real":
      return real(plain);
    case "datetime":
      return datetimeTicks(text);
    case "timespan":
      return timespanTicks(plain.replace(/^(["'])(.*)\1$/, "$2").trim());
    case "decimal":
      return /^[+-]?\d{1,20}(?:\.\d{1,18})?$/.test(plain) ? plain : undefined;
    case "guid":
      return guid(plain);
    case "string":
    case "dynamic":
      return undefined;
  }
}

function guid(text: string): string | undefined {
  const plain = text.replace(/^(["'])(.*)\1$/, "$2");
  return /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/.test(plain)
    ? plain
    : undefined;
}
