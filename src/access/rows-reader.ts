import { limits } from "../base/index.ts";
import type { Directory, RoleAssignmentRow } from "../storage/index.ts";
import { coveringKeys, foldCase, scopeKey, subscriptionKeyOf } from "./arm-scope.ts";
import { VersionedCache } from "./versioned-cache.ts";

type ReadRows = (principalIds: readonly string[], armScope: string) => Promise<RoleAssignmentRow[]>;

/** The assignments of some principals, removed ones that may still count included. */
export interface RowsReader {
  /** Those at any scope of any tenant. */
  readonly anywhere: (principalIds: readonly string[]) => Promise<RoleAssignmentRow[]>;
  /** Those at a scope or above it. */
  readonly covering: ReadRows;
  /** Those at a scope, above it or below it. */
  readonly reaching: ReadRows;
}

/** Rows by the key of their scope, so that a decision looks at few of them. */
type RowsByScope = ReadonlyMap<string, readonly RoleAssignmentRow[]>;

/**
 * Reads assignments from the store. What is remembered are the stored rows, never a decision:
 * decisions depend on the time.
 */
export function makeRowsReader(directory: Directory): RowsReader {
  const version = (): number => directory.version();
  const tenantOf = new VersionedCache<string>(version, limits.access.rememberedMax);
  const readRows = rememberRows(directory);

  const readTenant = async (key: string): Promise<string | undefined> => {
    const subscriptionKey = subscriptionKeyOf(key);
    if (subscriptionKey === undefined) return undefined;
    const known = tenantOf.get(subscriptionKey);
    if (known !== undefined) return known;
    const before = version();
    const row = await directory.read.subscriptions.find(subscriptionKey);
    if (row !== undefined) tenantOf.set(subscriptionKey, row.tenantId, before);
    return row?.tenantId;
  };

  /** A subscription belongs to one tenant; another tenant's assignments do not reach it. */
  const reachesOf = async (key: string): Promise<(row: RoleAssignmentRow) => boolean> => {
    const tenantId = await readTenant(key);
    return (row) => tenantId === undefined || row.tenantId === tenantId;
  };

  return {
    async anywhere(principalIds) {
      return [...(await readRows(principalIds)).values()].flat();
    },
    async covering(principalIds, armScope) {
      const key = scopeKey(armScope);
      if (key === undefined) return [];
      const keys = coveringKeys(key);
      const reaches = await reachesOf(key);
      const found: RoleAssignmentRow[] = [];
      const rows = await readRows(principalIds);
      for (const above of keys) {
        for (const row of rows.get(above) ?? []) if (reaches(row)) found.push(row);
      }
      return found;
    },
    async reaching(principalIds, armScope) {
      const key = scopeKey(armScope);
      if (key === undefined) return [];
      const keys = new Set(coveringKeys(key));
      const below = key === "/" ? "/" : `${key}/`;
      const rows = [...(await readRows(principalIds))]
        .filter(([scope]) => keys.has(scope) || scope.startsWith(below))
        .flatMap(([, at]) => at);
      return rows.filter(await reachesOf(key));
    },
  };
}

/** The rows of all the principals; a caller asks again and again with the same groups. */
function rememberRows(
  directory: Directory,
): (principalIds: readonly string[]) => Promise<RowsByScope> {
  const version = (): number => directory.version();
  const rowsOf = new VersionedCache<readonly RoleAssignmentRow[]>(
    version,
    limits.access.rememberedMax,
  );
  const together = new VersionedCache<RowsByScope>(version, limits.access.rememberedCallersMax);

  const readEach = async (ids: readonly string[], before: number): Promise<RoleAssignmentRow[]> => {
    const known = ids.map((id) => rowsOf.get(id));
    const missing = ids.filter((_, index) => known[index] === undefined);
    const read =
      missing.length === 0 ? [] : await directory.read.roleAssignments.listOfPrincipals(missing);
    const byPrincipal = groupBy(read, (row) => row.principalId);
    for (const id of missing) rowsOf.set(id, byPrincipal.get(id) ?? [], before);
    return [...known.flatMap((rows) => rows ?? []), ...read];
  };

  return async (written) => {
    const before = version();
    const key = written.join(" ");
    const known = together.get(key);
    if (known !== undefined) return known;
    const rows = await readEach([...new Set(written.map(foldCase))], before);
    const byScope = groupBy(rows, (row) => row.scopeKey);
    together.set(key, byScope, before);
    return byScope;
  };
}

function groupBy(
  rows: readonly RoleAssignmentRow[],
  keyOf: (row: RoleAssignmentRow) => string,
): Map<string, RoleAssignmentRow[]> {
  const groups = new Map<string, RoleAssignmentRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
