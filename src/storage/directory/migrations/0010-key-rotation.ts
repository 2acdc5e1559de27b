import type { Migration } from "./migration.ts";

/** When a key signs follows from when each begins to, so when one stopped is no longer stored. */
export const keyRotation: Migration = {
  name: "0010-key-rotation",
  async up(db) {
    await db.schema
      .alterTable("signingKeys")
      .addColumn("signsFrom", "integer", (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema.alterTable("signingKeys").dropColumn("retiredAt").execute();
  },
};
