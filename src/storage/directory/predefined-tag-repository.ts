import type { Kysely, Selectable } from "kysely";
import type { PredefinedTagsTable } from "./schema/resources.ts";
import type { DirectoryTables } from "./schema/tables.ts";

/** A name, or one value of it, that a subscription offers for tags. */
export type PredefinedTagRow = Selectable<PredefinedTagsTable>;

/** Names and values of tags that subscriptions offer before anything has them. */
export class PredefinedTagRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  /** Of one name, or of all; bounded by what `insert` is asked to take. */
  async list(subscriptionKey: string, nameKey?: string): Promise<PredefinedTagRow[]> {
    const all = this.#db
      .selectFrom("predefinedTags")
      .selectAll()
      .where("subscriptionKey", "=", subscriptionKey);
    const query = nameKey === undefined ? all : all.where("nameKey", "=", nameKey);
    return query.orderBy("nameKey").orderBy("tagValue").execute();
  }

  async count(subscriptionKey: string): Promise<number> {
    const row = await this.#db
      .selectFrom("predefinedTags")
      .select((select) => select.fn.countAll<number>().as("count"))
      .where("subscriptionKey", "=", subscriptionKey)
      .executeTakeFirstOrThrow();
    return Number(row.count);
  }

  async insert(row: PredefinedTagRow): Promise<void> {
    await this.#db.insertInto("predefinedTags").values(row).execute();
  }

  async delete(row: Omit<PredefinedTagRow, "name">): Promise<void> {
    await this.#db
      .deleteFrom("predefinedTags")
      .where("subscriptionKey", "=", row.subscriptionKey)
      .where("nameKey", "=", row.nameKey)
      .where("tagValue", "=", row.tagValue)
      .execute();
  }
}
