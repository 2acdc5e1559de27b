import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { Failure } from "../../base/index.ts";

interface Waiter {
  give(connection: DuckDBConnection): void;
}

/**
 * Connections that queries run on: as many at once as `concurrentMax`, others wait in the order
 * they came, at most `queueMax` of them.
 */
export class ConnectionPool {
  readonly #instance: DuckDBInstance;
  readonly #concurrentMax: number;
  readonly #queueMax: number;
  readonly #idle: DuckDBConnection[] = [];
  readonly #waiting = new Set<Waiter>();
  #inUse = 0;

  constructor(instance: DuckDBInstance, concurrentMax: number, queueMax: number) {
    this.#instance = instance;
    this.#concurrentMax = concurrentMax;
    this.#queueMax = queueMax;
  }

  /**
   * A connection of one's own, until `release`. The signal ends the waiting, with its reason.
   *
   * @throws {Failure} `logs/busy`.
   */
  async take(signal: AbortSignal): Promise<DuckDBConnection> {
    signal.throwIfAborted();
    if (this.#inUse < this.#concurrentMax) {
      this.#inUse += 1;
      try {
        return this.#idle.pop() ?? (await this.#instance.connect());
      } catch (error) {
        this.#inUse -= 1;
        throw error;
      }
    }
    if (this.#waiting.size >= this.#queueMax) {
      throw new Failure("logs/busy", "too many queries wait already");
    }
    return this.#wait(signal);
  }

  release(connection: DuckDBConnection): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#inUse -= 1;
      this.#idle.push(connection);
    } else {
      this.#waiting.delete(next);
      next.give(connection);
    }
  }

  close(): void {
    for (const connection of this.#idle.splice(0)) connection.closeSync();
  }

  #wait(signal: AbortSignal): Promise<DuckDBConnection> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        this.#waiting.delete(waiter);
        reject(signal.reason);
      };
      const waiter: Waiter = {
        give(connection) {
          signal.removeEventListener("abort", stop);
          resolve(connection);
        },
      };
      signal.addEventListener("abort", stop, { once: true });
      this.#waiting.add(waiter);
    });
  }
}
