import type { Repositories, SignInRepositories } from "./repositories.ts";

/**
 * The directory store: tenants, applications, resources, role assignments and all else but logs.
 *
 * Rules live in the rooms; a repository only stores and finds. Failures:
 * `directory/newer`, `directory/unwritable`.
 */
export interface Directory {
  /** Reads outside a transaction. */
  readonly read: Repositories;
  /** One transaction; durable when the promise resolves, undone when it rejects. */
  write<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>;
  /**
   * The same for what sign-ins leave behind; the version stays. Several share one commit, and each
   * is undone alone.
   */
  writeSignIn<T>(work: (repositories: SignInRepositories) => Promise<T>): Promise<T>;
  /**
   * Moves with every committed `write`: the key of whatever is remembered outside the store. What
   * `SignInRepositories` hold must not be remembered.
   */
  version(): number;
  close(): Promise<void>;
}
