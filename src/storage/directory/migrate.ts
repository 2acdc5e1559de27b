import { type Kysely, sql } from "kysely";
import { Failure } from "../../base/index.ts";
import { migrations } from "./migrations/index.ts";
import type { DirectoryTables } from "./schema/tables.ts";

/** Brings the store's layout up to date; each step is one transaction together with its version. */
export async function migrate(db: Kysely<DirectoryTables>, file: string): Promise<void> {
  const applied = await readVersion(db);
  if (applied > migrations.length) {
    throw new Failure("directory/newer", "the store was made by a newer version", {
      facts: { file },
    });
  }
  for (const [index, migration] of migrations.entries()) {
    if (index < applied) continue;
    await db.transaction().execute(async (tx) => {
      await migration.up(tx);
      await sql.raw(`PRAGMA user_version = ${index + 1}`).execute(tx);
    });
  }
}

async function readVersion(db: Kysely<DirectoryTables>): Promise<number> {
  const { rows } = await sql<{ user_version: number }>`PRAGMA user_version`.execute(db);
  return rows[0]?.user_version ?? 0;
}
