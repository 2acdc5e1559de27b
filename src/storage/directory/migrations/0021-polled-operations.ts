import type { Migration } from "./migration.ts";

export const polledOperations: Migration = {
  name: "0021-polled-operations",
  async up(db) {
    await db.schema
      .alterTable("resources")
      .addColumn("envelope", "text", (column) => column.notNull().defaultTo("{}"))
      .execute();
    await db.schema.alterTable("resourceGroups").addColumn("managedBy", "text").execute();
    await db.schema
      .createTable("asyncOperations")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("subscriptionKey", "text", (column) =>
        column.notNull().references("subscriptions.key"),
      )
      .addColumn("tenantId", "text", (column) => column.notNull())
      .addColumn("principalId", "text", (column) => column.notNull())
      .addColumn("providerKey", "text", (column) => column.notNull())
      .addColumn("location", "text", (column) => column.notNull())
      .addColumn("resourceId", "text", (column) => column.notNull())
      .addColumn("startedAt", "bigint", (column) => column.notNull())
      .addColumn("endedAt", "bigint", (column) => column.notNull())
      .addColumn("expiresAt", "bigint", (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("asyncOperationsByAge")
      .on("asyncOperations")
      .columns(["subscriptionKey", "startedAt"])
      .execute();
    await db.schema
      .createTable("providerRegistrations")
      .addColumn("subscriptionKey", "text", (column) =>
        column.notNull().references("subscriptions.key"),
      )
      .addColumn("providerKey", "text", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("updatedAt", "bigint", (column) => column.notNull())
      .addPrimaryKeyConstraint("providerRegistrationsKey", ["subscriptionKey", "providerKey"])
      .execute();
  },
};
