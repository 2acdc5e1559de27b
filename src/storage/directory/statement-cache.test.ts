import { CompiledQuery, Kysely, SqliteDialect, sql } from "kysely";
import Database from "libsql";
import { expect, test } from "vitest";
import { limits } from "../../base/index.ts";
import { withStatementCache } from "./statement-cache.ts";

interface Tables {
  readonly t: { readonly a: string; readonly b: number | null };
}

/** A store with one table, and the texts that were prepared for it so far. */
async function openStore() {
  const database = new Database(":memory:");
  database.exec("create table t (a text primary key, b integer)");
  const prepared: string[] = [];
  const counting = Object.create(database) as Database.Database;
  counting.prepare = (text: string) => {
    prepared.push(text);
    return database.prepare(text);
  };
  const cached = withStatementCache(counting);
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: cached }) });
  return { db, prepared, cached };
}

const read = (db: Kysely<Tables>, a: string) =>
  db.selectFrom("t").selectAll().where("a", "=", a).executeTakeFirst();

const write = (db: Kysely<Tables>, a: string, b: number | null) =>
  db.insertInto("t").values({ a, b }).execute();

test("a text is prepared once, within transactions and outside", async () => {
  const { db, prepared } = await openStore();
  await db.transaction().execute((tx) => write(tx, "one", 1));
  await db.transaction().execute((tx) => write(tx, "two", null));
  expect(await read(db, "one")).toEqual({ a: "one", b: 1 });
  expect(await read(db, "two")).toEqual({ a: "two", b: null });
  expect(await read(db, "three")).toBeUndefined();
  expect(prepared.length).toBe(new Set(prepared).size);
  expect(prepared.length).toBe(4);
  await db.destroy();
});

test("what one use was refused leaves nothing in the next", async () => {
  const { db } = await openStore();
  await write(db, "one", 1);
  await expect(write(db, "one", 2)).rejects.toThrow(/UNIQUE/);
  await write(db, "two", 2);
  const undone = db.transaction().execute(async (tx) => {
    await write(tx, "three", 3);
    await write(tx, "one", 4);
  });
  await expect(undone).rejects.toThrow(/UNIQUE/);
  const rows = await db.selectFrom("t").selectAll().orderBy("a").execute();
  expect(rows).toEqual([
    { a: "one", b: 1 },
    { a: "two", b: 2 },
  ]);
  await db.destroy();
});

test("an answer of many rows is whole each time, and a change between two is seen", async () => {
  const { db } = await openStore();
  const names = Array.from({ length: 350 }, (_, index) => `n${String(index).padStart(3, "0")}`);
  await db.transaction().execute(async (tx) => {
    for (const name of names) await write(tx, name, 1);
  });
  const list = () => db.selectFrom("t").select("a").orderBy("a").execute();
  expect((await list()).map(({ a }) => a)).toEqual(names);
  await db.deleteFrom("t").where("a", "=", "n200").execute();
  expect((await list()).length).toBe(349);
  await db.destroy();
});

test("no statement outlasts a change of the tables", async () => {
  const { db, prepared } = await openStore();
  await write(db, "one", 1);
  await read(db, "one");
  await sql`alter table t add column c text default 'new'`.execute(db);
  expect(await read(db, "one")).toEqual({ a: "one", b: 1, c: "new" });
  await sql`alter table t drop column b`.execute(db);
  expect(await read(db, "one")).toEqual({ a: "one", c: "new" });
  expect(prepared.filter((text) => text.startsWith("select")).length).toBe(3);
  await db.destroy();
});

test("reading row by row and reading at once do not disturb each other", async () => {
  const { db } = await openStore();
  for (const name of ["one", "two", "three"]) await write(db, name, 1);
  const all = db.selectFrom("t").select("a").orderBy("a");
  const seen: string[] = [];
  for await (const { a } of all.stream()) seen.push(a);
  expect(seen).toEqual(["one", "three", "two"]);
  expect((await all.execute()).map(({ a }) => a)).toEqual(seen);
  await db.destroy();
});

test("the kept statements are bounded: the longest unused leaves, a long text is never kept", async () => {
  const { db, prepared, cached } = await openStore();
  const run = (text: string) => db.executeQuery(CompiledQuery.raw(text));
  const { statementsMax, statementCharactersMax } = limits.directory;
  await run("select 'kept'");
  for (let index = 1; index < statementsMax; index += 1) await run(`select ${index}`);
  await run("select 'kept'");
  await run("select 'one more'");
  prepared.length = 0;
  await run("select 'kept'");
  await run("select 1");
  const long = `select '${"x".repeat(statementCharactersMax)}'`;
  await run(long);
  await run(long);
  expect(prepared).toEqual(["select 1", long, long]);
  cached.close();
});
