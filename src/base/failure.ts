/**
 * The one error class that domain code throws on purpose.
 *
 * A `Failure` names *what went wrong* in our own words. It knows nothing of HTTP: each surface owns
 * a table from `code` to status and wire body, because Entra, ARM, Graph, Log Analytics and IoT
 * Central all spell the same refusal differently. Anything else that reaches a surface is a defect
 * and is answered as an internal error.
 */
export class Failure<Code extends string = string> extends Error {
  override readonly name: string = "Failure";
  readonly code: Code;
  /** Values that the wire message may quote. Never a secret, a token or a key. */
  readonly facts: Readonly<Record<string, string>>;

  constructor(code: Code, message: string, options: FailureOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.facts = options.facts ?? {};
  }
}

export interface FailureOptions {
  facts?: Readonly<Record<string, string>>;
  cause?: unknown;
}

/** Marks a branch that the types say cannot be reached. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
