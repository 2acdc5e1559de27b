import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { Kysely, SqliteDialect } from "kysely";
import Database from "libsql";
import { Failure } from "../../base/index.ts";
import { commitTogether } from "./commit-together.ts";
import type { Directory } from "./directory.ts";
import { migrate } from "./migrate.ts";
import { bindRepositories } from "./repositories.ts";
import type { DirectoryTables } from "./schema/tables.ts";
import { withStatementCache } from "./statement-cache.ts";

/**
 * Opens the embedded directory store: WAL with a sync per commit, so that what was acknowledged
 * survives a crash. The data folder's lock (folder-lock.ts) keeps a second process away.
 *
 * `file` is a path, or `:memory:` for a store that ends with the process.
 *
 * @throws {Failure} `directory/newer`, `directory/unwritable` (fact: `file`).
 */
export async function openDirectory(file: string): Promise<Directory> {
  const database = withStatementCache(openDatabase(file));
  const db = new Kysely<DirectoryTables>({ dialect: new SqliteDialect({ database }) });
  try {
    await migrate(db, file);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return makeDirectory(db);
}

function makeDirectory(db: Kysely<DirectoryTables>): Directory {
  let version = 0;
  const together = commitTogether(db);
  return {
    read: bindRepositories(db),
    async write(work) {
      const result = await db.transaction().execute((tx) => work(bindRepositories(tx)));
      version += 1;
      return result;
    },
    writeSignIn: (work) => together.write((tx) => work(bindRepositories(tx))),
    version: () => version,
    async close() {
      await together.settle();
      await db.destroy();
    },
  };
}

function openDatabase(file: string): Database.Database {
  try {
    if (file !== ":memory:") makePrivateFile(file);
    const database = new Database(file);
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = FULL");
    database.pragma("foreign_keys = ON");
    return database;
  } catch (cause) {
    throw new Failure("directory/unwritable", "the store cannot be opened for writing", {
      facts: { file },
      cause,
    });
  }
}

/** The store holds private keys: nobody else may read it, nor the log that SQLite makes beside it. */
function makePrivateFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, "a", 0o600));
  chmodSync(file, 0o600);
}
