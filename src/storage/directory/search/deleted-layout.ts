import { sql } from "kysely";
import type { DeletedKind } from "../deleted-relations.ts";
import { tableOfKind } from "../deleted-relations.ts";
import type { SearchLayout } from "./condition-sql.ts";

/** What is searched of deleted rows, by their columns. */
const COLUMNS = [
  "upnKey",
  "displayNameKey",
  "mailKey",
  "isEnabled",
  "createdAt",
  "signInAudience",
  "requiresAssignment",
];

/**
 * Lays deleted objects out as those of their kind that are there: the same columns, read out of
 * the rows that were kept, under the name of the same table. `told` says what is found elsewhere.
 */
export function deletedLayout<Column extends string>(
  layout: SearchLayout<Column>,
  kind: DeletedKind,
  told: {
    readonly columns: Partial<SearchLayout<Column>["columns"]>;
    readonly collections: SearchLayout<Column>["collections"];
  },
): SearchLayout<Column | "deletedDateTime"> {
  const table = tableOfKind[kind];
  const columns = COLUMNS.map(
    (name) => sql`json_extract("row", ${sql.lit(`$.${name}`)}) as ${sql.ref(name)}`,
  );
  return {
    ...layout,
    table: sql`(select "objectId", "tenantId", "appId", "deletedAt", "shown", ${sql.join(columns)}
      from "deletedObjects" where "kind" = ${sql.lit(kind)}) as ${sql.ref(table)}`,
    columns: {
      ...layout.columns,
      ...told.columns,
      deletedDateTime: sql.ref(`${table}.deletedAt`),
    } as SearchLayout<Column | "deletedDateTime">["columns"],
    collections: told.collections,
  };
}
