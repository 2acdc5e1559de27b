import type { Migration } from "./migration.ts";

const TEXTS = [
  "scope",
  "scopeKey",
  "name",
  "level",
  "createdBy",
  "createdByType",
  "updatedBy",
  "updatedByType",
];

export const locks: Migration = {
  name: "0020-locks",
  async up(db) {
    let table = db.schema
      .createTable("locks")
      .addColumn("key", "text", (column) => column.primaryKey())
      .addColumn("notes", "text")
      .addColumn("createdAt", "bigint", (column) => column.notNull())
      .addColumn("updatedAt", "bigint", (column) => column.notNull());
    for (const name of TEXTS) table = table.addColumn(name, "text", (column) => column.notNull());
    await table.execute();
    await db.schema.createIndex("locksByScope").on("locks").columns(["scopeKey", "key"]).execute();
  },
};
