/** The thread of the log engine: it compiles and runs queries, and appends. */
import {
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  workerData,
} from "node:worker_threads";
import { Failure, limits } from "../../base/index.ts";
import {
  type Catalog,
  type CompiledQuery,
  type CompileOptions,
  createCompiler,
  engineFunctions,
} from "../../kql/index.ts";
import {
  type LogQuery,
  type LogQueryLimits,
  type LogStore,
  openLogStore,
} from "../../storage/index.ts";
import {
  CATALOG_NEEDED,
  type CallMessage,
  type CancelMessage,
  type EngineMessage,
  type EngineWorkerOptions,
  type SentCatalog,
} from "./log-engine-protocol.ts";

interface Start {
  readonly options: EngineWorkerOptions;
  readonly cancels: MessagePort;
}

async function serve(port: MessagePort, { options, cancels }: Start): Promise<void> {
  const queries = new Queries();
  const compile = rememberingCatalogs();
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
    post(await answer(call, { store, queries, compile }));
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

type Compile = (
  text: string,
  sent: SentCatalog,
  options: CompileOptions,
) => CompiledQuery | typeof CATALOG_NEEDED;

/** Catalogs are large, and queries come for the same ones again and again. */
function rememberingCatalogs(): Compile {
  const compiler = createCompiler();
  const catalogs = new Map<number, Catalog>();
  return (text, { number, catalog = catalogs.get(number) }, options) => {
    if (catalog === undefined) return CATALOG_NEEDED;
    catalogs.delete(number);
    catalogs.set(number, catalog);
    const [oldest] = catalogs.keys();
    if (catalogs.size > limits.query.catalogsMax && oldest !== undefined) catalogs.delete(oldest);
    return compiler.compile(text, catalog, options);
  };
}

interface Served {
  readonly store: LogStore;
  readonly queries: Queries;
  readonly compile: Compile;
}

async function answer(call: CallMessage, served: Served): Promise<EngineMessage> {
  const { id } = call;
  try {
    return { id, answer: await run(call, served) };
  } catch (error) {
    if (!(error instanceof Failure)) return { id, defect: error as Error };
    const { code, message, facts } = error;
    return { id, failure: { code, message, facts } };
  } finally {
    served.queries.end(id);
  }
}

async function run(
  { id, method, args }: CallMessage,
  { store, queries, compile }: Served,
): Promise<unknown> {
  switch (method) {
    case "compile":
      return compile(...(args as Parameters<Compile>));
    case "query": {
      const [query, queryLimits] = args as [LogQuery, LogQueryLimits];
      return store.query(query, queryLimits, queries.begin(id));
    }
    default: {
      const call = store[method] as (...given: unknown[]) => Promise<unknown>;
      return call.apply(store, [...args]);
    }
  }
}

if (parentPort !== null) await serve(parentPort, workerData as Start);
