/** One comparison of a `$filter`: `name eq 'text'`. */
export interface EqualClause {
  /** Lower case. */
  readonly field: string;
  readonly value: string;
}

/** The clause, or undefined for any other form. A quote in the text is written twice. */
export function parseEqual(clause: string): EqualClause | undefined {
  const [, field, quoted] = /^(\w+)\s+eq\s+'((?:[^']|'')*)'$/i.exec(clause) ?? [];
  if (field === undefined || quoted === undefined) return undefined;
  return { field: field.toLowerCase(), value: quoted.replaceAll("''", "'") };
}

/** Splits at `and` outside quotes. */
export function splitAnd(filter: string): string[] {
  return splitAt(filter, /\s+and\s+/i);
}

/** Splits at `or` outside quotes. */
export function splitOr(filter: string): string[] {
  return splitAt(filter, /\s+or\s+/i);
}

function splitAt(filter: string, word: RegExp): string[] {
  const clauses: string[] = [];
  let clause = "";
  for (const part of filter.split(/('(?:[^']|'')*')/)) {
    if (part.startsWith("'")) {
      clause += part;
      continue;
    }
    const [first = "", ...rest] = part.split(word);
    clause += first;
    for (const next of rest) {
      clauses.push(clause.trim());
      clause = next;
    }
  }
  return [...clauses, clause.trim()];
}
