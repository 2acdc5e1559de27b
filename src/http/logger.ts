import { type DestinationStream, type Logger, pino } from "pino";

export type { Logger } from "pino";

/** How much a logger says. */
export type LogLevel = "silent" | "error" | "warn" | "info" | "debug";

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Where lines go; standard error without it. */
  readonly stream?: { write(line: string): unknown };
}

/** Bytes collected before a write: a write per line would compete with signing for threads. */
const BATCH_BYTES = 4_096;
const FLUSH_EVERY_MS = 250;

/**
 * A logger that writes one JSON object a line, or short lines for people on a terminal.
 *
 * Lines to standard error are written in batches off the request's path, at most 250 ms late, and
 * flushed when the process ends.
 */
export function createLogger(options: LoggerOptions): Logger {
  const { level, stream } = options;
  const settings = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string): object => ({ level: label }) },
  };
  if (stream !== undefined) return pino(settings, stream as DestinationStream);
  if (process.stderr.isTTY) return pino(settings, { write: writeShortLine });
  return pino(
    settings,
    pino.destination({
      dest: 2,
      sync: false,
      minLength: BATCH_BYTES,
      periodicFlush: FLUSH_EVERY_MS,
    }),
  );
}

function writeShortLine(line: string): void {
  process.stderr.write(shortLine(line));
}

/** `12:30:01 info login POST /tenant/oauth2/v2.0/token 200 3 ms`, other fields as key=value. */
export function shortLine(line: string): string {
  const { time, level, msg, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const { surface, method, path, status, ms, ...others } = rest;
  const request = [surface, method, path, status].filter((part) => part !== undefined).join(" ");
  const parts = [
    String(time).slice(11, 19),
    String(level),
    msg === undefined ? "" : String(msg),
    request,
    ms === undefined ? "" : `${String(ms)} ms`,
    ...Object.entries(others).map(([key, value]) => `${key}=${asText(value)}`),
  ];
  return `${parts.filter((part) => part !== "").join(" ")}\n`;
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
