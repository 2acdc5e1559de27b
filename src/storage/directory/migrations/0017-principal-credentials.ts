import { type CreateTableBuilder, type Kysely, sql } from "kysely";
import type { DirectoryTables } from "../schema/tables.ts";
import type { Migration } from "./migration.ts";

const TEXTS = {
  passwordCredentials: ["hint", "secretSha256"],
  keyCredentials: ["thumbprintSha1", "thumbprintSha256", "certificateBase64"],
} as const;

type Table = keyof typeof TEXTS;

/** Secrets and certificates belong to a registration or to a service principal. */
export const principalCredentials: Migration = {
  name: "0017-principal-credentials",
  async up(db) {
    await rebuild(db, "passwordCredentials");
    await rebuild(db, "keyCredentials");
  },
};

const OWNERS = ["applicationObjectId", "servicePrincipalObjectId"] as const;

type Layout = CreateTableBuilder<string, string>;

/**
 * A column cannot be made to take null, so the rows move to a new table of the same name. Clients
 * may choose ids of keys, so that an id is one owner's own.
 */
async function rebuild(db: Kysely<DirectoryTables>, table: Table): Promise<void> {
  const moved = `${table}Moved`;
  let layout: Layout = db.schema
    .createTable(moved)
    .addColumn("keyId", "text", (column) => column.notNull())
    .addColumn("applicationObjectId", "text", (column) =>
      column.references("applications.objectId").onDelete("cascade"),
    )
    .addColumn("servicePrincipalObjectId", "text", (column) =>
      column.references("servicePrincipals.objectId").onDelete("cascade"),
    )
    .addColumn("displayName", "text");
  for (const name of TEXTS[table]) {
    layout = layout.addColumn(name, "text", (column) => column.notNull());
  }
  layout = layout
    .addColumn("startsAt", "bigint", (column) => column.notNull())
    .addColumn("endsAt", "bigint", (column) => column.notNull())
    .addCheckConstraint(
      `${table}OneOwner`,
      sql`("applicationObjectId" is null) <> ("servicePrincipalObjectId" is null)`,
    );
  for (const owner of OWNERS) {
    layout = layout.addUniqueConstraint(`${table}${owner}Key`, [owner, "keyId"]);
    if (table === "keyCredentials") {
      layout = layout.addUniqueConstraint(`${table}${owner}Once`, [owner, "thumbprintSha256"]);
    }
  }
  await layout.execute();
  const kept = ["keyId", "applicationObjectId", "displayName", ...TEXTS[table]];
  const columns = sql.join([...kept, "startsAt", "endsAt"].map((name) => sql.ref(name)));
  await sql`insert into ${sql.table(moved)} (${columns})
    select ${columns} from ${sql.table(table)}`.execute(db);
  await db.schema.dropTable(table).execute();
  await db.schema.alterTable(moved).renameTo(table).execute();
}
