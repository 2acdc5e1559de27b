import type { Kysely } from "kysely";
import type { DelegatedGrantRow } from "./delegated-grant-repository.ts";
import type { DirectoryTables } from "./schema/tables.ts";
import type { AppRoleAssignmentRow } from "./service-principal-repository.ts";

/** Single grants: delegated permissions and app roles, found and removed by their ids. */
export class GrantRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  async findDelegated(tenantId: string, id: string): Promise<DelegatedGrantRow | undefined> {
    const row = await this.#db
      .selectFrom("delegatedGrants")
      .selectAll()
      .where("tenantId", "=", tenantId)
      .where("id", "=", id)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    return {
      ...row,
      principalId: row.principalId ?? undefined,
      scopes: JSON.parse(row.scopes) as readonly string[],
    };
  }

  async removeDelegated(id: string): Promise<void> {
    await this.#db.deleteFrom("delegatedGrants").where("id", "=", id).execute();
  }

  async findAssignment(tenantId: string, id: string): Promise<AppRoleAssignmentRow | undefined> {
    return await this.#db
      .selectFrom("appRoleAssignments")
      .selectAll()
      .where("tenantId", "=", tenantId)
      .where("id", "=", id)
      .executeTakeFirst();
  }

  async removeAssignment(id: string): Promise<void> {
    await this.#db.deleteFrom("appRoleAssignments").where("id", "=", id).execute();
  }
}
