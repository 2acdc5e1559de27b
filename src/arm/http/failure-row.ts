/** What a failure tells of itself. */
export type Facts = Readonly<Record<string, string>>;

/** How one code is answered: status, the vendor's code, and the message made of the facts. */
export interface Row {
  readonly status: number;
  readonly code: string | ((facts: Facts) => string);
  readonly text: (facts: Facts) => string;
}

export function row(status: number, code: Row["code"], text: Row["text"]): Row {
  return { status, code, text };
}

/** One fact, in a message. */
export function q(facts: Facts, name: string): string {
  return facts[name] ?? "";
}
