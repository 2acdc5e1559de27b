import { type Clock, msFromTicks, ticksFromMs } from "../base/index.ts";
import {
  contoso,
  type DemoLogTarget,
  type DemoLogTicker,
  fillDemoLogs,
  startDemoLogTicker,
} from "../demo/index.ts";
import type { Logger } from "../http/index.ts";
import { builtInTables } from "../monitor/index.ts";
import type { LogStore } from "../storage/index.ts";

export interface DemoLogsDependencies {
  readonly store: LogStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** Told when a fill begins and ends that people would wait for. */
  onProgress(message: string): void;
}

/** The demo workspace's rows: brought up to the clock at the first use, then every minute. */
export class DemoLogs {
  readonly #deps: DemoLogsDependencies;
  #ticker: DemoLogTicker | undefined;
  #running: Promise<number> | undefined;

  constructor(deps: DemoLogsDependencies) {
    this.#deps = deps;
  }

  /** The 30 days of a first start, with words about it. */
  async fillFirst(): Promise<void> {
    const { onProgress } = this.#deps;
    onProgress("Making 30 days of demo logs, once …");
    // People wait by the machine's time, whatever the server's clock does.
    const startedAt = performance.now();
    const rows = await this.#fill();
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    onProgress(`  ${rows.toLocaleString("en-US")} rows in ${seconds} s`);
  }

  /** What is missing until now; later minutes follow by themselves. */
  async prepare(): Promise<void> {
    await this.#fill();
  }

  async stop(): Promise<void> {
    await this.#ticker?.stop();
  }

  /** One fill at a time: whoever comes while one runs waits for that one. */
  #fill(): Promise<number> {
    this.#running ??= this.#fillNow().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #fillNow(): Promise<number> {
    const { store, clock, log } = this.#deps;
    const target = demoTarget(store);
    const rows = await fillDemoLogs(target, clock);
    this.#ticker ??= startDemoLogTicker(target, clock, (error) => {
      log.error({ operation: "demo-logs", reason: String(error) });
    });
    return rows;
  }
}

const markOf = (table: string): string => `demo-filled-until/${table}`;

function demoTarget(store: LogStore): DemoLogTarget {
  const { workspaceId } = contoso;
  return {
    async append(table, columns, rows, untilMs, filledMs) {
      const definition = builtInTables().get(table);
      if (definition === undefined) throw new Error(`no built-in table ${table}`);
      await store.ensureTables(workspaceId, [definition]);
      const mark = {
        name: markOf(table),
        value: ticksFromMs(untilMs),
        expected: filledMs === undefined ? null : ticksFromMs(filledMs),
      };
      await store.append(workspaceId, table, columns, rows, mark);
    },
    async filledUntil(table) {
      const ticks = await store.mark(workspaceId, markOf(table));
      return ticks === undefined ? undefined : msFromTicks(ticks);
    },
    removeBefore: (table, ms) => store.removeBefore(workspaceId, table, ticksFromMs(ms)),
  };
}
