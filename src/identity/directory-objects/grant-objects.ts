import type { Directory } from "../../storage/index.ts";
import type { FirstParty } from "../first-party.ts";
import { findPrincipal, type NamedPrincipal } from "../service-principals.ts";
import { type ObjectSet, storedObjects } from "./object-set.ts";

/** Delegated permissions that a client was granted; object ids of service principals. */
export interface DelegatedGrantObject {
  readonly id: string;
  readonly clientId: string;
  readonly resourceId: string;
  /** Undefined when all users of the tenant are meant. */
  readonly principalId: string | undefined;
  readonly scopes: readonly string[];
}

export function delegatedGrantObjects(
  directory: Directory,
): ObjectSet<DelegatedGrantObject, "delegatedGrants"> {
  return storedObjects(
    directory,
    "delegatedGrants",
    (tenantId, ids) => eachOf(ids, (id) => directory.read.grants.findDelegated(tenantId, id)),
    ({ id }) => id,
  );
}

/** An app role that a principal was given. */
export interface AppRoleAssignmentObject {
  readonly id: string;
  readonly appRoleId: string;
  readonly principalId: string;
  readonly principal: NamedPrincipal | undefined;
  readonly resourceId: string;
  readonly resourceName: string | undefined;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

export function appRoleAssignmentObjects(
  directory: Directory,
  firstParty: FirstParty,
): ObjectSet<AppRoleAssignmentObject, "appRoleAssignments"> {
  const find = async (
    tenantId: string,
    id: string,
  ): Promise<AppRoleAssignmentObject | undefined> => {
    const row = await directory.read.grants.findAssignment(tenantId, id);
    if (row === undefined) return undefined;
    const name = (objectId: string): Promise<NamedPrincipal | undefined> =>
      findPrincipal(directory, firstParty, tenantId, objectId);
    return {
      ...row,
      principal: await name(row.principalId),
      resourceName: (await name(row.resourceId))?.name,
    };
  };
  return storedObjects(
    directory,
    "appRoleAssignments",
    (tenantId, ids) => eachOf(ids, (id) => find(tenantId, id)),
    ({ id }) => id,
  );
}

async function eachOf<Item>(
  ids: readonly string[],
  find: (id: string) => Promise<Item | undefined>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (const id of ids) {
    const item = await find(id);
    if (item !== undefined) items.push(item);
  }
  return items;
}
