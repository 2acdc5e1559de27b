import { createHash } from "node:crypto";
import type { SearchPosition } from "../../identity/index.ts";
import { refuse } from "../refuse.ts";

/** Characters of the fingerprint by which a token knows the query that it continues. */
const FINGERPRINT_CHARACTERS = 16;

/**
 * A place in a list as a `$skiptoken`. It holds nothing that the caller was not shown; the
 * fingerprint keeps it from being taken for a place in another list.
 */
export function writeSkipToken(query: string, { value, id }: SearchPosition): string {
  const text = JSON.stringify([fingerprint(query), value, id]);
  return Buffer.from(text, "utf8").toString("base64url");
}

/** @throws {Failure} `graph/skip-token-invalid` for one that was not made for the query. */
export function readSkipToken(query: string, token: string): SearchPosition {
  const parts = partsOf(token);
  if (parts.length === 3) {
    const [mark, value, id] = parts;
    const isValue = typeof value === "string" || typeof value === "number";
    if (mark === fingerprint(query) && isValue && typeof id === "string") return { value, id };
  }
  throw refuse("graph/skip-token-invalid");
}

function partsOf(token: string): readonly unknown[] {
  const text = Buffer.from(token, "base64url").toString("utf8");
  if (Buffer.from(text, "utf8").toString("base64url") !== token) return [];
  try {
    const parts: unknown = JSON.parse(text);
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

function fingerprint(query: string): string {
  return createHash("sha256").update(query).digest("base64url").slice(0, FINGERPRINT_CHARACTERS);
}
