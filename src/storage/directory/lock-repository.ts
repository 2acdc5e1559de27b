import type { Kysely, Selectable } from "kysely";
import type { LocksTable } from "./schema/locks.ts";
import type { DirectoryTables } from "./schema/tables.ts";

/** A lock as it is stored. */
export type LockRow = Selectable<LocksTable>;

/** Locks at any of some scopes, and those that are below another. */
export interface LockSelection {
  readonly scopeKeys: readonly string[];
  /** Locks at this scope and below it are meant as well. */
  readonly belowKey?: string | undefined;
}

/** Locks, found by their scope and by what lies above and below it. */
export class LockRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  async find(key: string): Promise<LockRow | undefined> {
    return this.#db.selectFrom("locks").selectAll().where("key", "=", key).executeTakeFirst();
  }

  /** In the order of their keys, those after `after` only. */
  async list(
    { scopeKeys, belowKey }: LockSelection,
    after: string,
    limit: number,
  ): Promise<LockRow[]> {
    return this.#db
      .selectFrom("locks")
      .selectAll()
      .where("key", ">", after)
      .where((where) => {
        const at = where("scopeKey", "in", scopeKeys);
        if (belowKey === undefined) return at;
        const [first, end] = rangeOf(belowKey);
        return where.or([at, where.and([where("key", ">", first), where("key", "<", end)])]);
      })
      .orderBy("key")
      .limit(limit)
      .execute();
  }

  async count(scopeKey: string): Promise<number> {
    const row = await this.#db
      .selectFrom("locks")
      .select((select) => select.fn.countAll<number>().as("count"))
      .where("scopeKey", "=", scopeKey)
      .executeTakeFirstOrThrow();
    return Number(row.count);
  }

  /** Inserts, or replaces all but what is known from the beginning. */
  async put(row: LockRow): Promise<void> {
    const { level, notes, updatedBy, updatedByType, updatedAt } = row;
    await this.#db
      .insertInto("locks")
      .values(row)
      .onConflict((conflict) =>
        conflict.column("key").doUpdateSet({ level, notes, updatedBy, updatedByType, updatedAt }),
      )
      .execute();
  }

  async delete(key: string): Promise<void> {
    await this.#db.deleteFrom("locks").where("key", "=", key).execute();
  }
}

/** A lock's key continues its scope's by a slash, and "0" follows "/" in every binary order. */
function rangeOf(scopeKey: string): readonly [first: string, end: string] {
  return [`${scopeKey}/`, `${scopeKey}0`];
}
