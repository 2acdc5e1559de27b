import type { Migration } from "./migration.ts";

export const managedIdentities: Migration = {
  name: "0006-managed-identities",
  async up(db) {
    await db.schema
      .createTable("managedIdentities")
      .addColumn("objectId", "text", (column) =>
        column.primaryKey().references("servicePrincipals.objectId").onDelete("cascade"),
      )
      .addColumn("tenantId", "text", (column) => column.notNull().references("tenants.id"))
      .addColumn("appId", "text", (column) => column.notNull().unique())
      .addColumn("assignment", "text", (column) => column.notNull())
      .addColumn("resourceId", "text", (column) => column.notNull())
      .addColumn("resourceKey", "text", (column) => column.notNull().unique())
      .execute();
  },
};
