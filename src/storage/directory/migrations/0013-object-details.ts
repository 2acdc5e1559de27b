import type { Migration } from "./migration.ts";

/** Owners of objects, and what registrations say that changes nothing but what is shown. */
export const objectDetails: Migration = {
  name: "0013-object-details",
  async up(db) {
    await db.schema
      .alterTable("applications")
      .addColumn("details", "text", (column) => column.notNull().defaultTo("{}"))
      .execute();
    await db.schema
      .createTable("objectOwners")
      .addColumn("objectId", "text", (column) => column.notNull())
      .addColumn("ownerId", "text", (column) => column.notNull())
      .addColumn("tenantId", "text", (column) => column.notNull().references("tenants.id"))
      .addColumn("createdAt", "bigint", (column) => column.notNull())
      .addPrimaryKeyConstraint("objectOwnersKey", ["objectId", "ownerId"])
      .execute();
    await db.schema
      .createIndex("objectOwnersByOwner")
      .on("objectOwners")
      .column("ownerId")
      .execute();
  },
};
