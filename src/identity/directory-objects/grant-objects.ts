import type { Directory } from "../../storage/index.ts";
import type { FirstParty } from "../first-party.ts";
import { findPrincipals, type NamedPrincipal } from "../service-principals.ts";
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
    (tenantId, ids) => directory.read.grants.findAllDelegated(tenantId, ids),
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
  return storedObjects(
    directory,
    "appRoleAssignments",
    async (tenantId, ids) => {
      const rows = await directory.read.grants.findAllAssignments(tenantId, ids);
      const named = rows.flatMap(({ principalId, resourceId }) => [principalId, resourceId]);
      const names = await findPrincipals(directory, firstParty, tenantId, named);
      return rows.map((row) => ({
        ...row,
        principal: names.get(row.principalId),
        resourceName: names.get(row.resourceId)?.name,
      }));
    },
    ({ id }) => id,
  );
}
