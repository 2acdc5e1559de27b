import { type Kysely, sql } from "kysely";
import type { DirectoryTables } from "../schema/tables.ts";
import { searchKey } from "../search/condition.ts";
import type { Migration } from "./migration.ts";

/** Tables whose objects are found by their display name. */
const NAMED = ["users", "applications", "servicePrincipals"] as const;

/** Rows that are read at once while their keys are filled in. */
const BATCH = 1_000;

export const searchKeys: Migration = {
  name: "0012-search-keys",
  async up(db) {
    for (const table of NAMED) {
      await db.schema
        .alterTable(table)
        .addColumn("displayNameKey", "text", (column) => column.notNull().defaultTo(""))
        .execute();
      await fill(db, table, "displayName", "displayNameKey");
      await index(db, table, "DisplayName", ["tenantId", "displayNameKey", "objectId"]);
      await index(db, table, "Id", ["tenantId", "objectId"]);
      await index(db, table, "Created", ["tenantId", "createdAt", "objectId"]);
    }
    await db.schema.alterTable("users").addColumn("mailKey", "text").execute();
    await fill(db, "users", "mail", "mailKey");
    await index(db, "users", "Mail", ["tenantId", "mailKey", "objectId"]);
    await index(db, "users", "Name", ["tenantId", "upnKey", "objectId"]);
    await index(db, "delegatedGrants", "Tenant", ["tenantId", "id"]);
    await index(db, "delegatedGrants", "Resource", ["resourceId"]);
    await index(db, "delegatedGrants", "Principal", ["principalId"]);
    await index(db, "appRoleAssignments", "Tenant", ["tenantId", "id"]);
    await index(db, "appRoleAssignments", "Resource", ["resourceId"]);
    await index(db, "identifierUris", "Application", ["applicationObjectId"]);
    await sql`create index "identifierUrisByText" on "identifierUris" (lower("uri"))`.execute(db);
  },
};

async function fill(
  db: Kysely<DirectoryTables>,
  table: (typeof NAMED)[number],
  column: "displayName" | "mail",
  key: "displayNameKey" | "mailKey",
): Promise<void> {
  let after = "";
  for (;;) {
    const { rows } = await sql<{ objectId: string; text: string | null }>`
      select "objectId", ${sql.ref(column)} as "text" from ${sql.table(table)}
      where "objectId" > ${after} order by "objectId" limit ${BATCH}`.execute(db);
    for (const { objectId, text } of rows) {
      await sql`update ${sql.table(table)} set ${sql.ref(key)} = ${text === null ? null : searchKey(text)}
        where "objectId" = ${objectId}`.execute(db);
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.objectId;
  }
}

async function index(
  db: Kysely<DirectoryTables>,
  table: string,
  suffix: string,
  columns: readonly string[],
): Promise<void> {
  await db.schema
    .createIndex(`${table}By${suffix}`)
    .on(table)
    .columns([...columns])
    .execute();
}
