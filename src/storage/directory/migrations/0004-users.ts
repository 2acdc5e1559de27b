import type { Kysely } from "kysely";
import type { DirectoryTables } from "../schema/tables.ts";
import type { Migration } from "./migration.ts";

export const users: Migration = {
  name: "0004-users",
  async up(db) {
    await createUsers(db);
    await createConsent(db);
    await createRefreshTokens(db);
  },
};

async function createUsers(db: Kysely<DirectoryTables>): Promise<void> {
  await db.schema
    .createTable("users")
    .addColumn("objectId", "text", (column) => column.primaryKey())
    .addColumn("tenantId", "text", (column) => column.notNull().references("tenants.id"))
    .addColumn("userPrincipalName", "text", (column) => column.notNull())
    .addColumn("upnKey", "text", (column) => column.notNull().unique())
    .addColumn("displayName", "text", (column) => column.notNull())
    .addColumn("givenName", "text")
    .addColumn("familyName", "text")
    .addColumn("mail", "text")
    .addColumn("isEnabled", "integer", (column) => column.notNull())
    .addColumn("passwordHash", "text", (column) => column.notNull())
    .addColumn("failedAttempts", "integer", (column) => column.notNull())
    .addColumn("lockedUntil", "bigint")
    .addColumn("securityStamp", "text", (column) => column.notNull())
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .execute();
}

async function createConsent(db: Kysely<DirectoryTables>): Promise<void> {
  await db.schema
    .createTable("delegatedGrants")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("tenantId", "text", (column) => column.notNull().references("tenants.id"))
    .addColumn("clientId", "text", (column) => column.notNull())
    .addColumn("resourceId", "text", (column) => column.notNull())
    .addColumn("principalId", "text")
    .addColumn("scopes", "text", (column) => column.notNull())
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("delegatedGrantsByClient")
    .on("delegatedGrants")
    .columns(["clientId", "resourceId"])
    .execute();
  await db.schema
    .createTable("preAuthorizedClients")
    .addColumn("applicationObjectId", "text", (column) =>
      column.notNull().references("applications.objectId").onDelete("cascade"),
    )
    .addColumn("clientAppId", "text", (column) => column.notNull())
    .addColumn("permissionIds", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("preAuthorizedClientsKey", ["applicationObjectId", "clientAppId"])
    .execute();
}

async function createRefreshTokens(db: Kysely<DirectoryTables>): Promise<void> {
  await db.schema
    .createTable("refreshTokens")
    .addColumn("sha256", "text", (column) => column.primaryKey())
    .addColumn("familyId", "text", (column) => column.notNull())
    .addColumn("tenantId", "text", (column) => column.notNull().references("tenants.id"))
    .addColumn("userId", "text", (column) =>
      column.notNull().references("users.objectId").onDelete("cascade"),
    )
    .addColumn("clientId", "text", (column) => column.notNull())
    .addColumn("securityStamp", "text", (column) => column.notNull())
    .addColumn("asked", "text", (column) => column.notNull())
    .addColumn("amr", "text", (column) => column.notNull())
    .addColumn("authenticatedAt", "bigint", (column) => column.notNull())
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .addColumn("expiresAt", "bigint", (column) => column.notNull())
    .addColumn("usedAt", "bigint")
    .addColumn("revokedAt", "bigint")
    .execute();
  await db.schema
    .createIndex("refreshTokensByFamily")
    .on("refreshTokens")
    .column("familyId")
    .execute();
  await db.schema
    .createIndex("refreshTokensByUser")
    .on("refreshTokens")
    .columns(["userId", "createdAt"])
    .execute();
}
