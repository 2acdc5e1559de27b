import type { MetaTable } from "./meta.ts";

/** Every table of the directory store; each aggregate declares its own rows in a file beside this. */
export interface DirectoryTables {
  meta: MetaTable;
}
