import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { Failure } from "../../base/index.ts";
import type { LogStoreOptions } from "../../storage/index.ts";
import type {
  CallMessage,
  CancelMessage,
  EngineMessage,
  EngineWorkerOptions,
  RemoteMethod,
  SentFailure,
} from "./log-engine-protocol.ts";

interface Waiting {
  resolve(answer: never): void;
  reject(error: unknown): void;
}

/** Calls to the log engine's thread, which starts with the first of them. */
export class EngineThread {
  readonly #options: EngineWorkerOptions;
  readonly #log: LogStoreOptions["log"];
  readonly #waiting = new Map<number, Waiting>();
  #thread: { readonly worker: Worker; readonly cancels: MessagePort } | undefined;
  #lastId = 0;
  #isClosed = false;

  constructor(options: EngineWorkerOptions, log: LogStoreOptions["log"]) {
    this.#options = options;
    this.#log = log;
  }

  /**
   * Calls a method on the thread; the signal gives a query up.
   *
   * @throws {Failure} `logs/closed`, and what the method throws.
   */
  async call<Answer>(
    method: RemoteMethod,
    args: readonly unknown[],
    signal?: AbortSignal,
  ): Promise<Answer> {
    if (this.#isClosed) throw new Failure("logs/closed", "the log store is closed");
    this.#thread ??= this.#start();
    const { worker, cancels } = this.#thread;
    this.#lastId += 1;
    const id = this.#lastId;
    const answer = new Promise<Answer>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    worker.postMessage({ id, method, args } satisfies CallMessage);
    const cancel = (): void => cancels.postMessage({ cancel: id } satisfies CancelMessage);
    if (signal?.aborted) cancel();
    else signal?.addEventListener("abort", cancel, { once: true });
    try {
      return await answer;
    } finally {
      signal?.removeEventListener("abort", cancel);
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    const closing = this.#thread === undefined ? undefined : this.call("close", []);
    this.#isClosed = true;
    await closing;
  }

  #start(): { readonly worker: Worker; readonly cancels: MessagePort } {
    const { port1: cancels, port2 } = new MessageChannel();
    const worker = new Worker(workerFile(), {
      workerData: { options: this.#options, cancels: port2 },
      transferList: [port2],
    });
    worker.on("message", (message: EngineMessage) => this.#receive(message));
    const stopped = (error: Error): void => {
      this.#thread = undefined;
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    };
    worker.once("error", stopped);
    worker.once("exit", () => stopped(new Error("the log engine's thread has ended")));
    return { worker, cancels };
  }

  #receive(message: EngineMessage): void {
    if ("warning" in message) {
      this.#log?.warn(message.facts, message.warning);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ("answer" in message) waiting?.resolve(message.answer as never);
    else waiting?.reject("failure" in message ? failureOf(message.failure) : message.defect);
  }
}

function failureOf({ code, message, facts }: SentFailure): Failure {
  return new Failure(code, message, { facts });
}

/** The thread's own file, as built or, in development, as written. */
function workerFile(): URL {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return new URL(`./log-engine-worker.${extension}`, import.meta.url);
}
