import type { Directory } from "../../storage/index.ts";
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
  /** The object of an id, of whatever kind. */
  findAny(tenantId: string, objectId: string): Promise<AnyObject | undefined>;
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
  federatedCredentialsOf(applicationObjectId: string): Promise<readonly FederatedCredential[]>;
}

export function directoryObjects(directory: Directory, firstParty: FirstParty): DirectoryObjects {
  const users = userObjects(directory);
  const groups = groupObjects(directory);
  const applications = applicationObjects(directory);
  const servicePrincipals = servicePrincipalObjects(directory, firstParty);
  const { memberships, directoryRoles, objectOwners, federatedCredentials } = directory.read;
  return {
    users,
    groups,
    applications,
    servicePrincipals,
    delegatedGrants: delegatedGrantObjects(directory),
    appRoleAssignments: appRoleAssignmentObjects(directory, firstParty),
    async findAny(tenantId, objectId) {
      const user = await users.find(tenantId, objectId);
      if (user !== undefined) return { type: "user", item: user };
      const principal = await servicePrincipals.find(tenantId, objectId);
      if (principal !== undefined) return { type: "servicePrincipal", item: principal };
      const group = await groups.find(tenantId, objectId);
      if (group !== undefined) return { type: "group", item: group };
      const application = await applications.find(tenantId, objectId);
      return application === undefined ? undefined : { type: "application", item: application };
    },
    membersOf: ({ groupId, isTransitive, after, limit }) =>
      isTransitive
        ? memberships.listAllMembers(groupId, after, limit)
        : memberships.listMembers(groupId, after, limit),
    directoryRolesOf: (tenantId, objectId) => directoryRoles.listOfPrincipal(tenantId, objectId),
    holdersOf: (tenantId, roleTemplateId) => memberships.listHolders(tenantId, roleTemplateId),
    ownersOf: (objectId) => objectOwners.list(objectId.toLowerCase()),
    federatedCredentialsOf: (applicationObjectId) => federatedCredentials.list(applicationObjectId),
  };
}
