import type { Migration } from "./migration.ts";

/**
 * What was deleted stays for a while, out of the tables of what is there: nothing that reads those
 * can take it for alive.
 */
export const deletedObjects: Migration = {
  name: "0016-deleted-objects",
  async up(db) {
    await db.schema
      .createTable("deletedObjects")
      .addColumn("objectId", "text", (column) => column.primaryKey())
      .addColumn("tenantId", "text", (column) => column.notNull().references("tenants.id"))
      .addColumn("kind", "text", (column) => column.notNull())
      .addColumn("appId", "text")
      .addColumn("deletedAt", "bigint", (column) => column.notNull())
      .addColumn("row", "text", (column) => column.notNull())
      .addColumn("shown", "text", (column) => column.notNull())
      .execute();
    await db.schema
      .createTable("deletedRows")
      .addColumn("objectId", "text", (column) =>
        column.notNull().references("deletedObjects.objectId").onDelete("cascade"),
      )
      .addColumn("tableName", "text", (column) => column.notNull())
      .addColumn("row", "text", (column) => column.notNull())
      .execute();
    for (const [name, columns] of [
      ["deletedObjectsByKind", ["tenantId", "kind", "objectId"]],
      ["deletedObjectsByAppId", ["appId"]],
      ["deletedObjectsByTime", ["deletedAt"]],
    ] as const) {
      await db.schema
        .createIndex(name)
        .on("deletedObjects")
        .columns([...columns])
        .execute();
    }
    await db.schema
      .createIndex("deletedRowsByObject")
      .on("deletedRows")
      .columns(["objectId", "tableName"])
      .execute();
  },
};
