import { hash } from "node:crypto";
import { type Clock, Failure, limits } from "../../base/index.ts";

/** An assertion whose signature is genuine. */
interface UsedAssertion {
  readonly clientId: string;
  /** Its `jti`; without one, the assertion itself. */
  readonly id: string;
  readonly signedText: string;
  /** Milliseconds since 1970; from then on it is refused for its age. */
  readonly refusedFrom: number;
}

/** How often one assertion may be sent. */
export type AssertionUse = "until-expiry" | "once";

/** Remembers which assertions were used, for as long as they could be used again. */
export interface UsedAssertions {
  /** @throws {Failure} `identity/assertion-replayed`, `identity/assertions-too-many`. */
  use(assertion: UsedAssertion): void;
}

const MINUTE_MS = 60_000;

/**
 * An id belongs to one assertion: a second one under the same id is refused.
 *
 * Sending the same assertion again is allowed until it expires unless `allowed` is `once`. Seen:
 * msal-node and msal for Python make one assertion and send it for ten minutes with every request,
 * also for several APIs at the same time; refusing the second would break them at random.
 *
 * The memory is bounded, also for each client; at the bound new assertions are refused, since
 * forgetting would let an old id come again.
 */
export function usedAssertions(clock: Clock, allowed: AssertionUse): UsedAssertions {
  const used = new Map<string, string>();
  const countOf = new Map<string, number>();
  const endings = new Map<number, { readonly key: string; readonly clientId: string }[]>();
  let sweptMinute = 0;
  const forget = ({ key, clientId }: { readonly key: string; readonly clientId: string }): void => {
    used.delete(key);
    const count = (countOf.get(clientId) ?? 1) - 1;
    if (count === 0) countOf.delete(clientId);
    else countOf.set(clientId, count);
  };
  const sweep = (): void => {
    const minute = Math.floor(clock.now() / MINUTE_MS);
    if (minute === sweptMinute) return;
    sweptMinute = minute;
    for (const [ending, entries] of endings) {
      if (ending >= minute) continue;
      endings.delete(ending);
      for (const entry of entries) forget(entry);
    }
  };
  return {
    use({ clientId, id, signedText, refusedFrom }) {
      sweep();
      const key = hash("sha256", `${clientId} ${id}`, "base64");
      const fingerprint = hash("sha256", signedText, "base64");
      const known = used.get(key);
      if (known === fingerprint && allowed === "until-expiry") return;
      if (known !== undefined) {
        throw new Failure("identity/assertion-replayed", "the id was used before");
      }
      const count = countOf.get(clientId) ?? 0;
      const { usedAssertionsMax, usedAssertionsPerClientMax } = limits.identity;
      if (used.size >= usedAssertionsMax || count >= usedAssertionsPerClientMax) {
        throw new Failure("identity/assertions-too-many", "no more can be remembered");
      }
      used.set(key, fingerprint);
      countOf.set(clientId, count + 1);
      const ending = Math.floor(refusedFrom / MINUTE_MS);
      const entries = endings.get(ending);
      if (entries === undefined) endings.set(ending, [{ key, clientId }]);
      else entries.push({ key, clientId });
    },
  };
}
