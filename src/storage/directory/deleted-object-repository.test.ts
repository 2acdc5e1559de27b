import { Kysely, SqliteDialect, sql } from "kysely";
import Database from "libsql";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { relations } from "./deleted-relations.ts";
import { migrations } from "./migrations/index.ts";
import { bindRepositories, type Repositories } from "./repositories.ts";
import type { DirectoryTables } from "./schema/tables.ts";

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  /** Whether a table that makes its own ids may leave it out: no. */
  readonly pk: number;
}

let db: Kysely<DirectoryTables>;
let store: Repositories;
let tables: readonly string[];

beforeAll(async () => {
  const database = new Database(":memory:");
  database.pragma("foreign_keys = ON");
  db = new Kysely<DirectoryTables>({ dialect: new SqliteDialect({ database }) });
  for (const migration of migrations) await migration.up(db);
  store = bindRepositories(db);
  const { rows } = await sql<{ name: string }>`
    select "name" from sqlite_master where "type" = 'table'`.execute(db);
  tables = rows.map(({ name }) => name);
  await insert("tenants", { id: "t" });
});
afterAll(() => db.destroy());

beforeEach(async () => {
  for (const [table] of relations) await sql`delete from ${sql.table(table)}`.execute(db);
  for (const table of ["deletedObjects", "applications", "servicePrincipals", "users", "groups"]) {
    await sql`delete from ${sql.table(table)}`.execute(db);
  }
});

/** A row with what is said, and something wherever something has to be. */
async function insert(table: string, said: Readonly<Record<string, string>>): Promise<void> {
  const { rows } = await sql<Column>`select * from pragma_table_info(${table})`.execute(db);
  const filled = rows
    .filter(({ name, notnull, pk }) => name in said || notnull === 1 || pk > 0)
    .map(({ name, type }): [string, unknown] => [
      name,
      said[name] ??
        (name === "tenantId" ? "t" : type.toLowerCase() === "text" ? `${table}-${name}` : 7),
    ]);
  await sql`insert into ${sql.table(table)} (${sql.join(filled.map(([name]) => sql.ref(name)))})
    values (${sql.join(filled.map(([, value]) => value))})`.execute(db);
}

async function contents(): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const all: Record<string, readonly unknown[]> = {};
  for (const table of tables) {
    const { rows } = await sql`select * from ${sql.table(table)}`.execute(db);
    all[table] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return all;
}

/** The tables whose rows go with those of another, and the column that says whose they are. */
async function hangingOn(table: string): Promise<readonly (readonly [string, string])[]> {
  const { rows } = await sql<{ name: string; column: string }>`
    select m."name" as "name", f."from" as "column" from sqlite_master m
    join pragma_foreign_key_list(m."name") f
    where f."table" = ${table} and f."on_delete" = 'CASCADE' order by 1`.execute(db);
  return rows.map(({ name, column }) => [name, column] as const);
}

async function takeAway(table: string, objectId: string): Promise<void> {
  for (const [name, columns] of relations) {
    for (const column of columns) {
      await sql`delete from ${sql.table(name)}
        where ${sql.ref(column)} = ${objectId}`.execute(db);
    }
  }
  await sql`delete from ${sql.table(table)} where "objectId" = ${objectId}`.execute(db);
}

test.each([
  ["application", "applications", 5],
  ["servicePrincipal", "servicePrincipals", 3],
] as const)(
  "all that hangs on an object of the kind %s comes back with it",
  async (kind, table, least) => {
    await insert(table, { objectId: "o" });
    const hanging = await hangingOn(table);
    for (const [name, column] of hanging) await insert(name, { [column]: "o" });
    const before = await contents();
    const object = { objectId: "o", tenantId: "t", kind, appId: "a", deletedAt: 5, shown: {} };
    await store.deletedObjects.keep(object);
    await takeAway(table, "o");
    for (const [name] of hanging) expect((await contents())[name], name).toEqual([]);
    await store.deletedObjects.restore(object, []);
    expect(await contents()).toEqual(before);
    expect(hanging.length).toBeGreaterThanOrEqual(least);
  },
);

test("what stands between objects comes back when all of them are there, or are built in", async () => {
  await insert("users", { objectId: "u" });
  await insert("servicePrincipals", { objectId: "s" });
  await insert("groups", { objectId: "g" });
  for (const [table, columns] of relations) {
    const others = columns.filter(
      (column) => !["principalId", "memberId", "ownerId"].includes(column),
    );
    const id = table === "groupMembers" || table === "objectOwners" ? "g" : "s";
    const said = Object.fromEntries(others.map((column) => [column, id]));
    const person = columns.find((column) => !others.includes(column)) ?? "";
    await insert(table, { ...said, [person]: "u" });
  }
  await insert("appRoleAssignments", { id: "2", principalId: "u", resourceId: "built-in" });
  const before = await contents();
  await insert("appRoleAssignments", { id: "3", principalId: "u", resourceId: "gone" });
  const user = { objectId: "u", tenantId: "t", kind: "user", appId: undefined } as const;
  const client = { ...user, objectId: "s", kind: "servicePrincipal" } as const;
  for (const [object, table] of [
    [user, "users"],
    [client, "servicePrincipals"],
  ] as const) {
    await store.deletedObjects.keep({ ...object, deletedAt: 5, shown: {} });
    await takeAway(table, object.objectId);
  }
  await store.deletedObjects.restore(user, ["built-in"]);
  const between = await contents();
  expect(between["groupMembers"]).toHaveLength(1);
  expect(between["appRoleAssignments"]).toHaveLength(1);
  expect(between["delegatedGrants"]).toHaveLength(0);
  await store.deletedObjects.restore(client, ["built-in"]);
  expect(await contents()).toEqual(before);
});

test("what is over is forgotten with all its rows", async () => {
  await insert("users", { objectId: "u" });
  await insert("objectOwners", { objectId: "x", ownerId: "u" });
  const user = { objectId: "u", tenantId: "t", kind: "user", appId: undefined } as const;
  await store.deletedObjects.keep({ ...user, deletedAt: 5, shown: {} });
  await store.deletedObjects.removeBefore(4);
  expect(await store.deletedObjects.count("t")).toBe(1);
  await store.deletedObjects.removeBefore(5);
  const { deletedObjects, deletedRows } = await contents();
  expect([deletedObjects, deletedRows]).toEqual([[], []]);
});
