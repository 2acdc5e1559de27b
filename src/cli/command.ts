/** One subcommand of `lazurite`. */
export interface Command {
  readonly name: string;
  /** One line for the overview. */
  readonly summary: string;
  /** What `lazurite <name> --help` prints. */
  readonly help: string;
  /** @returns the exit status. */
  run(args: readonly string[]): Promise<number>;
}

/** A mistake in how a command was called; its text is a sentence for the user. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
