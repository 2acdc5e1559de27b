import type { Migration } from "./migration.ts";

/** Refresh tokens remember whom they were issued to and by which sign-in; codes are found by user. */
export const authorizationCodes: Migration = {
  name: "0011-authorization-codes",
  async up(db) {
    await db.schema.alterTable("refreshTokens").addColumn("platform", "text").execute();
    await db.schema.alterTable("refreshTokens").addColumn("sessionId", "text").execute();
    await db.schema
      .createIndex("authorizationCodesByUser")
      .on("authorizationCodes")
      .columns(["userId", "createdAt"])
      .execute();
  },
};
