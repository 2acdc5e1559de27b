/** A column as the log engine keeps it; `type` is a KQL type name. */
export interface LogColumn {
  readonly name: string;
  readonly type: string;
  readonly physicalName: string;
}

/** A table of one workspace in the engine. */
export interface LogTable {
  readonly name: string;
  readonly columns: readonly LogColumn[];
  readonly source: { readonly schema: string; readonly table: string };
}

/** A value as it goes into or comes out of the engine; see kql/compiled.ts for the type mapping. */
export type LogValue = bigint | boolean | number | string | null;

/** A function that SQL may call beside the engine's own; see `EngineFunction` in kql/compiled.ts. */
export interface LogFunction {
  readonly name: string;
  /** KQL type names. */
  readonly parameters: readonly string[];
  readonly returns: string;
  readonly seesNulls: boolean;
  compute(...args: readonly LogValue[]): LogValue;
}

/** One SQL text of the compiler with its bound parameters. */
export interface LogQuery {
  readonly sql: string;
  /** KQL type name and value, in the order of $1, $2 …. */
  readonly parameters: readonly { readonly type: string; readonly value: LogValue }[];
}

export interface LogQueryLimits {
  readonly timeoutMs: number;
  readonly rowsMax: number;
  /** Estimated size of the answer in bytes of text. */
  readonly bytesMax: number;
}

export interface LogAnswer {
  readonly rows: readonly (readonly LogValue[])[];
  /** Set when rows were left out because a limit was reached. */
  readonly truncatedBy: "rows" | "bytes" | undefined;
  readonly elapsedMs: number;
}

/** A number that is kept under a name together with the rows of an append. */
export interface LogMark {
  readonly name: string;
  readonly value: bigint;
  /**
   * Append only if the mark still has this value (null: was never set), else `logs/mark-moved`:
   * so that two feeders at once do not append the same rows. Absent: append in any case.
   */
  readonly expected?: bigint | null;
}

/**
 * Where log rows live. One store per data folder; a workspace is a schema in it. Workspace ids are
 * compared without regard to case.
 *
 * Failures: `logs/query-timeout`, `logs/query-cancelled`, `logs/query-failed` (facts: `reason`),
 * `logs/busy` (too many queries or writes wait), `logs/store-busy` (another process holds the
 * file), `logs/store-newer`, `logs/store-unreadable`, `logs/unwritable`, `logs/closed`,
 * `logs/invalid-workspace-id`; of definitions and rows: `logs/unknown-type`,
 * `logs/column-type-differs`, `logs/table-without-columns`, `logs/unknown-table`,
 * `logs/unknown-column`, `logs/value-not-storable`, `logs/mark-moved`.
 */
export interface LogStore {
  /**
   * Makes the workspace's tables, or adds the columns that are missing; never drops one. Costs
   * nothing when all of it stands already.
   */
  ensureTables(workspaceId: string, tables: readonly LogTableDefinition[]): Promise<void>;
  /** The workspace's tables, ready for a catalog; `version` changes with any of them. */
  tables(workspaceId: string): Promise<{ version: string; tables: readonly LogTable[] }>;
  /**
   * Appends rows (values in the order of `columns`, the others null or empty); all of them are
   * durable on return, none of them are in the table on a failure. `mark` is kept in the same
   * transaction, so that a feeder knows after a crash exactly which rows it has appended.
   */
  append(
    workspaceId: string,
    table: string,
    columns: readonly string[],
    rows: readonly (readonly LogValue[])[],
    mark?: LogMark,
  ): Promise<void>;
  /** The value of a mark as last appended. */
  mark(workspaceId: string, name: string): Promise<bigint | undefined>;
  /** Removes the rows whose TimeGenerated lies before a moment; a table that is not there is fine. */
  removeBefore(workspaceId: string, table: string, ticks: bigint): Promise<void>;
  query(query: LogQuery, limits: LogQueryLimits, signal?: AbortSignal): Promise<LogAnswer>;
  dropWorkspace(workspaceId: string): Promise<void>;
  close(): Promise<void>;
}

export interface LogTableDefinition {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}
