import type { Clock } from "../../base/index.ts";
import type { Directory, Relation } from "../../storage/index.ts";
import { type DeletedObjects, deletedObjects } from "../deleted-objects/deleted-objects.ts";
import type { FederatedCredential } from "../federated-credentials.ts";
import type { FirstParty } from "../first-party.ts";
import { type ApplicationObject, applicationObjects } from "./application-objects.ts";
import {
  type AppRoleAssignmentObject,
  appRoleAssignmentObjects,
  type DelegatedGrantObject,
  delegatedGrantObjects,
} from "./grant-objects.ts";
import { type GroupObject, groupObjects } from "./group-objects.ts";
import type { ObjectSet } from "./object-set.ts";
import {
  type ServicePrincipalObject,
  servicePrincipalObjects,
} from "./service-principal-objects.ts";
import { type UserObject, type UserObjects, userObjects } from "./user-objects.ts";

/** An object of any kind that a list of principals may hold. */
export type AnyObject =
  | { readonly type: "user"; readonly item: UserObject }
  | { readonly type: "group"; readonly item: GroupObject }
  | { readonly type: "servicePrincipal"; readonly item: ServicePrincipalObject }
  | { readonly type: "application"; readonly item: ApplicationObject };

/** What a tenant's directory holds, to be found and listed. */
export interface DirectoryObjects {
  readonly users: UserObjects;
  readonly groups: ObjectSet<GroupObject, "groups">;
  readonly applications: ObjectSet<ApplicationObject, "applications">;
  readonly servicePrincipals: ObjectSet<ServicePrincipalObject, "servicePrincipals">;
  readonly delegatedGrants: ObjectSet<DelegatedGrantObject, "delegatedGrants">;
  readonly appRoleAssignments: ObjectSet<AppRoleAssignmentObject, "appRoleAssignments">;
  /** What was deleted and may come back; nothing else here finds it. */
  readonly deleted: DeletedObjects;
  /** The object of an id, of whatever kind. */
  findAny(tenantId: string, objectId: string): Promise<AnyObject | undefined>;
  /** The objects of ids that are there, in the order of the ids. */
  loadAny(tenantId: string, objectIds: readonly string[]): Promise<readonly AnyObject[]>;
  /** Object ids behind `after`; with those of groups inside when `isTransitive`. */
  membersOf(list: {
    readonly groupId: string;
    readonly isTransitive: boolean;
    readonly after: string;
    readonly limit: number;
  }): Promise<readonly string[]>;
  /** Template ids of the directory roles that a principal holds. */
  directoryRolesOf(tenantId: string, objectId: string): Promise<readonly string[]>;
  /** Object ids of those who hold a directory role. */
  holdersOf(tenantId: string, roleTemplateId: string): Promise<readonly string[]>;
  /** Object ids of those who may manage an object besides administrators. */
  ownersOf(objectId: string): Promise<readonly string[]>;
  /** Object ids of what an object owns. */
  ownedBy(tenantId: string, ownerId: string): Promise<readonly string[]>;
  /** What is related to each of several objects: the ids of the first of it. */
  firstRelated(
    relation: Relation,
    objectIds: readonly string[],
    limit: number,
  ): Promise<ReadonlyMap<string, readonly string[]>>;
  federatedCredentialsOf(applicationObjectId: string): Promise<readonly FederatedCredential[]>;
}

export function directoryObjects(
  directory: Directory,
  firstParty: FirstParty,
  clock: Clock,
): DirectoryObjects {
  const users = userObjects(directory);
  const groups = groupObjects(directory);
  const applications = applicationObjects(directory);
  const servicePrincipals = servicePrincipalObjects(directory, firstParty);
  const loadAny: DirectoryObjects["loadAny"] = async (tenantId, objectIds) => {
    const ids = objectIds.map((id) => id.toLowerCase());
    const found = new Map<string, AnyObject>();
    const rest = (): readonly string[] => ids.filter((id) => !found.has(id));
    for (const item of await users.load(tenantId, ids)) {
      found.set(item.objectId, { type: "user", item });
    }
    for (const item of await servicePrincipals.load(tenantId, rest())) {
      found.set(item.objectId, { type: "servicePrincipal", item });
    }
    for (const item of await groups.load(tenantId, rest())) {
      found.set(item.objectId, { type: "group", item });
    }
    for (const item of await applications.load(tenantId, rest())) {
      found.set(item.objectId, { type: "application", item });
    }
    return ids.map((id) => found.get(id)).filter((one) => one !== undefined);
  };
  const { memberships, directoryRoles, objectOwners, federatedCredentials } = directory.read;
  return {
    users,
    groups,
    applications,
    servicePrincipals,
    delegatedGrants: delegatedGrantObjects(directory),
    appRoleAssignments: appRoleAssignmentObjects(directory, firstParty),
    deleted: deletedObjects(directory, clock),
    async findAny(tenantId, objectId) {
      const [found] = await loadAny(tenantId, [objectId]);
      return found;
    },
    loadAny,
    membersOf: ({ groupId, isTransitive, after, limit }) =>
      isTransitive
        ? memberships.listAllMembers(groupId, after, limit)
        : memberships.listMembers(groupId, after, limit),
    directoryRolesOf: (tenantId, objectId) => directoryRoles.listOfPrincipal(tenantId, objectId),
    holdersOf: (tenantId, roleTemplateId) => memberships.listHolders(tenantId, roleTemplateId),
    ownersOf: (objectId) => objectOwners.list(objectId.toLowerCase()),
    ownedBy: (tenantId, ownerId) => objectOwners.listOwned(tenantId, ownerId),
    firstRelated: (relation, objectIds, limit) =>
      directory.read.relations.firstOfEach(relation, objectIds, limit),
    federatedCredentialsOf: (applicationObjectId) => federatedCredentials.list(applicationObjectId),
  };
}
