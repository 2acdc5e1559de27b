import type { Migration } from "./migration.ts";

/** What is said of a service principal in its tenant, and whether it is for assigned ones alone. */
export const servicePrincipalDetails: Migration = {
  name: "0018-service-principal-details",
  async up(db) {
    await db.schema
      .alterTable("servicePrincipals")
      .addColumn("details", "text", (column) => column.notNull().defaultTo("{}"))
      .execute();
    await db.schema
      .alterTable("servicePrincipals")
      .addColumn("requiresAssignment", "integer", (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
