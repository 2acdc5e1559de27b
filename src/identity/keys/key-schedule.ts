import { limits } from "../../base/index.ts";

/** What a signing key does at a moment. */
export type KeyState = "next" | "signing" | "retired";

/** When a key was made and from when on it signs, in milliseconds since 1970. */
export interface ScheduledKey {
  readonly kid: string;
  readonly createdAt: number;
  readonly signsFrom: number;
}

/** A key's place in the rotation at one moment; times in milliseconds since 1970. */
export interface KeyPlace {
  readonly kid: string;
  readonly state: KeyState;
  readonly createdAt: number;
  readonly signsFrom: number;
  /** When the next key takes over; undefined as long as there is none. */
  readonly signsUntil: number | undefined;
  /** When the last token that it can have signed is over, so that nobody needs it any more. */
  readonly removedAt: number | undefined;
}

/** Who signs, who is published beside it, and until when that is so. */
export interface KeySchedule {
  /** The signing key first, then the next one, then the retired ones from the newest on. */
  readonly places: readonly KeyPlace[];
  /** The moment from which on this is no longer true; infinite when nothing is due. */
  readonly changesAt: number;
}

/** Longest life of a token, and what clocks may differ by. */
const TOKEN_LIFE_MS_MAX =
  (Math.max(
    limits.identity.accessTokenLifetimeSecondsMax,
    limits.identity.managedIdentityTokenLifetimeSeconds,
  ) +
    limits.identity.clockSkewSeconds) *
  1_000;

const ORDER: readonly KeyState[] = ["signing", "next", "retired"];

/**
 * The rotation at a moment: of the keys whose time has come the one that came last signs, each
 * before it stays published until its tokens are over, each after it is published already.
 *
 * Nothing but the times at which keys begin to sign is stored, so a restart finds the same.
 */
export function scheduleAt(keys: readonly ScheduledKey[], now: number): KeySchedule {
  const inOrder = [...keys].sort(
    (a, b) => a.signsFrom - b.signsFrom || a.createdAt - b.createdAt || compare(a.kid, b.kid),
  );
  // With a clock that was set back no key's time may have come: then the first one signs.
  const signing = Math.max(
    0,
    inOrder.findLastIndex(({ signsFrom }) => signsFrom <= now),
  );
  const places = inOrder.map((key, at): KeyPlace => {
    const signsUntil = inOrder[at + 1]?.signsFrom;
    return {
      kid: key.kid,
      state: at === signing ? "signing" : at < signing ? "retired" : "next",
      createdAt: key.createdAt,
      signsFrom: key.signsFrom,
      signsUntil,
      removedAt: signsUntil === undefined ? undefined : signsUntil + TOKEN_LIFE_MS_MAX,
    };
  });
  const published = places.filter(
    ({ state, removedAt }) => state !== "retired" || now < (removedAt ?? now),
  );
  const due = published.flatMap(({ state, signsFrom, removedAt }) =>
    state === "next" ? signsFrom : state === "retired" ? (removedAt ?? []) : [],
  );
  return {
    places: published.reverse().sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state)),
    changesAt: Math.min(...due, Number.POSITIVE_INFINITY),
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
