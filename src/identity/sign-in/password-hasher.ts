import { Worker } from "node:worker_threads";
import { Failure, limits } from "../../base/index.ts";

/** Turns passwords into argon2id hashes and checks them, in threads of its own. */
export interface PasswordHasher {
  /** The hash in its PHC text form. */
  hash(passwordText: string): Promise<string>;
  verify(hash: string, passwordText: string): Promise<boolean>;
}

interface Job {
  readonly passwordText: string;
  /** Undefined asks for a new hash. */
  readonly hash: string | undefined;
  resolve(answer: string | boolean): void;
  reject(error: Error): void;
}

interface Thread {
  readonly worker: Worker;
  job: Job | undefined;
  idle: NodeJS.Timeout | undefined;
}

/**
 * A pool that starts a thread when there is work and ends it when there was none for a while.
 *
 * @throws {Failure} `identity/password-checks-waiting` from both operations when too many wait.
 */
export function passwordHasher(): PasswordHasher {
  const threads = new Set<Thread>();
  const waiting: Job[] = [];

  const give = (thread: Thread): void => {
    clearTimeout(thread.idle);
    const job = waiting.shift();
    thread.job = job;
    if (job === undefined) {
      thread.worker.unref();
      thread.idle = setTimeout(() => end(thread), limits.identity.passwordThreadIdleMs).unref();
      return;
    }
    thread.worker.ref();
    thread.worker.postMessage({ passwordText: job.passwordText, hash: job.hash });
  };
  const end = (thread: Thread): void => {
    threads.delete(thread);
    void thread.worker.terminate();
  };
  const fail = (thread: Thread, error: Error): void => {
    thread.job?.reject(error);
    end(thread);
    if (waiting.length > 0 && threads.size === 0) start();
  };
  const start = (): void => {
    const worker = new Worker(new URL("./password-worker.mjs", import.meta.url));
    const thread: Thread = { worker, job: undefined, idle: undefined };
    threads.add(thread);
    worker.on("message", ({ answer }: { readonly answer: string | boolean | undefined }) => {
      if (answer === undefined) thread.job?.reject(new Error("a password hash cannot be read"));
      else thread.job?.resolve(answer);
      give(thread);
    });
    worker.on("error", (error) => fail(thread, error));
    give(thread);
  };
  const run = (passwordText: string, hash?: string): Promise<string | boolean> =>
    new Promise((resolve, reject) => {
      if (waiting.length >= limits.identity.passwordChecksWaitingMax) {
        reject(new Failure("identity/password-checks-waiting", "too many passwords wait"));
        return;
      }
      waiting.push({ passwordText, hash, resolve, reject });
      const free = [...threads].find((thread) => thread.job === undefined);
      if (free !== undefined) give(free);
      else if (threads.size < limits.identity.passwordThreadsMax) start();
    });
  return {
    hash: async (passwordText) => String(await run(passwordText)),
    verify: async (hash, passwordText) => (await run(passwordText, hash)) === true,
  };
}
