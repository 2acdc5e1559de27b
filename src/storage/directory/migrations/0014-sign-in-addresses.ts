import type { Migration } from "./migration.ts";

/** What goes on from a sign-in remembers the address that it came from. */
export const signInAddresses: Migration = {
  name: "0014-sign-in-addresses",
  async up(db) {
    await db.schema.alterTable("refreshTokens").addColumn("ipAddress", "text").execute();
    await db.schema.alterTable("deviceCodes").addColumn("ipAddress", "text").execute();
  },
};
