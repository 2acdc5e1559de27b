import type { Clock } from "../../base/index.ts";
import { type DemoLogOptions, type DemoLogTarget, fillDemoLogs } from "./fill-demo-logs.ts";
import { MINUTE_MS } from "./rhythm.ts";

export interface DemoLogTicker {
  /** Ends the ticking; resolves when a fill that runs is done. */
  stop(): Promise<void>;
}

/**
 * Keeps the demo's rows fresh while the server runs: fills up each time a minute of the clock is
 * over. Never keeps the process alive. A fill that fails is reported and tried again a minute later.
 */
export function startDemoLogTicker(
  target: DemoLogTarget,
  clock: Clock,
  report: (error: unknown) => void,
  options: DemoLogOptions = {},
): DemoLogTicker {
  let isStopped = false;
  let running: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout;

  let filledAt: number | undefined;
  const plan = (): void => {
    if (isStopped) return;
    timer = setTimeout(tick, pauseAt(clock.now(), filledAt)).unref();
  };
  const tick = (): void => {
    filledAt = clock.now();
    running = fillDemoLogs(target, clock, options).catch(report).finally(plan);
  };
  plan();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/**
 * Milliseconds until the minute is over; a whole minute where the clock stands still, since its
 * minute is never over.
 */
export function pauseAt(now: number, filledAt: number | undefined): number {
  return now === filledAt ? MINUTE_MS : MINUTE_MS - (now % MINUTE_MS);
}
