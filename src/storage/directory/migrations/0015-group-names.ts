import { sql } from "kysely";
import { mailNicknameOf } from "../group-repository.ts";
import { searchKey } from "../search/condition.ts";
import type { Migration } from "./migration.ts";

/** Groups are found by their names. There were few of them before, so they are read at once. */
export const groupNames: Migration = {
  name: "0015-group-names",
  async up(db) {
    for (const column of ["displayNameKey", "mailNickname", "mailNicknameKey"]) {
      await db.schema
        .alterTable("groups")
        .addColumn(column, "text", (text) => text.notNull().defaultTo(""))
        .execute();
    }
    const { rows } = await sql<{ objectId: string; displayName: string }>`
      select "objectId", "displayName" from "groups"`.execute(db);
    for (const { objectId, displayName } of rows) {
      const mailNickname = mailNicknameOf(displayName);
      await db
        .updateTable("groups")
        .set({
          displayNameKey: searchKey(displayName),
          mailNickname,
          mailNicknameKey: searchKey(mailNickname),
        })
        .where("objectId", "=", objectId)
        .execute();
    }
    for (const [name, column] of [
      ["groupsByDisplayName", "displayNameKey"],
      ["groupsByMailNickname", "mailNicknameKey"],
      ["groupsById", "objectId"],
    ] as const) {
      await db.schema.createIndex(name).on("groups").columns(["tenantId", column]).execute();
    }
  },
};
