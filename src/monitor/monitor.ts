import type { Resource } from "../arm/index.ts";
import { type Clock, Failure, limits } from "../base/index.ts";
import type { Catalog } from "../kql/index.ts";
import type { LogStore, LogValue } from "../storage/index.ts";
import { Catalogs } from "./query/catalogs.ts";
import { type QueryAnswer, type QueryCompiler, type QueryRun, runQuery } from "./query/run.ts";
import { builtInTables } from "./tables/built-in-tables.ts";

/** Provider and type of workspaces in resource ids. */
export const WORKSPACE_TYPE = "Microsoft.OperationalInsights/workspaces";

/** Where the monitor finds workspaces; filled by the resource manager. */
export interface WorkspaceResources {
  findByAlias(type: string, alias: string): Promise<Resource | undefined>;
}

export interface MonitorDependencies {
  readonly logs: LogStore;
  readonly compiler: QueryCompiler;
  readonly resources: WorkspaceResources;
  readonly clock: Clock;
}

/** A query over a workspace resource; the rest as in `QueryRun`. */
export interface WorkspaceQuery extends Omit<QueryRun, "workspaceId"> {
  readonly workspace: Resource;
}

/** Workspaces' rows: queries over them and appends to them. */
export interface Monitor {
  /** The workspace with this customerId, in any case of letters. */
  findWorkspace(workspaceId: string): Promise<Resource | undefined>;
  /**
   * Runs a query; the caller has checked that the principal may.
   * @throws {Failure} as `runQuery`, and `monitor/public-access-disabled`.
   */
  runQuery(query: WorkspaceQuery): Promise<QueryAnswer>;
  /**
   * Appends all rows or none, values in the order of `columns`, in the engine's types
   * (kql/compiled.ts); at most `limits.ingestion.rowsPerAppendMax` of them.
   * @throws {Failure} `monitor/table-unknown` (fact: `table`), `monitor/too-many-rows`, `logs/*`.
   */
  appendRows(
    workspaceId: string,
    table: string,
    columns: readonly string[],
    rows: readonly (readonly LogValue[])[],
  ): Promise<void>;
  /** The tables that the workspace holds so far. */
  catalogOf(workspaceId: string): Promise<Catalog>;
  /** Drops all rows and tables of a workspace. */
  dropWorkspace(workspaceId: string): Promise<void>;
}

export function createMonitor(deps: MonitorDependencies): Monitor {
  const { logs, resources } = deps;
  const catalogs = new Catalogs(logs, builtInTables);
  const runDependencies = { logs, compiler: deps.compiler, catalogs, clock: deps.clock };

  return {
    findWorkspace: (workspaceId) =>
      resources.findByAlias(WORKSPACE_TYPE, workspaceId.toLowerCase()),
    async runQuery({ workspace, ...query }) {
      refuseClosed(workspace);
      return runQuery({ ...query, workspaceId: workspaceIdOf(workspace) }, runDependencies);
    },
    async appendRows(workspaceId, table, columns, rows) {
      if (rows.length > limits.ingestion.rowsPerAppendMax) {
        throw new Failure("monitor/too-many-rows", "too many rows in one append");
      }
      const id = workspaceId.toLowerCase();
      await catalogs.ensure(id, table);
      await logs.append(id, table, columns, rows);
    },
    catalogOf: (workspaceId) => catalogs.current(workspaceId.toLowerCase()),
    async dropWorkspace(workspaceId) {
      const id = workspaceId.toLowerCase();
      await logs.dropWorkspace(id);
      catalogs.forget(id);
    },
  };
}

/** The id under which a workspace's rows are kept: its customerId, lower case. */
export function workspaceIdOf(workspace: Resource): string {
  if (workspace.alias === undefined) throw new Error("a workspace without customerId");
  return workspace.alias.toLowerCase();
}

/**
 * Assumed: private links do not exist here, so a workspace that takes no queries from public
 * networks takes none at all.
 */
function refuseClosed(workspace: Resource): void {
  if (workspace.properties["publicNetworkAccessForQuery"] === "Enabled") return;
  throw new Failure("monitor/public-access-disabled", "the workspace takes no public queries");
}
