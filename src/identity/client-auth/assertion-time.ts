import { Failure, limits } from "../../base/index.ts";
import type { AssertionClaims } from "./decode-assertion.ts";

/**
 * When an assertion ends, in seconds since 1970; fractions are allowed, as Python's clients send.
 *
 * @throws {Failure} `identity/assertion-malformed`, `identity/assertion-time` (facts: `now`,
 * `notBefore`, `expiresOn`).
 */
export function requireCurrent({ exp, nbf, iat }: AssertionClaims, nowMs: number): number {
  const notBefore = optionalSeconds(nbf);
  const issuedAt = optionalSeconds(iat);
  const expiresOn = optionalSeconds(exp);
  const now = nowMs / 1000;
  const skew = limits.identity.clockSkewSeconds;
  const starts = Math.max(notBefore ?? 0, issuedAt ?? 0);
  if (expiresOn === undefined || now - skew >= expiresOn || now + skew < starts) {
    const facts = {
      now: dateText(now),
      notBefore: starts === 0 ? "(not said)" : dateText(starts),
      expiresOn: expiresOn === undefined ? "(not said)" : dateText(expiresOn),
    };
    throw new Failure("identity/assertion-time", "the assertion is not valid now", { facts });
  }
  return expiresOn;
}

/** Dates end in the year 275760; nothing later is a time. */
const SECONDS_MAX = 8.64e12;

function optionalSeconds(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" && value >= 0 && value <= SECONDS_MAX) return value;
  throw new Failure("identity/assertion-malformed", "a time is no number of seconds");
}

const dateText = (seconds: number): string => new Date(seconds * 1000).toISOString();
