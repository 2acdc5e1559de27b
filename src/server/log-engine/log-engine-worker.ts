/** The thread of the log engine: it runs queries and appends, and the functions that SQL calls. */
import {
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  workerData,
} from "node:worker_threads";
import { Failure } from "../../base/index.ts";
import { engineFunctions } from "../../kql/index.ts";
import {
  type LogQuery,
  type LogQueryLimits,
  type LogStore,
  openLogStore,
} from "../../storage/index.ts";
import type {
  CallMessage,
  CancelMessage,
  EngineMessage,
  EngineWorkerOptions,
} from "./log-engine-protocol.ts";

interface Start {
  readonly options: EngineWorkerOptions;
  readonly cancels: MessagePort;
}

async function serve(port: MessagePort, { options, cancels }: Start): Promise<void> {
  const queries = new Queries();
  const post = (message: EngineMessage): void => port.postMessage(message);
  const { file, memoryBytesMax } = options;
  const store = await openLogStore({
    file,
    ...(memoryBytesMax !== undefined && { memoryBytesMax }),
    functions: engineFunctions,
    // While functions run, this thread's events wait: a query that was given up would not end.
    beforePiece() {
      for (;;) {
        const sent = receiveMessageOnPort(cancels);
        if (sent === undefined) return;
        queries.cancel(sent.message as CancelMessage);
      }
    },
    log: { warn: (facts, warning) => post({ warning, facts }) },
  });
  cancels.on("message", (message: CancelMessage) => queries.cancel(message));
  port.on("message", async (call: CallMessage) => {
    post(await answer(call, store, queries));
    if (call.method === "close") {
      cancels.close();
      port.close();
    }
  });
}

/** The queries that were asked for, by the id of their call. */
class Queries {
  readonly #running = new Map<number, AbortController>();
  readonly #cancelledEarly = new Set<number>();
  #lastId = 0;

  begin(id: number): AbortSignal {
    const controller = new AbortController();
    if (this.#cancelledEarly.delete(id)) controller.abort();
    this.#running.set(id, controller);
    this.#lastId = id;
    return controller.signal;
  }

  end(id: number): void {
    this.#running.delete(id);
  }

  /** Calls and cancellations come by different ports: one may be given up before it is heard of. */
  cancel({ cancel: id }: CancelMessage): void {
    if (id > this.#lastId) this.#cancelledEarly.add(id);
    else this.#running.get(id)?.abort();
  }
}

async function answer(
  { id, method, args }: CallMessage,
  store: LogStore,
  queries: Queries,
): Promise<EngineMessage> {
  try {
    if (method === "query") {
      const [query, limits] = args as [LogQuery, LogQueryLimits];
      return { id, answer: await store.query(query, limits, queries.begin(id)) };
    }
    const call = store[method] as (...given: unknown[]) => Promise<unknown>;
    return { id, answer: await call.apply(store, [...args]) };
  } catch (error) {
    if (!(error instanceof Failure)) return { id, defect: error as Error };
    const { code, message, facts } = error;
    return { id, failure: { code, message, facts } };
  } finally {
    queries.end(id);
  }
}

if (parentPort !== null) await serve(parentPort, workerData as Start);
