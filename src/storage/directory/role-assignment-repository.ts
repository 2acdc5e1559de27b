import type { Expression, ExpressionBuilder, Kysely, Selectable, SqlBool } from "kysely";
import type { RoleAssignmentsTable } from "./schema/role-assignments.ts";
import type { DirectoryTables } from "./schema/tables.ts";

/** A role assignment as it is stored. */
export type RoleAssignmentRow = Selectable<RoleAssignmentsTable>;

/** Which standing assignments a list is about; all conditions hold at once. */
export interface RoleAssignmentSelection {
  readonly tenantId: string;
  /** Keys of scopes whose own assignments are meant. */
  readonly scopeKeys: readonly string[];
  /** Assignments at scopes below this key are meant as well; empty for all scopes. */
  readonly belowKey?: string | undefined;
  readonly principalIds?: readonly string[] | undefined;
}

/** Role assignments; those that were removed are only seen by `listOfPrincipals`. */
export class RoleAssignmentRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  async find(tenantId: string, name: string): Promise<RoleAssignmentRow | undefined> {
    return this.#db
      .selectFrom("roleAssignments")
      .selectAll()
      .where("tenantId", "=", tenantId)
      .where("name", "=", name)
      .where("removedEffectiveAt", "is", null)
      .executeTakeFirst();
  }

  async findSame(row: RoleAssignmentRow): Promise<RoleAssignmentRow | undefined> {
    return this.#db
      .selectFrom("roleAssignments")
      .selectAll()
      .where("tenantId", "=", row.tenantId)
      .where("scopeKey", "=", row.scopeKey)
      .where("principalId", "=", row.principalId)
      .where("roleId", "=", row.roleId)
      .where("removedEffectiveAt", "is", null)
      .executeTakeFirst();
  }

  /** All rows of these principals, removed ones included, without order. */
  async listOfPrincipals(principalIds: readonly string[]): Promise<RoleAssignmentRow[]> {
    if (principalIds.length === 0) return [];
    return this.#db
      .selectFrom("roleAssignments")
      .selectAll()
      .where("principalId", "in", principalIds)
      .execute();
  }

  /** In the order of their names, those after `after` only. */
  async list(
    selection: RoleAssignmentSelection,
    after: string,
    limit: number,
  ): Promise<RoleAssignmentRow[]> {
    const { tenantId, scopeKeys, belowKey, principalIds } = selection;
    let query = this.#db
      .selectFrom("roleAssignments")
      .selectAll()
      .where("tenantId", "=", tenantId)
      .where("removedEffectiveAt", "is", null)
      .where("name", ">", after)
      .where((where) => {
        const at = where("scopeKey", "in", scopeKeys);
        if (belowKey === undefined) return at;
        // "0" follows "/" in every binary order, so this range is exactly the keys that begin "x/".
        const first = where("scopeKey", ">", `${belowKey}/`);
        return where.or([at, where.and([first, where("scopeKey", "<", `${belowKey}0`)])]);
      });
    if (principalIds !== undefined) query = query.where("principalId", "in", principalIds);
    return query.orderBy("name").limit(limit).execute();
  }

  /** How many stand in one subscription, or above all of them (null). */
  async count(tenantId: string, subscriptionKey: string | null): Promise<number> {
    const row = await this.#db
      .selectFrom("roleAssignments")
      .select((select) => select.fn.countAll<number>().as("count"))
      .where("tenantId", "=", tenantId)
      .where("subscriptionKey", subscriptionKey === null ? "is" : "=", subscriptionKey)
      .where("removedEffectiveAt", "is", null)
      .executeTakeFirstOrThrow();
    return Number(row.count);
  }

  /** Keys of the scopes at which a role stands, each once. */
  async listScopesOfRole(tenantId: string, roleId: string): Promise<string[]> {
    const rows = await this.#db
      .selectFrom("roleAssignments")
      .select("scopeKey")
      .distinct()
      .where("tenantId", "=", tenantId)
      .where("roleId", "=", roleId)
      .where("removedEffectiveAt", "is", null)
      .execute();
    return rows.map((row) => row.scopeKey);
  }

  async insert(row: RoleAssignmentRow): Promise<void> {
    await this.#db.insertInto("roleAssignments").values(row).execute();
  }

  async update(
    rowId: string,
    changes: Pick<
      RoleAssignmentRow,
      "description" | "condition" | "conditionVersion" | "updatedBy" | "updatedAt"
    >,
  ): Promise<void> {
    await this.#db.updateTable("roleAssignments").set(changes).where("rowId", "=", rowId).execute();
  }

  /** `updatedAt` becomes the moment of the removal. */
  async markRemoved(
    rowId: string,
    removed: { readonly updatedAt: number; readonly removedEffectiveAt: number },
  ): Promise<void> {
    await this.#db.updateTable("roleAssignments").set(removed).where("rowId", "=", rowId).execute();
  }

  /** Rows that count or end later than `now`, the next ones first, and how many there are. */
  async listPending(
    now: number,
    limit: number,
  ): Promise<{ readonly rows: RoleAssignmentRow[]; readonly count: number }> {
    const pending = this.#db.selectFrom("roleAssignments").where(isPendingAt(now));
    const rows = await pending.selectAll().orderBy("effectiveAt").limit(limit).execute();
    const counted = await pending
      .select((select) => select.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    return { rows, count: Number(counted.count) };
  }

  /** Those of one name; several tenants may use the same. */
  async listPendingNamed(now: number, name: string): Promise<RoleAssignmentRow[]> {
    return this.#db
      .selectFrom("roleAssignments")
      .selectAll()
      .where("name", "=", name)
      .where(isPendingAt(now))
      .execute();
  }

  async setTimes(
    rowId: string,
    times: Pick<RoleAssignmentRow, "effectiveAt" | "removedEffectiveAt">,
  ): Promise<void> {
    await this.#db.updateTable("roleAssignments").set(times).where("rowId", "=", rowId).execute();
  }

  /** Lets all that is pending take effect at `now`: of one name, or of all. */
  async settlePending(now: number, name?: string): Promise<void> {
    for (const column of ["effectiveAt", "removedEffectiveAt"] as const) {
      const later = this.#db
        .updateTable("roleAssignments")
        .set({ [column]: now })
        .where(column, ">", now);
      await (name === undefined ? later : later.where("name", "=", name)).execute();
    }
  }

  /** Forgets the rows whose removal has taken effect by `now`, and answers them. */
  async deleteEnded(now: number): Promise<RoleAssignmentRow[]> {
    return this.#db
      .deleteFrom("roleAssignments")
      .where("removedEffectiveAt", "<=", now)
      .returningAll()
      .execute();
  }

  /** Forgets every row of a principal: it is gone. */
  async deleteOfPrincipal(principalId: string): Promise<void> {
    await this.#db.deleteFrom("roleAssignments").where("principalId", "=", principalId).execute();
  }

  /** Forgets every row at a scope and below it: the scope itself is gone. */
  async deleteBelow(scopeKey: string): Promise<void> {
    const [first, end] = [`${scopeKey}/`, `${scopeKey}0`];
    await this.#db
      .deleteFrom("roleAssignments")
      .where((where) =>
        where.or([
          where("scopeKey", "=", scopeKey),
          where.and([where("scopeKey", ">", first), where("scopeKey", "<", end)]),
        ]),
      )
      .execute();
  }
}

type Where = ExpressionBuilder<DirectoryTables, "roleAssignments">;

function isPendingAt(now: number): (where: Where) => Expression<SqlBool> {
  return (where) =>
    where.or([where("effectiveAt", ">", now), where("removedEffectiveAt", ">", now)]);
}
