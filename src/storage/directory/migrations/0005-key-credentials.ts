import type { Kysely } from "kysely";
import type { DirectoryTables } from "../schema/tables.ts";
import type { Migration } from "./migration.ts";

export const keyCredentials: Migration = {
  name: "0005-key-credentials",
  async up(db) {
    await createKeyCredentials(db);
    await createFederatedCredentials(db);
  },
};

async function createKeyCredentials(db: Kysely<DirectoryTables>): Promise<void> {
  await db.schema
    .createTable("keyCredentials")
    .addColumn("keyId", "text", (column) => column.primaryKey())
    .addColumn("applicationObjectId", "text", (column) =>
      column.notNull().references("applications.objectId").onDelete("cascade"),
    )
    .addColumn("displayName", "text")
    .addColumn("thumbprintSha1", "text", (column) => column.notNull())
    .addColumn("thumbprintSha256", "text", (column) => column.notNull())
    .addColumn("certificateBase64", "text", (column) => column.notNull())
    .addColumn("startsAt", "bigint", (column) => column.notNull())
    .addColumn("endsAt", "bigint", (column) => column.notNull())
    .addUniqueConstraint("keyCredentialsOnce", ["applicationObjectId", "thumbprintSha256"])
    .execute();
}

async function createFederatedCredentials(db: Kysely<DirectoryTables>): Promise<void> {
  await db.schema
    .createTable("federatedCredentials")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("applicationObjectId", "text", (column) =>
      column.notNull().references("applications.objectId").onDelete("cascade"),
    )
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("issuer", "text", (column) => column.notNull())
    .addColumn("subject", "text", (column) => column.notNull())
    .addColumn("audiences", "text", (column) => column.notNull())
    .addColumn("description", "text")
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .addUniqueConstraint("federatedCredentialsName", ["applicationObjectId", "name"])
    .addUniqueConstraint("federatedCredentialsOnce", ["applicationObjectId", "issuer", "subject"])
    .execute();
}
