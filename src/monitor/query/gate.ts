import { Failure } from "../../base/index.ts";

interface Waiting {
  start(): void;
}

/**
 * Lets so many queries run at once and so many wait; the rest are refused.
 *
 * A query waits until one ends, the caller leaves, or its time is over.
 * Failures: `monitor/too-many-queries`, `logs/query-cancelled`.
 */
export class QueryGate {
  readonly #runningMax: number;
  readonly #waitingMax: number;
  readonly #waiting = new Set<Waiting>();
  #running = 0;

  constructor(runningMax: number, waitingMax: number) {
    this.#runningMax = runningMax;
    this.#waitingMax = waitingMax;
  }

  async run<T>(work: () => Promise<T>, waitMs: number, signal?: AbortSignal): Promise<T> {
    if (this.#running >= this.#runningMax) await this.#wait(waitMs, signal);
    else this.#running += 1;
    try {
      return await work();
    } finally {
      this.#release();
    }
  }

  /** Hands the place over instead of freeing it, so that a newcomer cannot overtake. */
  #release(): void {
    const [next] = this.#waiting;
    if (next === undefined) this.#running -= 1;
    else {
      this.#waiting.delete(next);
      next.start();
    }
  }

  #wait(waitMs: number, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(cancelled());
    if (this.#waiting.size >= this.#waitingMax) return Promise.reject(tooMany());
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        start: () => {
          stop();
          resolve();
        },
      };
      const leave = (failure: Failure): void => {
        stop();
        this.#waiting.delete(waiting);
        reject(failure);
      };
      const abort = (): void => leave(cancelled());
      const timer = setTimeout(() => leave(tooMany()), waitMs);
      const stop = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.#waiting.add(waiting);
    });
  }
}

function cancelled(): Failure {
  return new Failure("logs/query-cancelled", "the caller left");
}

function tooMany(): Failure {
  return new Failure("monitor/too-many-queries", "too many queries run or wait");
}
