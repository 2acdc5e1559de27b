import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Kysely, SqliteDialect, sql } from "kysely";
import Database from "libsql";
import { Failure } from "../../base/index.ts";
import type { Directory } from "./directory.ts";
import { migrate } from "./migrate.ts";
import { bindRepositories } from "./repositories.ts";
import type { DirectoryTables } from "./schema/tables.ts";

/**
 * Opens the embedded directory store, alone: WAL with a sync per commit, so that what was
 * acknowledged survives a crash, and an exclusive lock, so that a second Lazurite is refused.
 *
 * `file` is a path, or `:memory:` for a store that ends with the process.
 *
 * @throws {Failure} `directory/in-use`, `directory/newer`, `directory/unwritable` (fact: `file`).
 */
export async function openDirectory(file: string): Promise<Directory> {
  const database = lockDatabase(file);
  const db = new Kysely<DirectoryTables>({ dialect: new SqliteDialect({ database }) });
  try {
    await migrate(db, file);
  } catch (error) {
    await releaseLock(db);
    await db.destroy();
    throw error;
  }
  return makeDirectory(db);
}

function makeDirectory(db: Kysely<DirectoryTables>): Directory {
  let version = 0;
  return {
    read: bindRepositories(db),
    async write(work) {
      const result = await db.transaction().execute((tx) => work(bindRepositories(tx)));
      version += 1;
      return result;
    },
    version: () => version,
    async close() {
      await releaseLock(db);
      await db.destroy();
    },
  };
}

/** Closing alone keeps the lock until unused statements are collected; a read gives it back. */
async function releaseLock(db: Kysely<DirectoryTables>): Promise<void> {
  await sql`PRAGMA locking_mode = NORMAL`.execute(db);
  await sql`PRAGMA user_version`.execute(db);
}

function lockDatabase(file: string): Database.Database {
  try {
    if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const database = new Database(file);
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = FULL");
    database.pragma("foreign_keys = ON");
    database.pragma("locking_mode = EXCLUSIVE");
    // The exclusive lock is taken by the first write, not by the pragma.
    database.exec("BEGIN EXCLUSIVE; COMMIT");
    return database;
  } catch (error) {
    throw explainOpenError(error, file);
  }
}

function explainOpenError(error: unknown, file: string): unknown {
  const text =
    error instanceof Error ? `${(error as { code?: string }).code} ${error.message}` : "";
  const facts = { file };
  if (/SQLITE_BUSY|locked/i.test(text)) {
    return new Failure("directory/in-use", "another process has this store open", {
      facts,
      cause: error,
    });
  }
  if (
    /EACCES|EROFS|EPERM|ENOTDIR|EEXIST|SQLITE_CANTOPEN|SQLITE_READONLY|unable to open|readonly/i.test(
      text,
    )
  ) {
    return new Failure("directory/unwritable", "the store's folder cannot be written", {
      facts,
      cause: error,
    });
  }
  return error;
}
