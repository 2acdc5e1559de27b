import { limits } from "../../base/index.ts";
import type { LogStore, LogTable } from "../../storage/index.ts";
import type { EngineThread } from "./engine-thread.ts";

type Tables = Promise<{ version: string; tables: readonly LogTable[] }>;

/** The log store's port, each call of it made on the engine's thread. */
export function remoteLogStore(thread: EngineThread): LogStore {
  const known = new KnownTables();
  return {
    ensureTables: (...args) => known.changing(args[0], () => thread.call("ensureTables", args)),
    tables: (workspaceId) => known.tables(workspaceId, () => thread.call("tables", [workspaceId])),
    append: (...args) => thread.call("append", args),
    mark: (...args) => thread.call("mark", args),
    removeBefore: (...args) => thread.call("removeBefore", args),
    query: (query, queryLimits, signal) => thread.call("query", [query, queryLimits], signal),
    dropWorkspace: (...args) => known.changing(args[0], () => thread.call("dropWorkspace", args)),
    close: () => thread.close(),
  };
}

/**
 * The tables of workspaces as last told, so that each query need not have them copied again. The
 * store changes by calls of ours alone: around each of them a workspace's tables are forgotten.
 */
class KnownTables {
  readonly #tables = new Map<string, Tables>();

  tables(workspaceId: string, ask: () => Tables): Tables {
    const standing = this.#tables.get(workspaceId);
    if (standing !== undefined) return standing;
    const asked = ask();
    const [oldest] = this.#tables.keys();
    if (this.#tables.size >= limits.query.catalogsMax && oldest !== undefined) {
      this.#tables.delete(oldest);
    }
    this.#tables.set(workspaceId, asked);
    void asked.catch(() => {
      if (this.#tables.get(workspaceId) === asked) this.#tables.delete(workspaceId);
    });
    return asked;
  }

  async changing(workspaceId: string, change: () => Promise<void>): Promise<void> {
    this.#forget(workspaceId);
    try {
      await change();
    } finally {
      this.#forget(workspaceId);
    }
  }

  /** Workspace ids are compared without regard to case. */
  #forget(workspaceId: string): void {
    for (const name of this.#tables.keys()) {
      if (name.toLowerCase() === workspaceId.toLowerCase()) this.#tables.delete(name);
    }
  }
}
