import Database from "libsql";

/**
 * The services that the API manages, in a file of SQLite.
 *
 * @param {string} file
 */
export function openServices(file) {
  const database = new Database(file);
  database.exec(`create table if not exists services (
    name text primary key,
    url text not null,
    registered_by text not null,
    registered_at text not null
  )`);
  const select =
    "select name, url, registered_by as registeredBy, registered_at as registeredAt from services";
  const all = database.prepare(`${select} order by name limit 1000`);
  const one = database.prepare(`${select} where name = ?`);
  const insert = database.prepare(
    "insert into services values (?, ?, ?, ?) on conflict do nothing",
  );
  const remove = database.prepare("delete from services where name = ?");
  return {
    list: () => all.all(),
    find: (name) => one.get(name),
    /** False where one of this name is there. */
    add: ({ name, url, registeredBy }) =>
      insert.run(name, url, registeredBy, new Date().toISOString()).changes === 1,
    remove: (name) => remove.run(name).changes === 1,
    close: () => database.close(),
  };
}
