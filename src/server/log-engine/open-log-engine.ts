import type { QueryCompiler } from "../../monitor/index.ts";
import { assertLogFileWritable, type LogStore, type LogStoreOptions } from "../../storage/index.ts";
import { EngineThread } from "./engine-thread.ts";
import { remoteCompiler } from "./remote-compiler.ts";
import { remoteLogStore } from "./remote-log-store.ts";

/** The log store and the compiler of its queries, on a thread of their own. */
export interface LogEngine {
  readonly store: LogStore;
  readonly compiler: QueryCompiler;
}

/**
 * Nothing that a query computes holds up the event loop that serves requests. The thread starts
 * with the first call.
 *
 * @throws {Failure} `logs/unwritable` (fact: `file`).
 */
export function openLogEngine({
  file,
  memoryBytesMax,
  log,
}: Pick<LogStoreOptions, "file" | "memoryBytesMax" | "log">): LogEngine {
  assertLogFileWritable(file);
  const thread = new EngineThread({ file, memoryBytesMax }, log);
  return { store: remoteLogStore(thread), compiler: remoteCompiler(thread) };
}
