import {
  Failure,
  TICKS_AT_UNIX_EPOCH,
  TICKS_MAX,
  TICKS_PER_DAY,
  TICKS_PER_HOUR,
  TICKS_PER_MINUTE,
  TICKS_PER_MS,
  TICKS_PER_SECOND,
} from "../../base/index.ts";

/** The moments that a query may see, in ticks; both ends belong to it. */
export interface TimeRange {
  readonly start: bigint;
  readonly end: bigint;
}

const DURATION =
  /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?)?$/i;

const DATE = /^(\d{4})-(\d{2})-(\d{2})/;
const TIME = /^[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?/;
const ZONE = /^(?:[Zz]|([+\- ])(\d{2}):?(\d{2}))?$/;

/**
 * Reads an ISO 8601 `timespan`: `PT1H` (up to `now`), `start/end`, `start/PT5M`, `PT5M/end`.
 *
 * A moment without a zone is UTC. Clients send fractions of seconds in durations (`PT3600.0S`).
 * Assumed: a year counts 365 days and a month 30, as .NET's XmlConvert reads durations.
 *
 * @throws {Failure} `monitor/timespan-invalid` (fact: `timespan`).
 */
export function parseTimespan(text: string, now: bigint): TimeRange {
  const parts = text.trim().split("/");
  const range = parts.length <= 2 ? readParts(parts, now) : undefined;
  if (range === undefined || range.start > range.end) {
    throw new Failure("monitor/timespan-invalid", "not an ISO 8601 timespan", {
      facts: { timespan: text.slice(0, 100) },
    });
  }
  return { start: clamp(range.start), end: clamp(range.end) };
}

/** What both ranges allow; it is empty (start after end) where they do not meet. */
export function intersectRanges(a: TimeRange, b: TimeRange): TimeRange {
  const later = a.start < b.start ? b : a;
  const earlier = a.end > b.end ? b : a;
  return { start: later.start, end: earlier.end };
}

function readParts(parts: readonly string[], now: bigint): TimeRange | undefined {
  const [first = "", second] = parts;
  const firstDuration = parseDuration(first);
  if (second === undefined) {
    return firstDuration === undefined ? undefined : { start: now - firstDuration, end: now };
  }
  const end = parseMoment(second);
  if (firstDuration !== undefined) {
    return end === undefined ? undefined : { start: end - firstDuration, end };
  }
  const start = parseMoment(first);
  if (start === undefined) return undefined;
  const length = parseDuration(second);
  if (length !== undefined) return { start, end: start + length };
  return end === undefined ? undefined : { start, end };
}

/** Ticks of an ISO 8601 duration, or undefined when the text is none. */
function parseDuration(text: string): bigint | undefined {
  const match = DURATION.exec(text);
  if (match === null || !/\d/.test(text) || /T$/i.test(text)) return undefined;
  const part = (index: number): bigint => BigInt(match[index] ?? "0");
  const days = part(1) * 365n + part(2) * 30n + part(3) * 7n + part(4);
  return (
    days * TICKS_PER_DAY +
    part(5) * TICKS_PER_HOUR +
    part(6) * TICKS_PER_MINUTE +
    part(7) * TICKS_PER_SECOND +
    fractionTicks(match[8])
  );
}

/** Ticks since year 1 of an ISO 8601 date or date and time, or undefined when the text is none. */
function parseMoment(text: string): bigint | undefined {
  const date = DATE.exec(text);
  if (date === null) return undefined;
  const afterDate = text.slice(date[0].length);
  const time = TIME.exec(afterDate);
  const zone = ZONE.exec(afterDate.slice(time?.[0].length ?? 0));
  if (zone === null || (time === null && zone[0] !== "")) return undefined;
  const clock = clockTicks(time);
  const midnight = midnightTicks(Number(date[1]), Number(date[2]), Number(date[3]));
  const offset = offsetTicks(zone);
  if (clock === undefined || midnight === undefined || offset === undefined) return undefined;
  return midnight + clock - offset;
}

function midnightTicks(year: number, month: number, day: number): bigint | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!isReal || year === 0) return undefined;
  return BigInt(date.getTime()) * TICKS_PER_MS + TICKS_AT_UNIX_EPOCH;
}

function clockTicks(time: RegExpExecArray | null): bigint | undefined {
  if (time === null) return 0n;
  const [hours, minutes, seconds] = [Number(time[1]), Number(time[2]), Number(time[3] ?? "0")];
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const whole = BigInt(hours * 3600 + minutes * 60 + seconds) * TICKS_PER_SECOND;
  return whole + fractionTicks(time[4]);
}

/** A `+` of a URL arrives as a space when the client did not encode it: both mean east. */
function offsetTicks(zone: RegExpExecArray): bigint | undefined {
  if (zone[1] === undefined) return 0n;
  const [hours, minutes] = [Number(zone[2]), Number(zone[3])];
  if (hours > 14 || minutes > 59) return undefined;
  const size = BigInt(hours * 60 + minutes) * TICKS_PER_MINUTE;
  return zone[1] === "-" ? -size : size;
}

/** Digits after the point as ticks; what is finer than a tick is cut off. */
function fractionTicks(digits: string | undefined): bigint {
  return BigInt((digits ?? "").slice(0, 7).padEnd(7, "0"));
}

function clamp(ticks: bigint): bigint {
  if (ticks < 0n) return 0n;
  return ticks > TICKS_MAX ? TICKS_MAX : ticks;
}
