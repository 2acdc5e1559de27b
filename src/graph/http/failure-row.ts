type Facts = Readonly<Record<string, string>>;

/** How one failure is answered. */
export interface FailureRow {
  readonly status: number;
  readonly code: string;
  readonly text: (facts: Facts) => string;
}

export function row(status: number, code: string, text: FailureRow["text"]): FailureRow {
  return { status, code, text };
}

/** One fact, in a message. */
export function fact(facts: Facts, name: string): string {
  return facts[name] ?? "";
}
