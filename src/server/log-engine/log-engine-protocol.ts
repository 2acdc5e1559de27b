import type { Catalog } from "../../kql/index.ts";
import type { LogStore } from "../../storage/index.ts";

/** What is called across threads: the log store, and the compiler of its queries. */
export type RemoteMethod = keyof LogStore | "compile";

/** A catalog by its number, and whole where the other thread does not know the number. */
export interface SentCatalog {
  readonly number: number;
  readonly catalog: Catalog | undefined;
}

/** Answers a compile whose catalog has to be sent whole. */
export const CATALOG_NEEDED = "catalog-needed";

/** What the server's thread sends: a call, answered under its id. */
export interface CallMessage {
  readonly id: number;
  readonly method: RemoteMethod;
  readonly args: readonly unknown[];
}

/** Gives up a running query; sent on a port of its own, which is read between pieces of work too. */
export interface CancelMessage {
  readonly cancel: number;
}

/** What the engine's thread answers, or tells of its own accord. */
export type EngineMessage =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly failure: SentFailure }
  | { readonly id: number; readonly defect: Error }
  | { readonly warning: string; readonly facts: object };

/** A Failure's own fields: structured cloning keeps only the message of an error. */
export interface SentFailure {
  readonly code: string;
  readonly message: string;
  readonly facts: Readonly<Record<string, string>>;
}

/** What the engine's thread is started with. */
export interface EngineWorkerOptions {
  readonly file: string;
  readonly memoryBytesMax: number | undefined;
}
