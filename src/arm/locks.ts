import { coveringKeys, foldCase, scopeKey } from "../access/index.ts";
import { type Clock, Failure, limits } from "../base/index.ts";
import type { Directory, LockRow, Repositories } from "../storage/index.ts";
import { checkPlace, limitReached } from "./put-resource.ts";
import { parseResourceId, type ResourceId } from "./resource-id.ts";

export type LockLevel = LockRow["level"];

/** Who made or changed a lock. */
export interface LockAuthor {
  /** User principal name or application id. */
  readonly name: string;
  readonly type: LockRow["createdByType"];
}

/** A lock on a subscription, a resource group or a resource, and on all that is below it. */
export interface Lock {
  readonly id: string;
  readonly armScope: string;
  readonly name: string;
  readonly level: LockLevel;
  readonly notes: string | undefined;
  readonly createdBy: LockAuthor;
  readonly updatedBy: LockAuthor;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface LockRequest {
  readonly armScope: string;
  readonly name: string;
  readonly level: LockLevel;
  readonly notes: string | undefined;
  readonly author: LockAuthor;
}

/** Locks that stand, in the order of their keys. */
export interface LockPage {
  readonly locks: readonly Lock[];
  readonly next: string | undefined;
}

/** Locks against deletion and change. */
export interface Locks {
  /**
   * Makes a lock or changes it.
   * @throws {Failure} `arm/invalid-resource`, `arm/invalid-id`, `arm/subscription-not-found`,
   * `arm/group-not-found`, `arm/resource-not-found`, `arm/limit-reached`.
   */
  put(request: LockRequest): Promise<{ readonly lock: Lock; readonly isNew: boolean }>;
  find(armScope: string, name: string): Promise<Lock | undefined>;
  /** Those at the scope and above it, and below it too with `all`. */
  list(armScope: string, extent: "atAndAbove" | "all", after?: string): Promise<LockPage>;
  /** False when there is none. */
  delete(armScope: string, name: string): Promise<boolean>;
  /** @throws {Failure} `arm/scope-locked`. */
  requireUnlocked(armScope: string, operation: LockedOperation): Promise<void>;
}

/** What a lock may stand against: `CanNotDelete` against deletion, `ReadOnly` against both. */
export type LockedOperation = "write" | "delete";

const TYPE = "Microsoft.Authorization/locks";

/** Opens the locks of a store. */
export function createLocks(deps: { readonly directory: Directory; readonly clock: Clock }): Locks {
  const { directory } = deps;
  return {
    put: (request) => putLock(request, deps),
    async find(armScope, name) {
      const row = await directory.read.locks.find(keyOf(armScope, name));
      return row === undefined ? undefined : fromRow(row);
    },
    async list(armScope, extent, after = "") {
      const key = scopeKey(armScope) ?? "";
      const selection = {
        scopeKeys: coveringKeys(key),
        belowKey: extent === "all" ? key : undefined,
      };
      const size = limits.arm.pageSize;
      const rows = await directory.read.locks.list(selection, after, size + 1);
      const shown = rows.slice(0, size);
      return {
        locks: shown.map(fromRow),
        next: rows.length > size ? shown.at(-1)?.key : undefined,
      };
    },
    delete: (armScope, name) =>
      directory.write(async (stores) => {
        const key = keyOf(armScope, name);
        if ((await stores.locks.find(key)) === undefined) return false;
        await stores.locks.delete(key);
        return true;
      }),
    requireUnlocked: (armScope, operation) => requireUnlocked(armScope, operation, directory.read),
  };
}

/**
 * Refuses what a lock at the scope or above it stands against; a deletion, which takes along what
 * is below, is refused by locks there as well.
 *
 * Source: learn.microsoft.com/azure/azure-resource-manager/management/lock-resources.
 *
 * @throws {Failure} `arm/scope-locked` (facts: `armScope`, `operation`, `locked`).
 */
export async function requireUnlocked(
  armScope: string,
  operation: LockedOperation,
  { locks }: Pick<Repositories, "locks">,
): Promise<void> {
  const key = scopeKey(armScope);
  if (key === undefined) return;
  const belowKey = operation === "delete" ? key : undefined;
  const rows = await locks.list({ scopeKeys: coveringKeys(key), belowKey }, "", SHOWN_MAX);
  const against = rows.filter(({ level }) => operation === "delete" || level === "ReadOnly");
  if (against.length === 0) return;
  const scopes = [...new Set(against.map(({ scope }) => scope))];
  throw new Failure("arm/scope-locked", "a lock stands against it", {
    facts: { armScope, operation, locked: scopes.map((scope) => `'${scope}'`).join(",") },
  });
}

/** Assumed: more than any depth of scopes can hold of locks, and as many as a message may name. */
const SHOWN_MAX = limits.arm.locksPerScopeMax * limits.arm.pathSegmentsMax;

async function putLock(
  { armScope, name, level, notes, author }: LockRequest,
  { directory, clock }: { readonly directory: Directory; readonly clock: Clock },
): Promise<{ lock: Lock; isNew: boolean }> {
  requireName(name);
  const id = parseResourceId(armScope);
  if (id?.subscriptionId === undefined) {
    throw new Failure("arm/invalid-id", "not a scope of locks", { facts: { id: armScope } });
  }
  const key = keyOf(armScope, name);
  const now = clock.now();
  return directory.write(async (stores) => {
    const scope = await requireScope(id, stores);
    const stored = await stores.locks.find(key);
    const max = limits.arm.locksPerScopeMax;
    if (stored === undefined && (await stores.locks.count(id.key)) >= max) {
      throw limitReached("locks", max);
    }
    const first = { key, scope, scopeKey: id.key, name, createdAt: now };
    const row: LockRow = {
      ...(stored ?? { ...first, createdBy: author.name, createdByType: author.type }),
      level,
      notes: notes ?? null,
      updatedBy: author.name,
      updatedByType: author.type,
      updatedAt: now,
    };
    await stores.locks.put(row);
    return { lock: fromRow(row), isNew: stored === undefined };
  });
}

/** The scope as it was first spelled. A lock on what is not there would count for what comes later. */
async function requireScope(id: ResourceId, stores: Repositories): Promise<string> {
  await checkPlace(id, stores);
  if (id.chain.length > 0) {
    const resource = await stores.resources.find(id.key);
    if (resource !== undefined) return resource.id;
    throw new Failure("arm/resource-not-found", "no such resource", { facts: { id: id.text } });
  }
  return (await stores.resourceGroups.find(id.key))?.id ?? id.text;
}

/** Source: learn.microsoft.com/rest/api/resources/management-locks (lockName). */
function requireName(name: string): void {
  const isAllowed =
    name.length <= limits.arm.lockNameCharactersMax && !/[<>%&:\\?/\p{Cc}]/u.test(name);
  if (isAllowed) return;
  throw new Failure("arm/invalid-resource", "the lock's name is not allowed", {
    facts: {
      reason: "a lock's name has at most 260 characters and none of '<>%&:\\?/'",
      code: "InvalidLockName",
    },
  });
}

function keyOf(armScope: string, name: string): string {
  return foldCase(`${scopeKey(armScope) ?? ""}/providers/${TYPE}/${name}`);
}

function fromRow(row: LockRow): Lock {
  const { scope, name, level, notes, createdAt, updatedAt } = row;
  return {
    id: `${scope}/providers/${TYPE}/${name}`,
    armScope: scope,
    name,
    level,
    notes: notes ?? undefined,
    createdBy: { name: row.createdBy, type: row.createdByType },
    updatedBy: { name: row.updatedBy, type: row.updatedByType },
    createdAt,
    updatedAt,
  };
}
