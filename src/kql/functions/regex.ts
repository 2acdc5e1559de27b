import { Failure } from "../../base/index.ts";
import type { EngineValue } from "../compiled.ts";
import { refuse } from "./define.ts";

/**
 * Checks a literal RE2 pattern before the engine sees it.
 *
 * Both KQL and DuckDB run RE2, so the pattern itself passes through; lookaround and back references
 * exist in neither. An invalid pattern is the query's fault, not the engine's.
 *
 * @throws {Failure} `kql/semantic` for an invalid pattern; `kql/not-supported` for a computed one.
 */
export function regexSource(pattern: EngineValue | undefined, of: string): string {
  if (typeof pattern !== "string") return refuse(`${of} with a pattern that is not a literal`);
  if (/\(\?(?:[=!]|<[=!])/.test(pattern) || /(?:^|[^\\])(?:\\\\)*\\[1-9]/.test(pattern)) {
    throw invalid(pattern);
  }
  const script = pattern
    .replace(/\(\?P</g, "(?<")
    .replace(/\(\?[imsU]*(?:-[imsU]+)?([:)])/g, (_, end: string) => (end === ":" ? "(?:" : ""));
  try {
    new RegExp(script.replace(/\[\[:\^?\w+:\]/g, "[a"));
  } catch {
    throw invalid(pattern);
  }
  return pattern;
}

/** How many capturing groups a checked pattern has. */
export function groupCount(pattern: string): number {
  const script = pattern
    .replace(/\(\?P</g, "(?<")
    .replace(/\(\?[imsU]*(?:-[imsU]+)?([:)])/g, (_, end: string) => (end === ":" ? "(?:" : ""));
  return (new RegExp(`${script.replace(/\[\[:\^?\w+:\]/g, "[a")}|`).exec("")?.length ?? 1) - 1;
}

function invalid(pattern: string): Failure {
  return new Failure("kql/semantic", `Regex pattern is ill-formed: ${pattern}`);
}
