import { limits } from "../../base/index.ts";

/** What a `Prefer` header asks of a query's answer. */
export interface Preferences {
  /** How long the query may run, in milliseconds. */
  readonly timeoutMs: number;
  readonly withStatistics: boolean;
  readonly withRender: boolean;
}

/**
 * Reads `Prefer: wait=42,include-statistics=true,include-render=true`.
 *
 * A longer wait than the service's maximum is cut to it. Tokens that are not known or not well
 * formed are passed over, as RFC 7240 section 2 demands.
 * Source: learn.microsoft.com/azure/azure-monitor/logs/api/prefer-options, …/api/timeouts.
 */
export function readPreferences(header: string | readonly string[] | undefined): Preferences {
  const text = typeof header === "string" ? header : (header ?? []).join(",");
  const asked = new Map<string, string>();
  for (const token of text.split(/[,;]/)) {
    const [name = "", value = "true"] = token.split("=");
    const key = name.trim().toLowerCase();
    // RFC 7240: the first of several equal preferences counts.
    if (!asked.has(key)) asked.set(key, value.trim().replaceAll('"', "").toLowerCase());
  }
  return {
    timeoutMs: readWait(asked.get("wait")),
    withStatistics: asked.get("include-statistics") === "true",
    withRender: asked.get("include-render") === "true",
  };
}

function readWait(seconds: string | undefined): number {
  if (seconds === undefined || !/^[1-9]\d{0,8}$/.test(seconds)) {
    return limits.query.timeoutMsDefault;
  }
  return Math.min(Number(seconds) * 1_000, limits.query.timeoutMsMax);
}
