import type { Migration } from "./migration.ts";

export const meta: Migration = {
  name: "0001-meta",
  async up(db) {
    await db.schema
      .createTable("meta")
      .addColumn("key", "text", (column) => column.primaryKey())
      .addColumn("value", "text", (column) => column.notNull())
      .execute();
  },
};
