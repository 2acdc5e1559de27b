import {
  type Clock,
  type ClockReading,
  Failure,
  SettableClock,
  systemClock,
} from "../base/index.ts";
import type { Directory } from "../storage/index.ts";

/**
 * The one clock of a running server: tokens, sessions, role assignments, retention and queries take
 * their time from it. Moments are milliseconds since 1970; it never goes back.
 *
 * Failures: `clock/backwards`, `clock/out-of-range` (facts: `now`, `asked`).
 */
export interface ServerClock {
  read(): ClockReading;
  /** Stands still, here or at a later moment. */
  freeze(at?: number): Promise<ClockReading>;
  /** Goes to a later moment, and on from there unless it is frozen. */
  set(at: number): Promise<ClockReading>;
  /** Goes on by so many milliseconds. */
  step(ms: number): Promise<ClockReading>;
  /** Runs on from where it stands. */
  resume(): Promise<ClockReading>;
}

export interface StoreClock {
  readonly clock: SettableClock;
  readonly control: ServerClock;
  /** Keeps where the clock stands, so that the store's time does not go back at its next start. */
  keep(): Promise<void>;
}

export interface StoreClockOptions {
  /** Where it stands still from the start; milliseconds since 1970. */
  readonly frozenAt?: number | undefined;
  readonly machine?: Clock;
}

const MARK = "clock";

/** Where a store's clock stood, and how far it was ahead of the machine's. */
interface Kept {
  readonly at: number;
  readonly aheadMs: number;
}

/**
 * Opens the clock of a store: the machine's, unless it was set ahead before; then as far ahead.
 *
 * @throws {Failure} `clock/backwards` when it is to be frozen before what the store has seen.
 */
export async function openStoreClock(
  directory: Directory,
  { frozenAt, machine = systemClock }: StoreClockOptions = {},
): Promise<StoreClock> {
  const text = await directory.read.meta.get(MARK);
  const kept = text === undefined ? undefined : (JSON.parse(text) as Kept);
  const clock = new SettableClock(machine, {
    aheadMs: Math.max(0, kept?.aheadMs ?? 0),
    ...(frozenAt !== undefined && { frozenAt }),
  });
  if (frozenAt !== undefined && frozenAt < (kept?.at ?? frozenAt)) {
    const [now, asked] = [kept?.at ?? 0, frozenAt].map((ms) => new Date(ms).toISOString());
    throw new Failure("clock/backwards", "the clock does not go back", {
      facts: { now: now ?? "", asked: asked ?? "" },
    });
  }
  const keep = async (): Promise<void> => {
    const { now: at, aheadMs } = clock.read();
    const value = JSON.stringify({ at, aheadMs } satisfies Kept);
    await directory.write((stores) => stores.meta.set(MARK, value));
  };
  const after = async (work: () => void): Promise<ClockReading> => {
    work();
    await keep();
    return clock.read();
  };
  await keep();
  return {
    clock,
    keep,
    control: {
      read: () => clock.read(),
      freeze: (at) => after(() => clock.freeze(at)),
      set: (at) => after(() => clock.set(at)),
      step: (ms) => after(() => clock.step(ms)),
      resume: () => after(() => clock.resume()),
    },
  };
}
