/**
 * Time as KQL defines it: whole ticks of 100 ns since 0001-01-01T00:00:00 UTC, held in a bigint.
 *
 * Engines keep microseconds at best, so every datetime and timespan travels as ticks and is turned
 * into text only on the wire.
 */
export const TICKS_PER_MS = 10_000n;
export const TICKS_PER_SECOND: bigint = 1_000n * TICKS_PER_MS;
export const TICKS_PER_MINUTE: bigint = 60n * TICKS_PER_SECOND;
export const TICKS_PER_HOUR: bigint = 60n * TICKS_PER_MINUTE;
export const TICKS_PER_DAY: bigint = 24n * TICKS_PER_HOUR;

/** Ticks from 0001-01-01 to 1970-01-01. */
export const TICKS_AT_UNIX_EPOCH: bigint = 719_162n * TICKS_PER_DAY;
/** The last tick of year 9999. */
export const TICKS_MAX: bigint = 3_652_059n * TICKS_PER_DAY - 1n;

/** Ticks of a moment given in milliseconds since 1970. */
export function ticksFromMs(ms: number): bigint {
  return BigInt(Math.trunc(ms)) * TICKS_PER_MS + TICKS_AT_UNIX_EPOCH;
}

/** Milliseconds since 1970, rounded down. */
export function msFromTicks(ticks: bigint): number {
  const sinceEpoch = ticks - TICKS_AT_UNIX_EPOCH;
  const ms = sinceEpoch / TICKS_PER_MS;
  return Number(sinceEpoch < 0n && sinceEpoch % TICKS_PER_MS !== 0n ? ms - 1n : ms);
}

const TICKS_PER_SECOND_NUMBER = 10_000_000;
const SECONDS_AT_UNIX_EPOCH = 62_135_596_800;

/** ISO 8601 in UTC with only the fraction digits that are needed: `2026-01-02T03:04:05.1234567Z`. */
export function isoFromTicks(ticks: bigint): string {
  // Seconds and the rest of a second both fit a number exactly; bigints are slow here.
  const seconds = Number(ticks / TICKS_PER_SECOND);
  const rest = Number(ticks % TICKS_PER_SECOND);
  const text = new Date((seconds - SECONDS_AT_UNIX_EPOCH) * 1_000).toISOString().slice(0, 19);
  if (rest === 0) return `${text}Z`;
  const fraction = String(TICKS_PER_SECOND_NUMBER + rest).slice(1);
  return `${text}.${fraction.replace(/0+$/, "")}Z`;
}

/** A timespan as the service prints it: `[-][d.]hh:mm:ss[.fffffff]`. */
export function timespanText(ticks: bigint): string {
  const sign = ticks < 0n ? "-" : "";
  const size = ticks < 0n ? -ticks : ticks;
  const two = (value: bigint): string => value.toString().padStart(2, "0");
  const days = size / TICKS_PER_DAY;
  const clock = [
    (size / TICKS_PER_HOUR) % 24n,
    (size / TICKS_PER_MINUTE) % 60n,
    (size / TICKS_PER_SECOND) % 60n,
  ]
    .map(two)
    .join(":");
  const fraction = size % TICKS_PER_SECOND;
  const tail = fraction === 0n ? "" : `.${fraction.toString().padStart(7, "0")}`;
  return `${sign}${days === 0n ? "" : `${days}.`}${clock}${tail}`;
}
