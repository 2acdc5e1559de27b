import { type Kysely, type RawBuilder, sql } from "kysely";
import {
  type DeletedKind,
  isNobodyOrThere,
  kept,
  type ObjectTable,
  relations,
  tableOfKind,
} from "./deleted-relations.ts";
import type { DirectoryTables } from "./schema/tables.ts";
import { withoutTagKeys, writeShown } from "./tagged-details.ts";

export interface DeletedObjectRow {
  readonly objectId: string;
  readonly tenantId: string;
  readonly kind: DeletedKind;
  readonly appId: string | undefined;
  /** Milliseconds since 1970. */
  readonly deletedAt: number;
  /** What was shown of it last. */
  readonly shown: unknown;
}

/** What was deleted and may come back: whole rows, with those that said something of them. */
export class DeletedObjectRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  /** Copies an object that is about to be removed, with what depends on it or names it. */
  async keep(object: DeletedObjectRow): Promise<void> {
    const { objectId, kind } = object;
    const table = tableOfKind[kind];
    await sql`insert into "deletedObjects"
      ("objectId", "tenantId", "kind", "appId", "deletedAt", "row", "shown")
      select "objectId", "tenantId", ${kind}, ${object.appId ?? null}, ${object.deletedAt},
        ${await this.#asJson(table)}, ${writeShown(object.shown)}
      from ${sql.table(table)} where "objectId" = ${objectId}`.execute(this.#db);
    // What hangs on a user are his sessions, and those end with him.
    const dependent = kind === "user" ? [] : await this.#dependentsOf(table);
    for (const { name, column } of dependent) await this.#keepRows(objectId, name, [column]);
    for (const [name, columns] of relations) await this.#keepRows(objectId, name, columns);
  }

  /** Those that are there of several ids and were deleted after a moment, in any order. */
  async findAll(
    tenantId: string,
    objectIds: readonly string[],
    deletedAfter: number,
  ): Promise<readonly DeletedObjectRow[]> {
    if (objectIds.length === 0) return [];
    const rows = await this.#db
      .selectFrom("deletedObjects")
      .select(["objectId", "tenantId", "kind", "appId", "deletedAt", "shown"])
      .where("tenantId", "=", tenantId)
      .where("objectId", "in", objectIds)
      .where("deletedAt", ">", deletedAfter)
      .execute();
    return rows.map((row) => ({
      ...row,
      kind: row.kind as DeletedKind,
      appId: row.appId ?? undefined,
      shown: withoutTagKeys(row.shown),
    }));
  }

  /** Whether an object of this id, or an application of this one, may come back. */
  async isKept(
    name: { readonly objectId: string } | { readonly appId: string },
    deletedAfter: number,
  ): Promise<boolean> {
    const row = await this.#db
      .selectFrom("deletedObjects")
      .select("objectId")
      .$if("objectId" in name, (query) =>
        query.where("objectId", "=", "objectId" in name ? name.objectId : ""),
      )
      .$if("appId" in name, (query) =>
        query
          .where("appId", "=", "appId" in name ? name.appId : "")
          .where("kind", "=", "application"),
      )
      .where("deletedAt", ">", deletedAfter)
      .executeTakeFirst();
    return row !== undefined;
  }

  async count(tenantId: string): Promise<number> {
    const row = await this.#db
      .selectFrom("deletedObjects")
      .select((select) => select.fn.countAll<number>().as("count"))
      .where("tenantId", "=", tenantId)
      .executeTakeFirstOrThrow();
    return Number(row.count);
  }

  async ownersOf(objectId: string): Promise<readonly string[]> {
    return await this.#namedBy("objectOwners", "ownerId", "objectId", objectId);
  }

  /** Template ids of the directory roles that it held. */
  async directoryRolesOf(objectId: string): Promise<readonly string[]> {
    return await this.#namedBy(
      "directoryRoleAssignments",
      "roleTemplateId",
      "principalId",
      objectId,
    );
  }

  /**
   * Puts an object back with everything that went with it. What also names another deleted object
   * comes back with that one; what names one that is gone for good does not.
   */
  async restore(
    { objectId, kind }: Pick<DeletedObjectRow, "objectId" | "kind">,
    builtIn: readonly string[],
  ): Promise<void> {
    const own = sql`"deletedObjects" where "objectId" = ${objectId}`;
    await this.#putBack(tableOfKind[kind], own, sql`1 = 1`);
    const { rows } = await sql<{ tableName: string }>`select distinct "tableName"
      from "deletedRows" where "objectId" = ${objectId}`.execute(this.#db);
    for (const { tableName } of rows) {
      const columns = relations.get(tableName as keyof DirectoryTables) ?? [];
      const source = sql`"deletedRows"
        where "objectId" = ${objectId} and "tableName" = ${tableName}`;
      for (const column of columns) {
        await sql`update "deletedRows" set "objectId" = ${kept(column)}
          where "objectId" = ${objectId} and "tableName" = ${tableName}
            and ${kept(column)} <> ${objectId}
            and ${kept(column)} in (select d."objectId" from "deletedObjects" d)`.execute(this.#db);
      }
      const isWhole = columns.map((column) => isNobodyOrThere(kept(column), builtIn));
      await this.#putBack(tableName, source, sql.join([sql`1 = 1`, ...isWhole], sql` and `));
    }
    await this.remove(objectId);
  }

  async remove(objectId: string): Promise<void> {
    await this.#db.deleteFrom("deletedObjects").where("objectId", "=", objectId).execute();
  }

  /** Forgets for good what was deleted by then. */
  async removeBefore(deletedAt: number): Promise<void> {
    await this.#db.deleteFrom("deletedObjects").where("deletedAt", "<=", deletedAt).execute();
  }

  /** Ends the sign-ins of a client, in one tenant or in all. */
  async endSignIns(clientId: string, tenantId: string | undefined): Promise<void> {
    for (const table of ["refreshTokens", "authorizationCodes", "deviceCodes"] as const) {
      await this.#db
        .deleteFrom(table)
        .where("clientId", "=", clientId)
        .$if(tenantId !== undefined, (query) => query.where("tenantId", "=", tenantId ?? ""))
        .execute();
    }
  }

  async #keepRows(objectId: string, table: string, columns: readonly string[]): Promise<void> {
    const named = columns.map((column) => sql`${sql.ref(column)} = ${objectId}`);
    await sql`insert into "deletedRows" ("objectId", "tableName", "row")
      select ${objectId}, ${table}, ${await this.#asJson(table)} from ${sql.table(table)}
      where ${sql.join(named, sql` or `)}`.execute(this.#db);
  }

  async #putBack(
    table: string,
    source: RawBuilder<unknown>,
    condition: RawBuilder<unknown>,
  ): Promise<void> {
    const { rows } = await sql<{ row: string }>`select "row" from ${source} limit 1`.execute(
      this.#db,
    );
    const known = await this.#columnsOf(table);
    const columns = Object.keys(JSON.parse(rows[0]?.row ?? "{}") as object).filter((name) =>
      known.includes(name),
    );
    if (columns.length === 0) return;
    await sql`insert or ignore into ${sql.table(table)} (${sql.join(columns.map((one) => sql.ref(one)))})
      select ${sql.join(columns.map(kept))} from ${source} and ${condition}`.execute(this.#db);
  }

  /** A row of a table as JSON, whatever columns it has by now. */
  async #asJson(table: string): Promise<RawBuilder<string>> {
    const pairs = (await this.#columnsOf(table)).map(
      (name) => sql`${sql.lit(name)}, ${sql.ref(name)}`,
    );
    return sql`json_object(${sql.join(pairs)})`;
  }

  async #columnsOf(table: string): Promise<readonly string[]> {
    const { rows } = await sql<{ name: string }>`
      select "name" from pragma_table_info(${table})`.execute(this.#db);
    return rows.map(({ name }) => name);
  }

  /** The tables whose rows go with an object by themselves, and the columns that name it. */
  async #dependentsOf(
    table: ObjectTable,
  ): Promise<readonly { readonly name: string; readonly column: string }[]> {
    const { rows } = await sql<{ name: string; column: string }>`
      select m."name" as "name", f."from" as "column"
      from sqlite_master m join pragma_foreign_key_list(m."name") f
      where m."type" = 'table' and f."table" = ${table} and f."on_delete" = 'CASCADE'`.execute(
      this.#db,
    );
    return rows;
  }

  async #namedBy(
    table: string,
    told: string,
    by: string,
    objectId: string,
  ): Promise<readonly string[]> {
    const { rows } = await sql<{ id: string }>`select ${kept(told)} as "id" from "deletedRows"
      where "objectId" = ${objectId} and "tableName" = ${table}
        and ${kept(by)} = ${objectId} order by 1`.execute(this.#db);
    return rows.map(({ id }) => id);
  }
}
