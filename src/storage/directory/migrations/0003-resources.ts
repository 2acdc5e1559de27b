import { type Kysely, sql } from "kysely";
import type { DirectoryTables } from "../schema/tables.ts";
import type { Migration } from "./migration.ts";

export const resources: Migration = {
  name: "0003-resources",
  async up(db) {
    await createSubscriptions(db);
    await createResources(db);
    await createRoleAssignments(db);
  },
};

async function createSubscriptions(db: Kysely<DirectoryTables>): Promise<void> {
  await db.schema
    .createTable("subscriptions")
    .addColumn("key", "text", (column) => column.primaryKey())
    .addColumn("tenantId", "text", (column) => column.notNull())
    .addColumn("displayName", "text", (column) => column.notNull())
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("subscriptionsByTenant")
    .on("subscriptions")
    .columns(["tenantId", "key"])
    .execute();
  await db.schema
    .createTable("resourceGroups")
    .addColumn("key", "text", (column) => column.primaryKey())
    .addColumn("subscriptionKey", "text", (column) =>
      column.notNull().references("subscriptions.key"),
    )
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("location", "text", (column) => column.notNull())
    .addColumn("tags", "text", (column) => column.notNull())
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .addColumn("updatedAt", "bigint", (column) => column.notNull())
    .execute();
}

async function createResources(db: Kysely<DirectoryTables>): Promise<void> {
  await db.schema
    .createTable("resources")
    .addColumn("key", "text", (column) => column.primaryKey())
    .addColumn("subscriptionKey", "text", (column) =>
      column.notNull().references("subscriptions.key"),
    )
    .addColumn("groupKey", "text", (column) => column.references("resourceGroups.key"))
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("type", "text", (column) => column.notNull())
    .addColumn("typeKey", "text", (column) => column.notNull())
    .addColumn("location", "text")
    .addColumn("tags", "text", (column) => column.notNull())
    .addColumn("etag", "text", (column) => column.notNull())
    .addColumn("alias", "text")
    .addColumn("aliasKey", "text")
    .addColumn("properties", "text", (column) => column.notNull())
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .addColumn("updatedAt", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("resourcesByAlias")
    .unique()
    .on("resources")
    .columns(["typeKey", "aliasKey"])
    .execute();
}

async function createRoleAssignments(db: Kysely<DirectoryTables>): Promise<void> {
  await db.schema
    .createTable("roleAssignments")
    .addColumn("rowId", "text", (column) => column.primaryKey())
    .addColumn("tenantId", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("scope", "text", (column) => column.notNull())
    .addColumn("scopeKey", "text", (column) => column.notNull())
    .addColumn("subscriptionKey", "text")
    .addColumn("roleId", "text", (column) => column.notNull())
    .addColumn("principalId", "text", (column) => column.notNull())
    .addColumn("principalType", "text", (column) => column.notNull())
    .addColumn("description", "text")
    .addColumn("createdBy", "text", (column) => column.notNull())
    .addColumn("updatedBy", "text", (column) => column.notNull())
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .addColumn("updatedAt", "bigint", (column) => column.notNull())
    .addColumn("effectiveAt", "bigint", (column) => column.notNull())
    .addColumn("removedEffectiveAt", "bigint")
    .execute();
  await db.schema
    .createIndex("roleAssignmentsByName")
    .unique()
    .on("roleAssignments")
    .columns(["tenantId", "name"])
    .where(sql.ref("removedEffectiveAt"), "is", null)
    .execute();
  await db.schema
    .createIndex("roleAssignmentsByPrincipal")
    .on("roleAssignments")
    .columns(["principalId", "scopeKey", "roleId"])
    .execute();
}
