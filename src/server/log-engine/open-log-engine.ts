import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { Failure } from "../../base/index.ts";
import {
  assertLogFileWritable,
  type LogAnswer,
  type LogMark,
  type LogQuery,
  type LogQueryLimits,
  type LogStore,
  type LogStoreOptions,
  type LogTable,
  type LogTableDefinition,
  type LogValue,
} from "../../storage/index.ts";
import type {
  CallMessage,
  CancelMessage,
  EngineMessage,
  EngineWorkerOptions,
  RemoteMethod,
  SentFailure,
} from "./log-engine-protocol.ts";

/**
 * The log store on a thread of its own: nothing that a query computes holds up the event loop that
 * serves requests. The thread starts with the first call.
 *
 * @throws {Failure} `logs/unwritable` (fact: `file`).
 */
export function openLogEngine({
  file,
  memoryBytesMax,
  log,
}: Pick<LogStoreOptions, "file" | "memoryBytesMax" | "log">): LogStore {
  assertLogFileWritable(file);
  return new LogEngine({ file, memoryBytesMax }, log);
}

interface Waiting {
  resolve(answer: never): void;
  reject(error: unknown): void;
}

class LogEngine implements LogStore {
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

  ensureTables(workspaceId: string, tables: readonly LogTableDefinition[]): Promise<void> {
    return this.#call("ensureTables", [workspaceId, tables]);
  }

  tables(workspaceId: string): Promise<{ version: string; tables: readonly LogTable[] }> {
    return this.#call("tables", [workspaceId]);
  }

  append(
    workspaceId: string,
    table: string,
    columns: readonly string[],
    rows: readonly (readonly LogValue[])[],
    mark?: LogMark,
  ): Promise<void> {
    return this.#call("append", [workspaceId, table, columns, rows, mark]);
  }

  mark(workspaceId: string, name: string): Promise<bigint | undefined> {
    return this.#call("mark", [workspaceId, name]);
  }

  removeBefore(workspaceId: string, table: string, ticks: bigint): Promise<void> {
    return this.#call("removeBefore", [workspaceId, table, ticks]);
  }

  query(query: LogQuery, limits: LogQueryLimits, signal?: AbortSignal): Promise<LogAnswer> {
    return this.#call("query", [query, limits], signal);
  }

  dropWorkspace(workspaceId: string): Promise<void> {
    return this.#call("dropWorkspace", [workspaceId]);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    const closing = this.#thread === undefined ? undefined : this.#call("close", []);
    this.#isClosed = true;
    await closing;
  }

  async #call<Answer>(
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
