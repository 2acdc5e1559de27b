import { type KeyObject, X509Certificate } from "node:crypto";
import { limits } from "../base/index.ts";
import type { Directory } from "../storage/index.ts";
import {
  type FirstParty,
  firstPartyRegistration,
  firstPartyResource,
  MICROSOFT_TENANT_ID,
} from "./first-party.ts";
import type { FindMemberships } from "./groups.ts";
import { isGuid } from "./guid.ts";
import { emptyRegistration, type Registration } from "./registration.ts";
import { Remembered } from "./remembered.ts";
import type { Resource } from "./resource.ts";
import { RESOURCE_NAME_CHARACTERS_MAX, resourceKey } from "./resource-name.ts";

/** One client secret, ready to be compared. Times in ms since 1970. */
export interface SecretHash {
  readonly sha256: Uint8Array;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** A certificate of an application, ready to verify signatures. Times in ms since 1970. */
export interface ClientCertificate {
  /** Base64url. */
  readonly thumbprintSha1: string;
  readonly thumbprintSha256: string;
  readonly publicKey: KeyObject;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Whose tokens stand for an application. */
export interface TrustedSubject {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
}

/** Whose tokens stand for the user-assigned identity that a resource id names. */
export type TrustOfIdentity = (resourceId: string) => Promise<readonly TrustedSubject[]>;

/** An application as a client in one tenant. */
export interface Client extends Registration {
  readonly appId: string;
  /** The tenant of its registration. */
  readonly homeTenantId: string;
  readonly displayName: string;
  readonly isPublicClient: boolean;
  readonly secrets: readonly SecretHash[];
  readonly certificates: readonly ClientCertificate[];
  readonly trustedSubjects: readonly TrustedSubject[];
  /** Its service principal; undefined when the registration has none in its home tenant. */
  readonly principal: ClientPrincipal | undefined;
}

/** A client's presence in a tenant. */
export interface ClientPrincipal {
  readonly objectId: string;
  readonly isEnabled: boolean;
  /** Whether it is for those alone who hold an app role of it. */
  readonly requiresAssignment: boolean;
}

/** What a token request reads of the directory, without SQL as long as nothing was written. */
export interface TokenDirectory {
  findClient(tenantId: string, appId: string): Promise<Client | undefined>;
  findResource(tenantId: string, name: string): Promise<Resource | undefined>;
  /** Values of the app roles of `resource` that the principal was granted. */
  grantedRoles(principalObjectId: string, resource: Resource): Promise<readonly string[]>;
  /**
   * The same of a user, those of the groups that he is directly in included. A service principal
   * gets none through a group, and nobody through a group in a group.
   *
   * Source: learn.microsoft.com/entra/identity-platform/howto-add-app-roles-in-apps and
   * /entra/identity/users/groups-saasapps.
   */
  grantedRolesOfUser(
    tenantId: string,
    userObjectId: string,
    resource: Resource,
  ): Promise<readonly string[]>;
  /** Whether a principal itself holds any app role of a resource, the default one included. */
  isAssigned(principalObjectId: string, resourceObjectId: string): Promise<boolean>;
  /** The same of a user, by the groups that he is directly in as well. */
  isAssignedUser(
    tenantId: string,
    userObjectId: string,
    resourceObjectId: string,
  ): Promise<boolean>;
  readonly findMemberships: FindMemberships;
  /** Template ids of the directory roles that a principal holds. */
  directoryRoles(tenantId: string, principalObjectId: string): Promise<readonly string[]>;
  /** Those of the groups that hold an app role of the application with this object id. */
  assignedGroups(groupIds: readonly string[], resourceObjectId: string): Promise<readonly string[]>;
}

/** Remembers clients, resources and grants until the directory's next write. */
export function tokenDirectory(
  directory: Directory,
  firstParty: FirstParty,
  memberships: FindMemberships,
  trustOf: TrustOfIdentity = async () => [],
): TokenDirectory {
  const version = (): number => directory.version();
  const size = limits.identity.rememberedClientsMax;
  const clients = new Remembered<Client | undefined>(version, size);
  const resources = new Remembered<Resource | undefined>(version, size);
  const roles = new Remembered<readonly string[]>(version, size);
  const assigned = new Remembered<boolean>(version, size);
  const holdsAny = async (ids: readonly string[], resourceObjectId: string): Promise<boolean> => {
    const { servicePrincipals } = directory.read;
    return (await servicePrincipals.listAppRoleGrants(ids, resourceObjectId)).length > 0;
  };
  return {
    async findClient(tenantId, appId) {
      const id = appId.toLowerCase();
      if (!isGuid(id)) return undefined;
      return await clients.get(`${tenantId} ${id}`, () =>
        readClient({ directory, firstParty, trustOf }, tenantId, id),
      );
    },
    async findResource(tenantId, name) {
      if (name.length > RESOURCE_NAME_CHARACTERS_MAX) return undefined;
      const key = resourceKey(name);
      const own = firstParty.appByKey(key);
      if (own !== undefined) {
        return await resources.get(`${tenantId} ${own.appId}`, async () =>
          firstPartyResource(tenantId, own),
        );
      }
      return await resources.get(`${tenantId} ${key}`, () =>
        readResource(directory, tenantId, key),
      );
    },
    grantedRoles: (principalObjectId, resource) =>
      roles.get(`${principalObjectId} ${resource.objectId}`, () =>
        readRoles(directory, [principalObjectId], resource),
      ),
    grantedRolesOfUser: (tenantId, userObjectId, resource) =>
      roles.get(`${tenantId} ${userObjectId} ${resource.objectId}`, async () => {
        const { direct } = await memberships(tenantId, userObjectId);
        return await readRoles(directory, [userObjectId, ...direct], resource);
      }),
    isAssigned: (principalObjectId, resourceObjectId) =>
      assigned.get(`${principalObjectId} ${resourceObjectId}`, () =>
        holdsAny([principalObjectId], resourceObjectId),
      ),
    isAssignedUser: (tenantId, userObjectId, resourceObjectId) =>
      assigned.get(`${tenantId} ${userObjectId} ${resourceObjectId}`, async () => {
        const { direct } = await memberships(tenantId, userObjectId);
        return await holdsAny([userObjectId, ...direct], resourceObjectId);
      }),
    findMemberships: memberships,
    directoryRoles: (tenantId, principalObjectId) =>
      roles.get(`directory ${tenantId} ${principalObjectId}`, () =>
        directory.read.directoryRoles.listOfPrincipal(tenantId, principalObjectId),
      ),
    async assignedGroups(groupIds, resourceObjectId) {
      const { servicePrincipals } = directory.read;
      const grants = await servicePrincipals.listAppRoleGrants(groupIds, resourceObjectId);
      return groupIds.filter((id) => grants.some(({ principalId }) => principalId === id));
    },
  };
}

interface ClientSources {
  readonly directory: Directory;
  readonly firstParty: FirstParty;
  readonly trustOf: TrustOfIdentity;
}

async function readClient(
  { directory, firstParty, trustOf }: ClientSources,
  tenantId: string,
  appId: string,
): Promise<Client | undefined> {
  const own = firstParty.app(appId);
  if (own !== undefined) {
    const { displayName, isPublicClient } = own;
    const objectId = firstParty.objectId(tenantId, appId);
    const principal = { objectId, isEnabled: true, requiresAssignment: false };
    const none = { secrets: [], certificates: [], trustedSubjects: [] };
    return {
      ...firstPartyRegistration(own),
      appId,
      homeTenantId: MICROSOFT_TENANT_ID,
      displayName,
      isPublicClient,
      ...none,
      principal,
    };
  }
  const application = await directory.read.applications.findByAppId(appId);
  if (application === undefined) return await readManaged(directory, trustOf, tenantId, appId);
  const principal = await directory.read.servicePrincipals.findByAppId(tenantId, appId);
  // One that came to other tenants before it was kept to its own serves nobody there any more.
  const mayBeElsewhere = principal !== undefined && application.signInAudience !== "AzureADMyOrg";
  if (application.tenantId !== tenantId && !mayBeElsewhere) return undefined;
  const { passwordCredentials, keyCredentials, federatedCredentials } = directory.read;
  // The registration's are good in every tenant, those of a service principal in its own alone.
  const owners = [application.objectId, ...(principal === undefined ? [] : [principal.objectId])];
  const passwords = await passwordCredentials.listAll(owners);
  const keys = await keyCredentials.listAll(owners);
  return {
    ...application.settings,
    redirectUris: application.redirectUris,
    appId,
    homeTenantId: application.tenantId,
    displayName: application.displayName,
    isPublicClient: application.isPublicClient,
    secrets: passwords.map(({ secretSha256, startsAt, endsAt }) => ({
      sha256: Buffer.from(secretSha256, "hex"),
      startsAt,
      endsAt,
    })),
    certificates: keys.map(({ certificateBase64, ...key }) => ({
      ...key,
      publicKey: new X509Certificate(Buffer.from(certificateBase64, "base64")).publicKey,
    })),
    trustedSubjects: await federatedCredentials.list(application.objectId),
    principal,
  };
}

/** A user-assigned identity has no credential but the tokens of others that stand for it. */
async function readManaged(
  directory: Directory,
  trustOf: TrustOfIdentity,
  tenantId: string,
  appId: string,
): Promise<Client | undefined> {
  const found = await directory.read.managedIdentities.findBy("appId", appId);
  if (found?.tenantId !== tenantId || found.assignment !== "user") return undefined;
  const { objectId, displayName, isEnabled } = found;
  const trustedSubjects = await trustOf(found.resourceId);
  if (trustedSubjects.length === 0) return undefined;
  return {
    ...emptyRegistration,
    appId,
    homeTenantId: tenantId,
    displayName,
    isPublicClient: false,
    secrets: [],
    certificates: [],
    trustedSubjects,
    principal: { objectId, isEnabled, requiresAssignment: false },
  };
}

async function readResource(
  directory: Directory,
  tenantId: string,
  key: string,
): Promise<Resource | undefined> {
  const { applications, servicePrincipals } = directory.read;
  const appId = isGuid(key) ? key : await applications.findPresentAppIdByUri(tenantId, key);
  if (appId === undefined) return undefined;
  const principal = await servicePrincipals.findByAppId(tenantId, appId);
  const application = await applications.findByAppId(appId);
  if (principal === undefined || application === undefined) return undefined;
  const { accessTokenLifetimeSeconds, groupMembershipClaims, optionalClaims } =
    application.settings;
  return {
    accessTokenLifetimeSeconds,
    groupMembershipClaims,
    optionalClaims,
    appId,
    displayName: application.displayName,
    objectId: principal.objectId,
    isEnabled: principal.isEnabled,
    requiresAssignment: principal.requiresAssignment,
    tokenVersion: application.tokenVersion,
    appRoles: application.appRoles.filter(({ isEnabled }) => isEnabled !== false),
    scopes: application.scopes.filter(({ isEnabled }) => isEnabled !== false),
  };
}

async function readRoles(
  directory: Directory,
  principalObjectIds: readonly string[],
  resource: Resource,
): Promise<readonly string[]> {
  const grants = await directory.read.servicePrincipals.listAppRoleGrants(
    principalObjectIds,
    resource.objectId,
  );
  const granted = new Set(grants.map(({ appRoleId }) => appRoleId));
  return resource.appRoles.filter(({ id }) => granted.has(id)).map(({ value }) => value);
}
