import { type RawBuilder, sql } from "kysely";
import type { DirectoryTables } from "./schema/tables.ts";

/** What kinds of objects may come back. */
export type DeletedKind = "user" | "application" | "servicePrincipal";

export type ObjectTable = "users" | "applications" | "servicePrincipals";

export const tableOfKind: Readonly<Record<DeletedKind, ObjectTable>> = {
  user: "users",
  application: "applications",
  servicePrincipal: "servicePrincipals",
};

/**
 * Tables that say something between objects, and the columns that name them. What stands there
 * comes back only where everybody named is there again.
 */
export const relations: ReadonlyMap<keyof DirectoryTables & string, readonly string[]> = new Map([
  ["delegatedGrants", ["clientId", "resourceId", "principalId"]],
  ["appRoleAssignments", ["principalId", "resourceId"]],
  ["groupMembers", ["groupId", "memberId"]],
  ["directoryRoleAssignments", ["principalId"]],
  ["objectOwners", ["objectId", "ownerId"]],
]);

/** Where an object of any kind stands while it is there. */
const OBJECT_TABLES = ["users", "groups", "servicePrincipals", "applications"] as const;

/** Whether an id is nobody's, somebody's who is there, or one of `builtIn`. */
export function isNobodyOrThere(
  id: RawBuilder<unknown>,
  builtIn: readonly string[],
): RawBuilder<boolean> {
  const there = OBJECT_TABLES.map(
    (table) => sql`exists (select 1 from ${sql.table(table)} o where o."objectId" = ${id})`,
  );
  const own = builtIn.length === 0 ? sql`1 = 0` : sql`${id} in (${sql.join(builtIn)})`;
  return sql`(${id} is null or ${own} or ${sql.join(there, sql` or `)})`;
}

/** A column of a kept row. */
export function kept(column: string): RawBuilder<unknown> {
  return sql`json_extract("row", ${`$.${column}`})`;
}
