import type { Kysely, Selectable } from "kysely";
import type { ObjectOwnersTable } from "./schema/object-owners.ts";
import type { DirectoryTables } from "./schema/tables.ts";

/** Who owns which object of a directory. */
export class ObjectOwnerRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  /** False when it was an owner before. */
  async add(owner: Selectable<ObjectOwnersTable>): Promise<boolean> {
    const result = await this.#db
      .insertInto("objectOwners")
      .values(owner)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
  }

  /** False when it was no owner. */
  async remove(objectId: string, ownerId: string): Promise<boolean> {
    const result = await this.#db
      .deleteFrom("objectOwners")
      .where("objectId", "=", objectId)
      .where("ownerId", "=", ownerId)
      .executeTakeFirst();
    return result.numDeletedRows > 0n;
  }

  async list(objectId: string): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom("objectOwners")
      .select("ownerId")
      .where("objectId", "=", objectId)
      .orderBy("ownerId")
      .execute();
    return rows.map(({ ownerId }) => ownerId);
  }

  /** What an object owns. */
  async listOwned(tenantId: string, ownerId: string): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom("objectOwners")
      .select("objectId")
      .where("ownerId", "=", ownerId)
      .where("tenantId", "=", tenantId)
      .orderBy("objectId")
      .execute();
    return rows.map(({ objectId }) => objectId);
  }

  /** Forgets an object, as what is owned and as an owner. */
  async forget(objectId: string): Promise<void> {
    await this.#db
      .deleteFrom("objectOwners")
      .where((where) =>
        where.or([where("objectId", "=", objectId), where("ownerId", "=", objectId)]),
      )
      .execute();
  }
}
