import type { Directory } from "../../storage/index.ts";
import type { FirstParty } from "../first-party.ts";
import { type ApplicationObject, applicationObjects } from "./application-objects.ts";
import type { ObjectSet } from "./object-set.ts";
import {
  type ServicePrincipalObject,
  servicePrincipalObjects,
} from "./service-principal-objects.ts";
import { type UserObjects, userObjects } from "./user-objects.ts";

/** What a tenant's directory holds, to be found and listed. */
export interface DirectoryObjects {
  readonly users: UserObjects;
  readonly applications: ObjectSet<ApplicationObject, "applications">;
  readonly servicePrincipals: ObjectSet<ServicePrincipalObject, "servicePrincipals">;
  /** Template ids of the directory roles that a principal holds. */
  directoryRolesOf(tenantId: string, objectId: string): Promise<readonly string[]>;
  /** Object ids of those who may manage an object besides administrators. */
  ownersOf(objectId: string): Promise<readonly string[]>;
}

export function directoryObjects(directory: Directory, firstParty: FirstParty): DirectoryObjects {
  return {
    users: userObjects(directory),
    applications: applicationObjects(directory),
    servicePrincipals: servicePrincipalObjects(directory, firstParty),
    directoryRolesOf: (tenantId, objectId) =>
      directory.read.directoryRoles.listOfPrincipal(tenantId, objectId),
    ownersOf: (objectId) => directory.read.objectOwners.list(objectId.toLowerCase()),
  };
}
