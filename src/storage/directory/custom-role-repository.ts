import type { Kysely, Selectable } from "kysely";
import type { CustomRolesTable } from "./schema/custom-roles.ts";
import type { DirectoryTables } from "./schema/tables.ts";

/** A tenant's own role definition as it is stored. */
export type CustomRoleRow = Selectable<CustomRolesTable>;

/** Role definitions that tenants made for themselves. */
export class CustomRoleRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  async find(tenantId: string, id: string): Promise<CustomRoleRow | undefined> {
    return this.#db
      .selectFrom("customRoles")
      .selectAll()
      .where("tenantId", "=", tenantId)
      .where("id", "=", id)
      .executeTakeFirst();
  }

  async findByName(tenantId: string, nameKey: string): Promise<CustomRoleRow | undefined> {
    return this.#db
      .selectFrom("customRoles")
      .selectAll()
      .where("tenantId", "=", tenantId)
      .where("nameKey", "=", nameKey)
      .executeTakeFirst();
  }

  /** All of the tenant's, in the order of their ids; their number is bounded where they are made. */
  async list(tenantId: string): Promise<CustomRoleRow[]> {
    return this.#db
      .selectFrom("customRoles")
      .selectAll()
      .where("tenantId", "=", tenantId)
      .orderBy("id")
      .execute();
  }

  async count(tenantId: string): Promise<number> {
    const row = await this.#db
      .selectFrom("customRoles")
      .select((select) => select.fn.countAll<number>().as("count"))
      .where("tenantId", "=", tenantId)
      .executeTakeFirstOrThrow();
    return Number(row.count);
  }

  async insert(row: CustomRoleRow): Promise<void> {
    await this.#db.insertInto("customRoles").values(row).execute();
  }

  async update({ tenantId, id, ...changes }: CustomRoleRow): Promise<void> {
    await this.#db
      .updateTable("customRoles")
      .set(changes)
      .where("tenantId", "=", tenantId)
      .where("id", "=", id)
      .execute();
  }

  async remove(tenantId: string, id: string): Promise<void> {
    await this.#db
      .deleteFrom("customRoles")
      .where("tenantId", "=", tenantId)
      .where("id", "=", id)
      .execute();
  }
}
