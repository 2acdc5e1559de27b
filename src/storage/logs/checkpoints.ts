import { stat } from "node:fs/promises";
import { limits } from "../../base/index.ts";

/** Quiet time after the last append before the log is folded in. */
const QUIET_MS = 1_000;

/**
 * Folds the write-ahead log into the file while nobody waits: when it has grown and appends have
 * been quiet for a moment, or at once when it has grown far.
 */
export class Checkpoints {
  readonly #file: string;
  readonly #run: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #isRunning = false;

  /** `run` checkpoints, when its turn comes among the writes; it never throws. */
  constructor(file: string, run: () => Promise<void>) {
    this.#file = file;
    this.#run = run;
  }

  /** To be called after each commit; costs one look at the log's size. */
  async noteCommit(): Promise<void> {
    if (this.#file === ":memory:" || this.#isRunning) return;
    const bytes = await this.#walBytes();
    if (bytes < limits.logs.checkpointBytes || this.#isRunning) return;
    clearTimeout(this.#timer);
    const isUrgent = bytes > limits.logs.checkpointUrgentBytes;
    this.#timer = setTimeout(() => this.#start(), isUrgent ? 0 : QUIET_MS).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#isRunning = true;
  }

  #start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    void this.#run().finally(() => {
      this.#isRunning = false;
    });
  }

  async #walBytes(): Promise<number> {
    try {
      return (await stat(`${this.#file}.wal`)).size;
    } catch {
      return 0;
    }
  }
}
