import type { Kysely } from "kysely";
import type { DirectoryTables } from "./schema/tables.ts";

export interface DirectoryRoleAssignmentRow {
  readonly id: string;
  readonly tenantId: string;
  readonly principalId: string;
  readonly roleTemplateId: string;
  readonly createdAt: number;
}

/** Who holds which role in the directory itself. */
export class DirectoryRoleRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  /** Assigning twice keeps the first assignment. */
  async assign(assignment: DirectoryRoleAssignmentRow): Promise<void> {
    await this.#db
      .insertInto("directoryRoleAssignments")
      .values({ ...assignment })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** False when the principal does not hold the role. */
  async unassign(tenantId: string, principalId: string, roleTemplateId: string): Promise<boolean> {
    const result = await this.#db
      .deleteFrom("directoryRoleAssignments")
      .where("tenantId", "=", tenantId)
      .where("principalId", "=", principalId)
      .where("roleTemplateId", "=", roleTemplateId)
      .executeTakeFirst();
    return result.numDeletedRows > 0n;
  }

  /** Template ids of the roles that a principal holds, in a fixed order. */
  async listOfPrincipal(tenantId: string, principalId: string): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom("directoryRoleAssignments")
      .select("roleTemplateId")
      .where("tenantId", "=", tenantId)
      .where("principalId", "=", principalId)
      .orderBy("roleTemplateId")
      .execute();
    return rows.map(({ roleTemplateId }) => roleTemplateId);
  }
}
