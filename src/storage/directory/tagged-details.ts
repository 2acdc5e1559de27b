import { searchKey } from "./search/condition.ts";

/** What is shown of an object, with tags that it is found by. */
interface Tagged {
  readonly tags?: readonly string[];
}

/** Name of the tags in the form that they are searched in: SQLite folds the case of ASCII alone. */
const KEYS = "tagKeys";

/** Details as they are kept. */
export function writeDetails(details: Tagged): string {
  return JSON.stringify(withTagKeys(details));
}

/** Details as they were written. */
export function readDetails<Details extends Tagged>(text: string): Details {
  return withoutTagKeys(text) as Details;
}

/** What was shown of a deleted object as it is kept, its own tags and its registration's. */
export function writeShown(shown: unknown): string {
  return JSON.stringify(shown, (name, value: unknown) =>
    name === "details" || name === "registered" ? withTagKeys(value as Tagged) : value,
  );
}

/** Parses JSON, and leaves the keys out. */
export function withoutTagKeys(text: string): unknown {
  return JSON.parse(text, (name, value: unknown) => (name === KEYS ? undefined : value));
}

function withTagKeys(details: Tagged | null | undefined): unknown {
  if (details?.tags === undefined) return details;
  return { ...details, [KEYS]: details.tags.map(searchKey) };
}
