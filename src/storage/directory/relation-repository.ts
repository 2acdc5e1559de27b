import { type Kysely, sql } from "kysely";
import type { DirectoryTables } from "./schema/tables.ts";

/** A relation of many objects to others, and the columns that hold the ids of both sides. */
const RELATIONS = {
  owners: { table: "objectOwners", from: "objectId", to: "ownerId" },
  members: { table: "groupMembers", from: "groupId", to: "memberId" },
  appRoleAssignments: { table: "appRoleAssignments", from: "principalId", to: "id" },
  appRoleAssignedTo: { table: "appRoleAssignments", from: "resourceId", to: "id" },
} as const;

export type Relation = keyof typeof RELATIONS;

/** What is related to several objects, found with one query for all of them. */
export class RelationRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  /** The first of each object, by their ids, in their order; without those that have none. */
  async firstOfEach(
    relation: Relation,
    objectIds: readonly string[],
    limit: number,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const found = new Map<string, string[]>();
    if (objectIds.length === 0) return found;
    const { table, ...columns } = RELATIONS[relation];
    const from = sql.ref(columns.from);
    const to = sql.ref(columns.to);
    const { rows } = await sql<{ of: string; id: string }>`
      select "of", "id" from (
        select ${from} as "of", ${to} as "id",
          row_number() over (partition by ${from} order by ${to}) as "place"
        from ${sql.table(table)} where ${from} in (${sql.join(objectIds)})
      ) where "place" <= ${limit} order by "of", "id"`.execute(this.#db);
    for (const { of, id } of rows) {
      const ids = found.get(of) ?? [];
      ids.push(id);
      found.set(of, ids);
    }
    return found;
  }
}
