import type { Migration } from "./migration.ts";

/** Sign-ins that a device asked for and a person finishes in a browser. */
export const deviceCodes: Migration = {
  name: "0009-device-codes",
  async up(db) {
    await db.schema
      .createTable("deviceCodes")
      .addColumn("sha256", "text", (column) => column.primaryKey())
      .addColumn("userCodeSha256", "text", (column) => column.notNull().unique())
      .addColumn("clientId", "text", (column) => column.notNull())
      .addColumn("tenantId", "text", (column) => column.references("tenants.id"))
      .addColumn("asked", "text", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("userTenantId", "text", (column) => column.references("tenants.id"))
      .addColumn("userId", "text", (column) =>
        column.references("users.objectId").onDelete("cascade"),
      )
      .addColumn("securityStamp", "text")
      .addColumn("amr", "text")
      .addColumn("authenticatedAt", "bigint")
      .addColumn("sessionId", "text")
      .addColumn("createdAt", "bigint", (column) => column.notNull())
      .addColumn("expiresAt", "bigint", (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("deviceCodesByClient")
      .on("deviceCodes")
      .columns(["clientId", "expiresAt"])
      .execute();
    await db.schema
      .createIndex("deviceCodesByExpiry")
      .on("deviceCodes")
      .column("expiresAt")
      .execute();
  },
};
