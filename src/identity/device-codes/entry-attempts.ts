import { type Clock, Failure, limits } from "../../base/index.ts";

/** Slows down whoever enters codes that are not there. */
export interface EntryAttempts {
  /** @throws {Failure} `identity/user-code-attempts` (fact: `seconds`) while `from` has to wait. */
  requireTurn(from: string): void;
  countWrong(from: string): void;
}

interface Record {
  wrong: number;
  waitsUntil: number;
  forgottenAt: number;
}

/**
 * Some wrong codes are free; each further one doubles the wait. A right code does not shorten it,
 * since a guesser can have codes of his own.
 *
 * Source: RFC 8628 section 5.1.
 */
export function entryAttempts(clock: Clock): EntryAttempts {
  const {
    userCodeWrongMax,
    userCodeWaitSecondsFirst,
    userCodeWaitSecondsMax,
    userCodeAttemptsForgottenMs,
    userCodeSourcesMax,
  } = limits.identity;
  const records = new Map<string, Record>();
  const current = (from: string): Record | undefined => {
    const record = records.get(from);
    if (record === undefined || clock.now() < record.forgottenAt) return record;
    records.delete(from);
    return undefined;
  };
  return {
    requireTurn(from) {
      const msLeft = (current(from)?.waitsUntil ?? 0) - clock.now();
      if (msLeft <= 0) return;
      throw new Failure("identity/user-code-attempts", "too many wrong codes were entered", {
        facts: { seconds: String(Math.ceil(msLeft / 1_000)) },
      });
    },
    countWrong(from) {
      const wrong = (current(from)?.wrong ?? 0) + 1;
      const beyond = wrong - userCodeWrongMax;
      const seconds = Math.min(
        userCodeWaitSecondsFirst * 2 ** Math.min(beyond, 30),
        userCodeWaitSecondsMax,
      );
      const now = clock.now();
      records.delete(from);
      for (const oldest of records.keys()) {
        if (records.size < userCodeSourcesMax) break;
        records.delete(oldest);
      }
      records.set(from, {
        wrong,
        waitsUntil: beyond >= 0 ? now + seconds * 1_000 : 0,
        forgottenAt: now + userCodeAttemptsForgottenMs,
      });
    },
  };
}
