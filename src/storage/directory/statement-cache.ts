import type { SqliteDatabase, SqliteStatement } from "kysely";
import type Database from "libsql";
import { limits } from "../../base/index.ts";

/** Texts that read or change rows, or bound a transaction: none of them changes the layout. */
const KEEPS_LAYOUT =
  /^(?:select|insert|update|delete|with|begin|commit|rollback|savepoint|release)\b/i;

/**
 * Prepares each text once and keeps the statement for the next time; the one that rested longest
 * leaves first.
 *
 * A statement is used from its start to its end without a pause, and it is given all its parameters
 * anew each time, so that nothing of one use is left in the next. One that failed is not used
 * again, and none outlasts a change of the tables.
 */
export function withStatementCache(database: Database.Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  const { statementsMax, statementCharactersMax } = limits.directory;
  const keep = (text: string): SqliteStatement => {
    const known = statements.get(text);
    if (known !== undefined) {
      statements.delete(text);
      statements.set(text, known);
      return known;
    }
    const forget = (): boolean => statements.delete(text);
    const made = repeatable(database, text, forget);
    if (statements.size >= statementsMax) dropOldest(statements);
    statements.set(text, made);
    return made;
  };
  return {
    prepare(text) {
      if (KEEPS_LAYOUT.test(text)) {
        return text.length <= statementCharactersMax ? keep(text) : prepare(database, text);
      }
      statements.clear();
      return prepare(database, text);
    },
    close() {
      statements.clear();
      database.close();
    },
  };
}

function repeatable(
  database: Database.Database,
  text: string,
  forget: () => void,
): SqliteStatement {
  const statement = prepare(database, text);
  const orForget = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      forget();
      throw error;
    }
  };
  return {
    reader: statement.reader,
    all: (parameters) => orForget(() => statement.all(parameters)),
    run: (parameters) => orForget(() => statement.run(parameters)),
    // Whoever reads row by row pauses in between: that takes a statement of his own.
    iterate: (parameters) => prepare(database, text).iterate(parameters),
  };
}

function prepare(database: Database.Database, text: string): SqliteStatement {
  return database.prepare(text);
}

function dropOldest(statements: Map<string, SqliteStatement>): void {
  for (const text of statements.keys()) {
    statements.delete(text);
    return;
  }
}
