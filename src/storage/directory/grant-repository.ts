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
    const [found] = await this.findAllDelegated(tenantId, [id]);
    return found;
  }

  /** Those that are there, in any order. */
  async findAllDelegated(
    tenantId: string,
    ids: readonly string[],
  ): Promise<readonly DelegatedGrantRow[]> {
    if (ids.length === 0) return [];
    const rows = await this.#db
      .selectFrom("delegatedGrants")
      .selectAll()
      .where("tenantId", "=", tenantId)
      .where("id", "in", ids)
      .execute();
    return rows.map((row) => ({
      ...row,
      principalId: row.principalId ?? undefined,
      scopes: JSON.parse(row.scopes) as readonly string[],
    }));
  }

  async removeDelegated(id: string): Promise<void> {
    await this.#db.deleteFrom("delegatedGrants").where("id", "=", id).execute();
  }

  async findAssignment(tenantId: string, id: string): Promise<AppRoleAssignmentRow | undefined> {
    const [found] = await this.findAllAssignments(tenantId, [id]);
    return found;
  }

  /** Those that are there, in any order. */
  async findAllAssignments(
    tenantId: string,
    ids: readonly string[],
  ): Promise<readonly AppRoleAssignmentRow[]> {
    if (ids.length === 0) return [];
    return await this.#db
      .selectFrom("appRoleAssignments")
      .selectAll()
      .where("tenantId", "=", tenantId)
      .where("id", "in", ids)
      .execute();
  }

  async removeAssignment(id: string): Promise<void> {
    await this.#db.deleteFrom("appRoleAssignments").where("id", "=", id).execute();
  }
}
