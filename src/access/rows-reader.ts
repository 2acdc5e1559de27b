import { limits } from "../base/index.ts";
import type { Directory, RoleAssignmentRow } from "../storage/index.ts";
import { coveringKeys, foldCase, scopeKey, subscriptionKeyOf } from "./arm-scope.ts";
import { VersionedCache } from "./versioned-cache.ts";

type ReadRows = (principalIds: readonly string[], armScope: string) => Promise<RoleAssignmentRow[]>;

/** The assignments of some principals, removed ones that may still count included. */
export interface RowsReader {
  /** Those at a scope or above it. */
  readonly covering: ReadRows;
  /** Those at a scope, above it or below it. */
  readonly reaching: ReadRows;
  /** Those at any scope, of any tenant. */
  readonly anywhere: (principalIds: readonly string[]) => Promise<RoleAssignmentRow[]>;
}

/**
 * Reads assignments from the store. What is remembered are the stored rows, never a decision:
 * decisions depend on the time.
 */
export function makeRowsReader(directory: Directory): RowsReader {
  const version = (): number => directory.version();
  const rowsOf = new VersionedCache<readonly RoleAssignmentRow[]>(
    version,
    limits.access.rememberedMax,
  );
  const tenantOf = new VersionedCache<string>(version, limits.access.rememberedMax);

  const readRows = async (ids: readonly string[]): Promise<RoleAssignmentRow[]> => {
    const before = version();
    const known = ids.map((id) => rowsOf.get(id));
    const missing = ids.filter((_, index) => known[index] === undefined);
    const read = await directory.read.roleAssignments.listOfPrincipals(missing);
    for (const id of missing) {
      const rows = read.filter((row) => row.principalId === id);
      rowsOf.set(id, rows, before);
    }
    return [...known.flatMap((rows) => rows ?? []), ...read];
  };

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

  const anywhere: RowsReader["anywhere"] = (ids) => readRows([...new Set(ids.map(foldCase))]);

  /** A subscription belongs to one tenant; another tenant's assignments do not reach it. */
  const readOwn = async (key: string, ids: readonly string[]): Promise<RoleAssignmentRow[]> => {
    const tenantId = await readTenant(key);
    const rows = await anywhere(ids);
    return rows.filter((row) => tenantId === undefined || row.tenantId === tenantId);
  };

  return {
    anywhere,
    async covering(principalIds, armScope) {
      const key = scopeKey(armScope);
      if (key === undefined) return [];
      const keys = new Set(coveringKeys(key));
      return (await readOwn(key, principalIds)).filter((row) => keys.has(row.scopeKey));
    },
    async reaching(principalIds, armScope) {
      const key = scopeKey(armScope);
      if (key === undefined) return [];
      const keys = new Set(coveringKeys(key));
      const below = key === "/" ? "/" : `${key}/`;
      return (await readOwn(key, principalIds)).filter(
        (row) => keys.has(row.scopeKey) || row.scopeKey.startsWith(below),
      );
    },
  };
}
