import type { Migration } from "./migration.ts";

/** Subscriptions have tags, and names and values of tags that are offered before they are used. */
export const tags: Migration = {
  name: "0020-tags",
  async up(db) {
    await db.schema
      .alterTable("subscriptions")
      .addColumn("tags", "text", (column) => column.notNull().defaultTo("{}"))
      .execute();
    await db.schema
      .createTable("predefinedTags")
      .addColumn("subscriptionKey", "text", (column) => column.notNull())
      .addColumn("nameKey", "text", (column) => column.notNull())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("tagValue", "text", (column) => column.notNull())
      .addPrimaryKeyConstraint("predefinedTagsKey", ["subscriptionKey", "nameKey", "tagValue"])
      .execute();
  },
};
