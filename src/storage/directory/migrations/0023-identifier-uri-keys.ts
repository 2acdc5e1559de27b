import type { Migration } from "./migration.ts";

/** An API is found by its identifier URI in whichever tenant it is at home. */
export const identifierUriKeys: Migration = {
  name: "0023-identifier-uri-keys",
  async up(db) {
    await db.schema
      .createIndex("identifierUrisByKey")
      .on("identifierUris")
      .column("uriKey")
      .execute();
  },
};
