import type { Kysely, Selectable } from "kysely";
import type { AsyncOperationsTable } from "./schema/polled-operations.ts";
import type { DirectoryTables } from "./schema/tables.ts";

/** An operation as it is stored. */
export type AsyncOperationRow = Selectable<AsyncOperationsTable>;

/** What Resource Manager is polled for. */
export class AsyncOperationRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  async find(id: string): Promise<AsyncOperationRow | undefined> {
    return this.#db
      .selectFrom("asyncOperations")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirst();
  }

  /** Adds one; those that are over go, and of each subscription only the newest `keep` stay. */
  async insert(row: AsyncOperationRow, keep: number): Promise<void> {
    await this.#db.deleteFrom("asyncOperations").where("expiresAt", "<=", row.startedAt).execute();
    const surplus = this.#db
      .selectFrom("asyncOperations")
      .select("id")
      .where("subscriptionKey", "=", row.subscriptionKey)
      .orderBy("startedAt", "desc")
      .limit(Number.MAX_SAFE_INTEGER)
      .offset(keep - 1);
    await this.#db.deleteFrom("asyncOperations").where("id", "in", surplus).execute();
    await this.#db.insertInto("asyncOperations").values(row).execute();
  }
}
