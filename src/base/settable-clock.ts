import type { Clock } from "./clock.ts";
import { Failure } from "./failure.ts";
import { limits } from "./limits.ts";

/** What a settable clock shows. */
export interface ClockReading {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly isFrozen: boolean;
  /** How far it is ahead of the machine's clock; negative when it is behind. */
  readonly aheadMs: number;
}

/**
 * A clock that tests freeze, step and set. It begins with the machine's time and never goes back:
 * what was stored at a moment must not lie in the future afterwards.
 *
 * Failures: `clock/backwards`, `clock/out-of-range` (facts: `now`, `asked`).
 */
export class SettableClock implements Clock {
  readonly #machine: Clock;
  #aheadMs: number;
  #frozenAt: number | undefined;
  #moves = 0;

  /** `aheadMs`: how far it begins ahead of the machine's clock; `frozenAt`: where it stands. */
  constructor(
    machine: Clock,
    { aheadMs = 0, frozenAt }: { readonly aheadMs?: number; readonly frozenAt?: number } = {},
  ) {
    this.#machine = machine;
    this.#aheadMs = aheadMs;
    this.#frozenAt = frozenAt;
  }

  now(): number {
    return this.#frozenAt ?? this.#machine.now() + this.#aheadMs;
  }

  read(): ClockReading {
    const now = this.now();
    return { now, isFrozen: this.#frozenAt !== undefined, aheadMs: now - this.#machine.now() };
  }

  /** How often it was stepped or set: moves with every jump of the time. */
  moves(): number {
    return this.#moves;
  }

  /** Stands still, here or at a later moment. */
  freeze(at: number = this.now()): void {
    this.#move(at);
    this.#frozenAt = at;
  }

  /** Goes to a later moment, and on from there unless it is frozen. */
  set(at: number): void {
    this.#move(at);
  }

  /** Goes on by so many milliseconds. */
  step(ms: number): void {
    this.#move(this.now() + ms);
  }

  /** Runs on from where it stands. */
  resume(): void {
    if (this.#frozenAt === undefined) return;
    this.#aheadMs = this.#frozenAt - this.#machine.now();
    this.#frozenAt = undefined;
  }

  #move(at: number): void {
    const now = this.now();
    const facts = { now: new Date(now).toISOString(), asked: textOf(at) };
    if (!Number.isInteger(at) || at > limits.clock.latestMs) {
      throw new Failure("clock/out-of-range", "no such moment", { facts });
    }
    if (at < now) throw new Failure("clock/backwards", "the clock does not go back", { facts });
    if (at > now) this.#moves += 1;
    if (this.#frozenAt === undefined) this.#aheadMs = at - this.#machine.now();
    else this.#frozenAt = at;
  }
}

function textOf(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString();
}
