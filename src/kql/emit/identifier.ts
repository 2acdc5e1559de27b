/** Quotes a name for SQL; the only place where a name from outside enters the text. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
