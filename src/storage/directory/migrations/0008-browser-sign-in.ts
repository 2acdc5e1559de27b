import type { Kysely } from "kysely";
import type { DirectoryTables } from "../schema/tables.ts";
import type { Migration } from "./migration.ts";

/** Sessions of browsers, the accounts signed in there, and the codes that they brought. */
export const browserSignIn: Migration = {
  name: "0008-browser-sign-in",
  async up(db) {
    await createSessions(db);
    await createCodes(db);
  },
};

async function createSessions(db: Kysely<DirectoryTables>): Promise<void> {
  await db.schema
    .createTable("browserSessions")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("sha256", "text", (column) => column.notNull().unique())
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .addColumn("lastSeenAt", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("browserSessionsByLastSeen")
    .on("browserSessions")
    .column("lastSeenAt")
    .execute();
  await db.schema
    .createTable("sessionAccounts")
    .addColumn("sid", "text", (column) => column.primaryKey())
    .addColumn("sessionId", "text", (column) =>
      column.notNull().references("browserSessions.id").onDelete("cascade"),
    )
    .addColumn("tenantId", "text", (column) => column.notNull().references("tenants.id"))
    .addColumn("userId", "text", (column) =>
      column.notNull().references("users.objectId").onDelete("cascade"),
    )
    .addColumn("securityStamp", "text", (column) => column.notNull())
    .addColumn("amr", "text", (column) => column.notNull())
    .addColumn("authenticatedAt", "bigint", (column) => column.notNull())
    .addUniqueConstraint("sessionAccountsOnce", ["sessionId", "userId"])
    .execute();
  await db.schema
    .createIndex("sessionAccountsByUser")
    .on("sessionAccounts")
    .columns(["userId", "authenticatedAt"])
    .execute();
  await db.schema
    .createTable("sessionClients")
    .addColumn("sid", "text", (column) =>
      column.notNull().references("sessionAccounts.sid").onDelete("cascade"),
    )
    .addColumn("clientId", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("sessionClientsKey", ["sid", "clientId"])
    .execute();
}

async function createCodes(db: Kysely<DirectoryTables>): Promise<void> {
  await db.schema
    .createTable("authorizationCodes")
    .addColumn("sha256", "text", (column) => column.primaryKey())
    .addColumn("tenantId", "text", (column) => column.notNull().references("tenants.id"))
    .addColumn("clientId", "text", (column) => column.notNull())
    .addColumn("userId", "text", (column) =>
      column.notNull().references("users.objectId").onDelete("cascade"),
    )
    .addColumn("request", "text", (column) => column.notNull())
    .addColumn("expiresAt", "bigint", (column) => column.notNull())
    .addColumn("usedAt", "bigint")
    .addColumn("familyId", "text", (column) => column.notNull())
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("authorizationCodesByExpiry")
    .on("authorizationCodes")
    .column("expiresAt")
    .execute();
}
