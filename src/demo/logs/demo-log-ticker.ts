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

  const plan = (): void => {
    if (isStopped) return;
    timer = setTimeout(tick, MINUTE_MS - (clock.now() % MINUTE_MS)).unref();
  };
  const tick = (): void => {
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
