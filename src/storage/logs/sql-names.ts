import { Failure } from "../../base/index.ts";

/** Schema of the store's own catalog; a workspace's schema always starts with `ws_`. */
export const CATALOG_SCHEMA = "lazurite";

/** A name as a quoted SQL identifier; the only way a name gets into SQL text. */
export function quoteName(name: string): string {
  if (name.includes("\0")) throw new Error("a name with a NUL character reached the log engine");
  return `"${name.replaceAll('"', '""')}"`;
}

/** Schema and table as one quoted SQL path. */
export function quotePath(schema: string, table: string): string {
  return `${quoteName(schema)}.${quoteName(table)}`;
}

/**
 * The schema of a workspace. Ids are compared without regard to case, as GUIDs are.
 *
 * @throws {Failure} `logs/invalid-workspace-id`.
 */
export function schemaOfWorkspace(workspaceId: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(workspaceId)) {
    throw new Failure("logs/invalid-workspace-id", "not an id that a workspace can have");
  }
  return `ws_${workspaceId.toLowerCase()}`;
}

/**
 * A name for the engine that no other name in `taken` equals when case is folded, made only of
 * letters, digits and underscores: KQL tells `Type` from `type`, DuckDB does not.
 *
 * `taken` holds lower-case names and gets the new one.
 */
export function claimPhysicalName(name: string, taken: Set<string>): string {
  const plain = name.replace(/[^A-Za-z0-9_]/g, "_").slice(0, 128) || "_";
  let candidate = plain;
  for (let suffix = 2; taken.has(candidate.toLowerCase()); suffix += 1) {
    candidate = `${plain}__${suffix}`;
  }
  taken.add(candidate.toLowerCase());
  return candidate;
}
