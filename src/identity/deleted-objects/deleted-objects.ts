import type { Clock } from "../../base/index.ts";
import type {
  Condition,
  DeletedObjectRow,
  Directory,
  SearchKind,
  SearchPage,
} from "../../storage/index.ts";
import type { ApplicationObject } from "../directory-objects/application-objects.ts";
import { loadPage, type ObjectSet, type SearchColumnOf } from "../directory-objects/object-set.ts";
import type { ServicePrincipalObject } from "../directory-objects/service-principal-objects.ts";
import type { UserObject } from "../directory-objects/user-objects.ts";
import { finalBefore } from "./final-before.ts";

/** When an object was deleted, ms since 1970. */
export interface Deletion {
  readonly deletedAt: number;
}

export type DeletedUser = UserObject & Deletion;
export type DeletedApplication = ApplicationObject & Deletion;
export type DeletedServicePrincipal = ServicePrincipalObject & Deletion;

/** A deleted object of any kind. */
export type AnyDeleted =
  | { readonly type: "user"; readonly item: DeletedUser }
  | { readonly type: "application"; readonly item: DeletedApplication }
  | { readonly type: "servicePrincipal"; readonly item: DeletedServicePrincipal };

/** What was deleted in a tenant and may come back. */
export interface DeletedObjects {
  readonly users: ObjectSet<DeletedUser, "deletedUsers">;
  readonly applications: ObjectSet<DeletedApplication, "deletedApplications">;
  readonly servicePrincipals: ObjectSet<DeletedServicePrincipal, "deletedServicePrincipals">;
  find(tenantId: string, objectId: string): Promise<AnyDeleted | undefined>;
  /** Object ids of those who might manage it besides administrators. */
  ownersOf(objectId: string): Promise<readonly string[]>;
  /** Template ids of the directory roles that it held. */
  directoryRolesOf(objectId: string): Promise<readonly string[]>;
}

/**
 * The name that a deleted user is shown by: his own is free for others.
 *
 * Assumed: the name stands behind the object id, which has no hyphens then.
 */
function deletedUserName(objectId: string, userPrincipalName: string): string {
  return `${objectId.replaceAll("-", "")}${userPrincipalName}`;
}

export function deletedObjects(directory: Directory, clock: Clock): DeletedObjects {
  const store = directory.read.deletedObjects;
  const find = async (tenantId: string, objectId: string): Promise<AnyDeleted | undefined> => {
    const rows = await store.findAll(tenantId, [objectId.toLowerCase()], finalBefore(clock));
    return rows.map(shownObject)[0];
  };
  const set = <Item extends { readonly objectId: string }, Kind extends SearchKind>(
    kind: Kind,
    type: AnyDeleted["type"],
  ): ObjectSet<Item, Kind> => deletedSet(directory, clock, kind, type);
  return {
    users: set("deletedUsers", "user"),
    applications: set("deletedApplications", "application"),
    servicePrincipals: set("deletedServicePrincipals", "servicePrincipal"),
    find,
    ownersOf: (objectId) => store.ownersOf(objectId),
    directoryRolesOf: (objectId) => store.directoryRolesOf(objectId),
  };
}

function deletedSet<Item extends { readonly objectId: string }, Kind extends SearchKind>(
  { read }: Directory,
  clock: Clock,
  kind: Kind,
  type: AnyDeleted["type"],
): ObjectSet<Item, Kind> {
  const load = async (tenantId: string, ids: readonly string[]): Promise<readonly Item[]> => {
    const rows = await read.deletedObjects.findAll(tenantId, ids, finalBefore(clock));
    // The kind of a row is that of its item.
    return rows.filter((row) => row.kind === type).map((row) => shownObject(row).item as never);
  };
  const among = (condition: SearchPage<SearchColumnOf<Kind>>["condition"]): typeof condition => {
    const isKept = {
      kind: "compare",
      column: "deletedDateTime" as SearchColumnOf<Kind>,
      operator: "gt",
      value: finalBefore(clock),
    } as const;
    return { kind: "and", conditions: [isKept, condition] } as Condition<SearchColumnOf<Kind>>;
  };
  return {
    async find(tenantId, id) {
      const [found] = await load(tenantId, [id.toLowerCase()]);
      return found;
    },
    load,
    async page(tenantId, page) {
      const wanted = { ...page, condition: among(page.condition), limit: page.limit + 1 };
      const found = await read.search.page(kind, tenantId, wanted);
      return await loadPage(
        found,
        page.limit,
        (ids) => load(tenantId, ids),
        ({ objectId }) => objectId,
      );
    },
    count: (tenantId, condition) => read.search.count(kind, tenantId, among(condition)),
  };
}

/** What was shown last, as it was kept by the room itself. */
function shownObject({ kind, shown, deletedAt }: DeletedObjectRow): AnyDeleted {
  const item = { ...(shown as object), deletedAt };
  if (kind !== "user") return { type: kind, item } as AnyDeleted;
  const user = item as DeletedUser;
  const userPrincipalName = deletedUserName(user.objectId, user.userPrincipalName);
  return { type: kind, item: { ...user, userPrincipalName } };
}
