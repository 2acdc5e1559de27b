import type { Insertable, Kysely, Selectable } from "kysely";
import type { SubscriptionsTable } from "./schema/resources.ts";
import type { DirectoryTables } from "./schema/tables.ts";

/** A subscription as it is stored. */
export type SubscriptionRow = Selectable<SubscriptionsTable>;

/** Subscriptions, each of one tenant. */
export class SubscriptionRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  async find(key: string): Promise<SubscriptionRow | undefined> {
    return this.#db
      .selectFrom("subscriptions")
      .selectAll()
      .where("key", "=", key)
      .executeTakeFirst();
  }

  /** In the order of their keys, those after `after` only. */
  async list(tenantId: string, after: string, limit: number): Promise<SubscriptionRow[]> {
    return this.#db
      .selectFrom("subscriptions")
      .selectAll()
      .where("tenantId", "=", tenantId)
      .where("key", ">", after)
      .orderBy("key")
      .limit(limit)
      .execute();
  }

  async insert(row: Insertable<SubscriptionsTable>): Promise<void> {
    await this.#db.insertInto("subscriptions").values(row).execute();
  }

  /** `tags` as JSON. */
  async setTags(key: string, tags: string): Promise<void> {
    await this.#db.updateTable("subscriptions").set({ tags }).where("key", "=", key).execute();
  }
}
