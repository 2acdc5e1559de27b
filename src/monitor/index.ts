export { type ApiKey, type ApiKeys, createApiKeys } from "./api-keys.ts";
export {
  createMonitor,
  type Monitor,
  type MonitorDependencies,
  type WorkspaceQuery,
  type WorkspaceResources,
} from "./monitor.ts";
export type { QueryAnswer, QueryCompiler } from "./query/run.ts";
export { builtInTables } from "./tables/built-in-tables.ts";
