import type { Kysely } from "kysely";
import type { DirectoryTables } from "../schema/tables.ts";
import type { Migration } from "./migration.ts";

export const registrations: Migration = {
  name: "0007-registrations",
  async up(db) {
    await createRedirectUris(db);
    await createGroups(db);
    await createDirectoryRoles(db);
  },
};

async function createRedirectUris(db: Kysely<DirectoryTables>): Promise<void> {
  await db.schema
    .alterTable("applications")
    .addColumn("settings", "text", (column) => column.notNull().defaultTo("{}"))
    .execute();
  await db.schema
    .createTable("redirectUris")
    .addColumn("applicationObjectId", "text", (column) =>
      column.notNull().references("applications.objectId").onDelete("cascade"),
    )
    .addColumn("position", "integer", (column) => column.notNull())
    .addColumn("platform", "text", (column) => column.notNull())
    .addColumn("uri", "text", (column) => column.notNull())
    .addColumn("origin", "text")
    .addPrimaryKeyConstraint("redirectUrisKey", ["applicationObjectId", "position"])
    .addUniqueConstraint("redirectUrisOnce", ["applicationObjectId", "uri"])
    .execute();
  await db.schema.createIndex("redirectUrisByOrigin").on("redirectUris").column("origin").execute();
}

async function createGroups(db: Kysely<DirectoryTables>): Promise<void> {
  await db.schema
    .createTable("groups")
    .addColumn("objectId", "text", (column) => column.primaryKey())
    .addColumn("tenantId", "text", (column) => column.notNull().references("tenants.id"))
    .addColumn("displayName", "text", (column) => column.notNull())
    .addColumn("description", "text")
    .addColumn("isSecurityEnabled", "integer", (column) => column.notNull())
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("groupMembers")
    .addColumn("groupId", "text", (column) =>
      column.notNull().references("groups.objectId").onDelete("cascade"),
    )
    .addColumn("memberId", "text", (column) => column.notNull())
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("groupMembersKey", ["groupId", "memberId"])
    .execute();
  await db.schema
    .createIndex("groupMembersByMember")
    .on("groupMembers")
    .column("memberId")
    .execute();
}

async function createDirectoryRoles(db: Kysely<DirectoryTables>): Promise<void> {
  await db.schema
    .createTable("directoryRoleAssignments")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("tenantId", "text", (column) => column.notNull().references("tenants.id"))
    .addColumn("principalId", "text", (column) => column.notNull())
    .addColumn("roleTemplateId", "text", (column) => column.notNull())
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .addUniqueConstraint("directoryRoleAssignmentsOnce", [
      "tenantId",
      "principalId",
      "roleTemplateId",
    ])
    .execute();
}
