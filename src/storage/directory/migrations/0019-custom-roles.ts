import type { Migration } from "./migration.ts";

/** Role definitions of a tenant's own, and conditions on role assignments. */
export const customRoles: Migration = {
  name: "0019-custom-roles",
  async up(db) {
    await db.schema
      .createTable("customRoles")
      .addColumn("tenantId", "text", (column) => column.notNull())
      .addColumn("id", "text", (column) => column.notNull())
      .addColumn("roleName", "text", (column) => column.notNull())
      .addColumn("nameKey", "text", (column) => column.notNull())
      .addColumn("description", "text", (column) => column.notNull())
      .addColumn("assignableScopes", "text", (column) => column.notNull())
      .addColumn("permissions", "text", (column) => column.notNull())
      .addColumn("createdBy", "text", (column) => column.notNull())
      .addColumn("updatedBy", "text", (column) => column.notNull())
      .addColumn("createdAt", "bigint", (column) => column.notNull())
      .addColumn("updatedAt", "bigint", (column) => column.notNull())
      .addPrimaryKeyConstraint("customRolesKey", ["tenantId", "id"])
      .addUniqueConstraint("customRolesByName", ["tenantId", "nameKey"])
      .execute();
    for (const column of ["condition", "conditionVersion"]) {
      await db.schema.alterTable("roleAssignments").addColumn(column, "text").execute();
    }
    await db.schema
      .createIndex("roleAssignmentsByRole")
      .on("roleAssignments")
      .columns(["tenantId", "roleId"])
      .execute();
  },
};
