export type { Directory } from "./directory/directory.ts";
export { openDirectory } from "./directory/open.ts";
export type { Repositories } from "./directory/repositories.ts";
export { claimFolder } from "./folder-lock.ts";
export type {
  LogAnswer,
  LogColumn,
  LogQuery,
  LogQueryLimits,
  LogStore,
  LogTable,
  LogTableDefinition,
  LogValue,
} from "./logs/log-store.ts";
