import type { Kysely } from "kysely";
import type { DirectoryTables } from "./schema/tables.ts";

export interface ManagedIdentityRow {
  readonly objectId: string;
  readonly tenantId: string;
  readonly appId: string;
  readonly displayName: string;
  readonly isEnabled: boolean;
  readonly assignment: "system" | "user";
  readonly resourceId: string;
}

/** What a managed identity is found by; each is unique in the whole store. */
export type ManagedIdentityColumn = "appId" | "objectId" | "resourceKey";

/** Managed identities: service principals that belong to a resource instead of a registration. */
export class ManagedIdentityRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  /** Its service principal is a row of its own, inserted before. */
  async insert(
    identity: Omit<ManagedIdentityRow, "displayName" | "isEnabled">,
    resourceKey: string,
  ): Promise<void> {
    const { objectId, tenantId, appId, assignment, resourceId } = identity;
    await this.#db
      .insertInto("managedIdentities")
      .values({ objectId, tenantId, appId, assignment, resourceId, resourceKey })
      .execute();
  }

  async findBy(
    column: ManagedIdentityColumn,
    value: string,
  ): Promise<ManagedIdentityRow | undefined> {
    const [found] = await this.findAll(column, [value]);
    return found;
  }

  /** Those that are there, in any order. */
  async findAll(
    column: ManagedIdentityColumn,
    values: readonly string[],
  ): Promise<readonly ManagedIdentityRow[]> {
    if (values.length === 0) return [];
    const rows = await this.#db
      .selectFrom("managedIdentities as identity")
      .innerJoin("servicePrincipals as sp", "sp.objectId", "identity.objectId")
      .select([
        "identity.objectId",
        "identity.tenantId",
        "identity.appId",
        "identity.assignment",
        "identity.resourceId",
        "sp.displayName",
        "sp.isEnabled",
      ])
      .where(`identity.${column}`, "in", values)
      .execute();
    return rows.map((row) => ({
      ...row,
      assignment: row.assignment === "system" ? "system" : "user",
      isEnabled: row.isEnabled === 1,
    }));
  }
}
