import type { Kysely } from "kysely";
import { MetaRepository } from "./meta-repository.ts";
import type { DirectoryTables } from "./schema/tables.ts";

/** The aggregates of the store, one repository each, all bound to one connection or transaction. */
export interface Repositories {
  readonly meta: MetaRepository;
}

/** Binds every repository to a connection or a transaction. */
export function bindRepositories(db: Kysely<DirectoryTables>): Repositories {
  return { meta: new MetaRepository(db) };
}
