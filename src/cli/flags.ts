import { type ParseArgsConfig, parseArgs } from "node:util";
import { msFromIsoMoment, systemClock } from "../base/index.ts";
import { UsageError } from "./command.ts";

/** Values of flags as `parseArgs` gives them. */
export type FlagValues = Readonly<Record<string, string | boolean | undefined>>;

/**
 * Reads flags strictly: an unknown flag or a stray word is a mistake, never ignored.
 *
 * @throws {UsageError}
 */
export function readFlags(
  args: readonly string[],
  options: NonNullable<ParseArgsConfig["options"]>,
): FlagValues {
  try {
    const { values } = parseArgs({
      args: [...args],
      options,
      strict: true,
      allowPositionals: false,
    });
    return values as FlagValues;
  } catch (error) {
    const [first = "the options cannot be read"] = String((error as Error).message).split(". ");
    throw new UsageError(first.endsWith(".") ? first : `${first}.`);
  }
}

/** @throws {UsageError} when the text is not a whole number. */
export function readInteger(flag: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError(`${flag} takes a whole number, not "${text}".`);
  return Number(text);
}

/** Reads `90s`, `5m`, `1h`, `250ms` or plain seconds as whole milliseconds. @throws {UsageError} */
export function readDuration(flag: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|min|h)?$/.exec(text);
  if (match === null) throw new UsageError(`${flag} takes a time such as 30s, 5m or 1h.`);
  const unit = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 }[match[2] ?? "s"] ?? 1_000;
  return Math.round(Number(match[1]) * unit);
}

/** Reads a time such as `2026-01-02T03:04:05Z`, or `now`. @throws {UsageError} */
export function readTime(flag: string, text: string): Date {
  if (text === "now") return new Date(systemClock.now());
  const ms = msFromIsoMoment(text);
  if (ms === undefined) {
    throw new UsageError(`${flag} takes a time such as 2026-01-02T03:04:05Z, or now.`);
  }
  return new Date(ms);
}
