import type { Kysely } from "kysely";
import type { DirectoryTables } from "../schema/tables.ts";

/** One step of the layout; applied once, in order, each in its own transaction, never edited. */
export interface Migration {
  readonly name: string;
  up(db: Kysely<DirectoryTables>): Promise<void>;
}
