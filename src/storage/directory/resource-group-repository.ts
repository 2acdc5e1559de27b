import type { Kysely, Selectable } from "kysely";
import type { ResourceGroupsTable } from "./schema/resources.ts";
import type { DirectoryTables } from "./schema/tables.ts";

/** A resource group as it is stored. */
export type ResourceGroupRow = Selectable<ResourceGroupsTable>;

/** Resource groups, each of one subscription. */
export class ResourceGroupRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  async find(key: string): Promise<ResourceGroupRow | undefined> {
    return this.#db
      .selectFrom("resourceGroups")
      .selectAll()
      .where("key", "=", key)
      .executeTakeFirst();
  }

  /** In the order of their keys, those after `after` only. */
  async list(subscriptionKey: string, after: string, limit: number): Promise<ResourceGroupRow[]> {
    return this.#db
      .selectFrom("resourceGroups")
      .selectAll()
      .where("subscriptionKey", "=", subscriptionKey)
      .where("key", ">", after)
      .orderBy("key")
      .limit(limit)
      .execute();
  }

  async count(subscriptionKey: string): Promise<number> {
    const row = await this.#db
      .selectFrom("resourceGroups")
      .select((select) => select.fn.countAll<number>().as("count"))
      .where("subscriptionKey", "=", subscriptionKey)
      .executeTakeFirstOrThrow();
    return Number(row.count);
  }

  /** Inserts, or replaces what may change: tags, manager and time of change. */
  async put(row: ResourceGroupRow): Promise<void> {
    const { tags, managedBy, updatedAt } = row;
    await this.#db
      .insertInto("resourceGroups")
      .values(row)
      .onConflict((conflict) => conflict.column("key").doUpdateSet({ tags, managedBy, updatedAt }))
      .execute();
  }

  async delete(key: string): Promise<void> {
    await this.#db.deleteFrom("resourceGroups").where("key", "=", key).execute();
  }
}
