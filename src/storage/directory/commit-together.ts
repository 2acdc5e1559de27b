import { type Kysely, sql, type Transaction } from "kysely";
import { limits } from "../../base/index.ts";
import type { DirectoryTables } from "./schema/tables.ts";

type Work<Result> = (tx: Transaction<DirectoryTables>) => Promise<Result>;

interface Job {
  readonly work: Work<unknown>;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

type Outcome = { readonly result: unknown } | { readonly error: unknown };

/** Small writes of many callers, made durable by one commit. */
export interface CommitTogether {
  /** Durable when the promise resolves; undone, alone, when its work throws. */
  write<Result>(work: Work<Result>): Promise<Result>;
  /** Resolves when nothing waits any more. */
  settle(): Promise<void>;
}

/**
 * Runs what was asked for within one turn of the event loop in one transaction, one after the
 * other, each within a savepoint of its own unless it is alone. A commit waits for the disk and so does everybody
 * else meanwhile: whoever comes in that time shares the next one.
 */
export function commitTogether(db: Kysely<DirectoryTables>): CommitTogether {
  const waiting: Job[] = [];
  let running: Promise<void> | undefined;
  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      await nextTurn();
      await commit(db, waiting.splice(0, limits.directory.writesPerCommitMax));
    }
    running = undefined;
  };
  return {
    write: (work) =>
      new Promise((resolve, reject) => {
        waiting.push({ work, resolve: resolve as Job["resolve"], reject });
        running ??= drain();
      }),
    settle: async () => {
      await running;
    },
  };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Nobody hears of success before the commit; where that fails, everybody hears it. */
async function commit(db: Kysely<DirectoryTables>, jobs: readonly Job[]): Promise<void> {
  const [alone, ...others] = jobs;
  try {
    if (alone !== undefined && others.length === 0) {
      alone.resolve(await db.transaction().execute(alone.work));
      return;
    }
    const outcomes = await db.transaction().execute(async (tx) => {
      const done: Outcome[] = [];
      for (const { work } of jobs) done.push(await runWithin(tx, work));
      return done;
    });
    for (const [index, outcome] of outcomes.entries()) {
      if ("error" in outcome) jobs[index]?.reject(outcome.error);
      else jobs[index]?.resolve(outcome.result);
    }
  } catch (error) {
    for (const job of jobs) job.reject(error);
  }
}

async function runWithin(tx: Transaction<DirectoryTables>, work: Work<unknown>): Promise<Outcome> {
  await sql`SAVEPOINT job`.execute(tx);
  try {
    return { result: await work(tx) };
  } catch (error) {
    await sql`ROLLBACK TO job`.execute(tx);
    return { error };
  } finally {
    await sql`RELEASE job`.execute(tx);
  }
}
