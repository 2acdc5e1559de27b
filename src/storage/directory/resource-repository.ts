import type { Kysely, Selectable } from "kysely";
import type { ResourcesTable } from "./schema/resources.ts";
import type { DirectoryTables } from "./schema/tables.ts";

/** A resource as it is stored. */
export type ResourceRow = Selectable<ResourcesTable>;

/** Which resources a list is about; all conditions hold at once. */
export interface ResourceSelection {
  readonly subscriptionKey: string;
  readonly groupKey?: string | undefined;
  readonly typeKey?: string | undefined;
  /** Only resources whose key lies below this one. */
  readonly belowKey?: string | undefined;
}

/** Resources of every type. */
export class ResourceRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  async find(key: string): Promise<ResourceRow | undefined> {
    return this.#db.selectFrom("resources").selectAll().where("key", "=", key).executeTakeFirst();
  }

  async findByAlias(typeKey: string, aliasKey: string): Promise<ResourceRow | undefined> {
    return this.#db
      .selectFrom("resources")
      .selectAll()
      .where("typeKey", "=", typeKey)
      .where("aliasKey", "=", aliasKey)
      .executeTakeFirst();
  }

  /** In the order of their keys, those after `after` only. */
  async list(selection: ResourceSelection, after: string, limit: number): Promise<ResourceRow[]> {
    const { subscriptionKey, groupKey, typeKey, belowKey } = selection;
    let query = this.#db
      .selectFrom("resources")
      .selectAll()
      .where("subscriptionKey", "=", subscriptionKey)
      .where("key", ">", after);
    if (groupKey !== undefined) query = query.where("groupKey", "=", groupKey);
    if (typeKey !== undefined) query = query.where("typeKey", "=", typeKey);
    if (belowKey !== undefined) {
      // "0" follows "/" in every binary order, so this range is exactly the keys that begin "x/".
      query = query.where("key", ">", `${belowKey}/`).where("key", "<", `${belowKey}0`);
    }
    return query.orderBy("key").limit(limit).execute();
  }

  /** How many are in a group, or for null in the subscription outside all groups. */
  async count(subscriptionKey: string, groupKey: string | null): Promise<number> {
    const row = await this.#db
      .selectFrom("resources")
      .select((select) => select.fn.countAll<number>().as("count"))
      .where("subscriptionKey", "=", subscriptionKey)
      .where("groupKey", groupKey === null ? "is" : "=", groupKey)
      .executeTakeFirstOrThrow();
    return Number(row.count);
  }

  /** Inserts, or replaces all but the id, the name and the time of creation. */
  async put(row: ResourceRow): Promise<void> {
    const { location, tags, etag, alias, aliasKey, properties, envelope, updatedAt } = row;
    await this.#db
      .insertInto("resources")
      .values(row)
      .onConflict((conflict) =>
        conflict.column("key").doUpdateSet({
          location,
          tags,
          etag,
          alias,
          aliasKey,
          properties,
          envelope,
          updatedAt,
        }),
      )
      .execute();
  }

  async delete(key: string): Promise<void> {
    await this.#db.deleteFrom("resources").where("key", "=", key).execute();
  }
}
