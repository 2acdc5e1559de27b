import type { Kysely } from "kysely";
import type { DirectoryTables } from "../schema/tables.ts";
import type { Migration } from "./migration.ts";

export const identity: Migration = {
  name: "0002-identity",
  async up(db) {
    await createTenants(db);
    await createApplications(db);
    await createServicePrincipals(db);
    await createCredentials(db);
  },
};

async function createTenants(db: Kysely<DirectoryTables>): Promise<void> {
  await db.schema
    .createTable("tenants")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("displayName", "text", (column) => column.notNull())
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("tenantDomains")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("tenantId", "text", (column) => column.notNull().references("tenants.id"))
    .addColumn("isDefault", "integer", (column) => column.notNull())
    .execute();
}

async function createApplications(db: Kysely<DirectoryTables>): Promise<void> {
  await db.schema
    .createTable("applications")
    .addColumn("objectId", "text", (column) => column.primaryKey())
    .addColumn("tenantId", "text", (column) => column.notNull().references("tenants.id"))
    .addColumn("appId", "text", (column) => column.notNull().unique())
    .addColumn("displayName", "text", (column) => column.notNull())
    .addColumn("signInAudience", "text", (column) => column.notNull())
    .addColumn("tokenVersion", "integer")
    .addColumn("isPublicClient", "integer", (column) => column.notNull())
    .addColumn("appRoles", "text", (column) => column.notNull())
    .addColumn("scopes", "text", (column) => column.notNull())
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("identifierUris")
    .addColumn("tenantId", "text", (column) => column.notNull().references("tenants.id"))
    .addColumn("uriKey", "text", (column) => column.notNull())
    .addColumn("uri", "text", (column) => column.notNull())
    .addColumn("applicationObjectId", "text", (column) =>
      column.notNull().references("applications.objectId").onDelete("cascade"),
    )
    .addPrimaryKeyConstraint("identifierUrisKey", ["tenantId", "uriKey"])
    .execute();
}

async function createServicePrincipals(db: Kysely<DirectoryTables>): Promise<void> {
  await db.schema
    .createTable("servicePrincipals")
    .addColumn("objectId", "text", (column) => column.primaryKey())
    .addColumn("tenantId", "text", (column) => column.notNull().references("tenants.id"))
    .addColumn("appId", "text", (column) => column.notNull())
    .addColumn("displayName", "text", (column) => column.notNull())
    .addColumn("isEnabled", "integer", (column) => column.notNull())
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .addUniqueConstraint("servicePrincipalsApp", ["tenantId", "appId"])
    .execute();
  await db.schema
    .createTable("appRoleAssignments")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("tenantId", "text", (column) => column.notNull().references("tenants.id"))
    .addColumn("principalId", "text", (column) => column.notNull())
    .addColumn("resourceId", "text", (column) => column.notNull())
    .addColumn("appRoleId", "text", (column) => column.notNull())
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .addUniqueConstraint("appRoleAssignmentsOnce", ["principalId", "resourceId", "appRoleId"])
    .execute();
}

async function createCredentials(db: Kysely<DirectoryTables>): Promise<void> {
  await db.schema
    .createTable("passwordCredentials")
    .addColumn("keyId", "text", (column) => column.primaryKey())
    .addColumn("applicationObjectId", "text", (column) =>
      column.notNull().references("applications.objectId").onDelete("cascade"),
    )
    .addColumn("displayName", "text")
    .addColumn("hint", "text", (column) => column.notNull())
    .addColumn("secretSha256", "text", (column) => column.notNull())
    .addColumn("startsAt", "bigint", (column) => column.notNull())
    .addColumn("endsAt", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("passwordCredentialsApplication")
    .on("passwordCredentials")
    .column("applicationObjectId")
    .execute();
  await db.schema
    .createTable("signingKeys")
    .addColumn("kid", "text", (column) => column.primaryKey())
    .addColumn("privateKeyPem", "text", (column) => column.notNull())
    .addColumn("certificateBase64", "text", (column) => column.notNull())
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .addColumn("retiredAt", "bigint")
    .execute();
}
