import { Failure } from "../base/index.ts";
import type { Directory, Repositories, ServicePrincipalDetails } from "../storage/index.ts";
import { finalBefore } from "./deleted-objects/final-before.ts";
import { type FirstParty, firstPartyResource } from "./first-party.ts";
import { memberTypesOf, type Permission } from "./permission.ts";
import { type CredentialLists, setCredentials } from "./set-credentials.ts";
import { requireDetails } from "./shown-details.ts";
import { type DirectoryDependencies, requireGuid } from "./tenants.ts";

/** An application's presence in one tenant. */
export interface ServicePrincipal {
  readonly objectId: string;
  readonly tenantId: string;
  readonly appId: string;
  readonly displayName: string;
  readonly isEnabled: boolean;
}

export interface ServicePrincipalDraft {
  readonly tenantId: string;
  readonly appId: string;
  readonly objectId?: string;
  /** What its tenant says of it, its own credentials among that. */
  readonly change?: ServicePrincipalChange;
  /**
   * Object id of who makes it, and may manage it from then on.
   *
   * Source: learn.microsoft.com/entra/fundamentals/users-default-permissions, object ownership.
   */
  readonly ownerId?: string;
}

/** What a row that is made gets besides what it says. */
type Making = Pick<DirectoryDependencies, "clock" | "ids">;

/** What other rooms ask of an object id: what it is, and what to call it. */
export interface NamedPrincipal {
  readonly kind: "user" | "servicePrincipal" | "group";
  readonly name: string;
}

/** What may be said of a service principal; what is left out stays as it is. */
export interface ServicePrincipalChange {
  readonly isEnabled?: boolean;
  /** Whether it is for those alone who hold an app role of it. */
  readonly requiresAssignment?: boolean;
  /** One that is null is shown no more. */
  readonly details?: ServicePrincipalDetails;
  /** Whole lists of its own secrets and certificates. */
  readonly credentials?: CredentialLists;
}

export interface AppRoleGrant {
  readonly tenantId: string;
  /** Object id of the service principal, user or group that receives the role. */
  readonly principalId: string;
  /** Application id of the API that offers the role. */
  readonly resourceAppId: string;
  /** The role's value, such as `Data.Read`; null for access to an API that offers none. */
  readonly role: string | null;
}

/** The app role of access to an API that offers none. Source: Microsoft Graph, appRoleAssignment. */
export const DEFAULT_APP_ROLE_ID = "00000000-0000-0000-0000-000000000000";

/**
 * Makes an application present in a tenant: its own, or another when it is multi-tenant.
 *
 * @throws {Failure} `identity/guid-malformed`, `identity/tenant-not-found`,
 * `identity/application-not-found`, `identity/application-single-tenant`,
 * `identity/service-principal-exists`, and those of `setCredentials`.
 */
export async function createServicePrincipal(
  deps: DirectoryDependencies,
  firstParty: FirstParty,
  draft: ServicePrincipalDraft,
): Promise<ServicePrincipal> {
  return await deps.directory.write(async (repositories) => {
    const made = await insertServicePrincipal(repositories, deps, firstParty, draft);
    const { change, ownerId } = draft;
    if (change !== undefined) await applyChange(repositories, deps, made, change);
    if (ownerId !== undefined) {
      const { tenantId, objectId } = made;
      const createdAt = deps.clock.now();
      await repositories.objectOwners.add({ tenantId, objectId, ownerId, createdAt });
    }
    return made;
  });
}

/**
 * The object id of an application's service principal, which is made where there is none; for a
 * write that needs it together with other rows.
 *
 * @throws {Failure} as `createServicePrincipal`, unless the application is present.
 */
export async function ensureServicePrincipal(
  repositories: Repositories,
  deps: Making,
  firstParty: FirstParty,
  { tenantId, appId }: { readonly tenantId: string; readonly appId: string },
): Promise<string> {
  if (firstParty.app(appId) !== undefined) return firstParty.objectId(tenantId, appId);
  const present = await repositories.servicePrincipals.findByAppId(tenantId, appId);
  const principal =
    present ?? (await insertServicePrincipal(repositories, deps, firstParty, { tenantId, appId }));
  return principal.objectId;
}

async function insertServicePrincipal(
  repositories: Repositories,
  { clock, ids }: Making,
  firstParty: FirstParty,
  draft: ServicePrincipalDraft,
): Promise<ServicePrincipal> {
  const { tenants, servicePrincipals, deletedObjects } = repositories;
  const tenantId = requireGuid(draft.tenantId);
  const appId = requireGuid(draft.appId);
  const objectId = requireGuid(draft.objectId ?? ids.guid());
  const facts = { appId, tenant: tenantId };
  if ((await tenants.find(tenantId)) === undefined) {
    throw new Failure("identity/tenant-not-found", "no such tenant", { facts });
  }
  const isTaken =
    firstParty.app(appId) !== undefined ||
    (await servicePrincipals.findByAppId(tenantId, appId)) !== undefined ||
    (await servicePrincipals.find(tenantId, objectId)) !== undefined ||
    (await deletedObjects.isKept({ objectId }, finalBefore(clock)));
  if (isTaken) {
    throw new Failure("identity/service-principal-exists", "it is present", { facts });
  }
  const { displayName } = await requireApplicationFor(repositories, tenantId, appId);
  const principal = { objectId, tenantId, appId, displayName, isEnabled: true };
  await servicePrincipals.insert({ ...principal, createdAt: clock.now() });
  return principal;
}

/**
 * The registration that may be present in a tenant.
 *
 * @throws {Failure} `identity/application-not-found`, `identity/application-single-tenant`.
 */
export async function requireApplicationFor(
  { applications }: Repositories,
  tenantId: string,
  appId: string,
): Promise<{ readonly displayName: string }> {
  const facts = { appId, tenant: tenantId };
  const application = await applications.findByAppId(appId);
  if (application === undefined) {
    throw new Failure("identity/application-not-found", "no such application", { facts });
  }
  if (application.tenantId !== tenantId && application.signInAudience === "AzureADMyOrg") {
    throw new Failure("identity/application-single-tenant", "it stays in its tenant", { facts });
  }
  return application;
}

/**
 * Changes what its tenant says of a service principal, all of it or nothing. A disabled one gets no
 * new token; tokens that it already holds stay valid until they expire, as in Azure.
 *
 * @throws {Failure} `identity/service-principal-not-found`, `identity/details-too-large`
 * (fact: `property`), and those of `setCredentials`.
 */
export async function changeServicePrincipal(
  deps: DirectoryDependencies,
  name: { readonly tenantId: string; readonly objectId: string },
  change: ServicePrincipalChange,
): Promise<void> {
  await deps.directory.write((repositories) => applyChange(repositories, deps, name, change));
}

async function applyChange(
  repositories: Repositories,
  deps: DirectoryDependencies,
  { tenantId, objectId }: { readonly tenantId: string; readonly objectId: string },
  { isEnabled, requiresAssignment, details, credentials = {} }: ServicePrincipalChange,
): Promise<void> {
  requireDetails({ ...details });
  const { servicePrincipals } = repositories;
  const was = await servicePrincipals.find(tenantId, objectId);
  if (was === undefined) throw notFound(tenantId, objectId);
  if (isEnabled !== undefined) await servicePrincipals.setEnabled(tenantId, objectId, isEnabled);
  await servicePrincipals.change(tenantId, objectId, {
    ...(requiresAssignment !== undefined && { requiresAssignment }),
    ...(details !== undefined && { details: { ...was.details, ...details } }),
  });
  await setCredentials(repositories, deps, { kind: "servicePrincipal", objectId }, credentials);
}

/**
 * Grants an app role; granting it twice changes nothing. A group's is every direct member's.
 *
 * @throws {Failure} `identity/service-principal-not-found`, `identity/resource-not-found`,
 * `identity/app-role-not-found`, `identity/app-role-member-type`.
 */
export async function grantAppRole(
  deps: DirectoryDependencies,
  firstParty: FirstParty,
  { tenantId, principalId, resourceAppId, role: value }: AppRoleGrant,
): Promise<void> {
  const { directory } = deps;
  const resource = await findOffer(directory, firstParty, tenantId, resourceAppId);
  const role = value === null ? undefined : resource?.appRoles.find((one) => one.value === value);
  const facts = { resource: resourceAppId, role: value ?? DEFAULT_APP_ROLE_ID, tenant: tenantId };
  if (resource === undefined) {
    throw new Failure("identity/resource-not-found", "no such resource", { facts });
  }
  if (value !== null && role === undefined) {
    throw new Failure("identity/app-role-not-found", "the resource offers no such role", { facts });
  }
  const given = { tenantId, principalId, resourceId: resource.objectId, role };
  await directory.write((repositories) => insertAppRole(repositories, deps, given));
}

/**
 * The same within a write, for a role that the resource is known to offer; the default one without.
 *
 * @throws {Failure} `identity/service-principal-not-found`, `identity/app-role-member-type`.
 */
export async function insertAppRole(
  { servicePrincipals, users, groups }: Repositories,
  { clock, ids }: Making,
  given: Omit<AppRoleGrant, "resourceAppId" | "role"> & {
    readonly resourceId: string;
    readonly role: Permission | undefined;
  },
): Promise<void> {
  const { tenantId, principalId, resourceId, role } = given;
  const application = await servicePrincipals.find(tenantId, principalId);
  const person =
    (await users.find(tenantId, principalId)) ?? (await groups.find(tenantId, principalId));
  if (application === undefined && person === undefined) throw notFound(tenantId, principalId);
  const kind = application === undefined ? "User" : "Application";
  if (role !== undefined && !memberTypesOf(role).includes(kind)) {
    throw new Failure("identity/app-role-member-type", "the role is not for such principals", {
      facts: { resource: resourceId, role: role.value, tenant: tenantId },
    });
  }
  await servicePrincipals.grantAppRole({
    id: ids.guid(),
    tenantId,
    principalId,
    resourceId,
    appRoleId: role?.id ?? DEFAULT_APP_ROLE_ID,
    createdAt: clock.now(),
  });
}

/** What an object id stands for in a tenant; groups for mail alone hold no roles, so they count not. */
export async function findPrincipal(
  directory: Directory,
  firstParty: FirstParty,
  tenantId: string,
  objectId: string,
): Promise<NamedPrincipal | undefined> {
  const id = objectId.toLowerCase();
  return (await findPrincipals(directory, firstParty, tenantId, [id])).get(id);
}

/** The same of several ids in lower case, with one query for each kind. */
export async function findPrincipals(
  { read }: Directory,
  firstParty: FirstParty,
  tenantId: string,
  objectIds: readonly string[],
): Promise<ReadonlyMap<string, NamedPrincipal>> {
  const tenant = tenantId.toLowerCase();
  const found = new Map<string, NamedPrincipal>();
  const ids = [...new Set(objectIds)];
  const rest = (): readonly string[] => ids.filter((id) => !found.has(id));
  for (const id of ids) {
    const app = firstParty.appByObjectId(tenant, id);
    if (app !== undefined) found.set(id, { kind: "servicePrincipal", name: app.displayName });
  }
  for (const { objectId, displayName } of await read.servicePrincipals.findAll(tenant, rest())) {
    found.set(objectId, { kind: "servicePrincipal", name: displayName });
  }
  for (const { objectId, displayName } of await read.users.findAll(tenant, rest())) {
    found.set(objectId, { kind: "user", name: displayName });
  }
  for (const group of await read.groups.findAll(tenant, rest())) {
    if (!group.isSecurityEnabled) continue;
    found.set(group.objectId, { kind: "group", name: group.displayName });
  }
  return found;
}

async function findOffer(
  directory: Directory,
  firstParty: FirstParty,
  tenantId: string,
  appId: string,
): Promise<{ objectId: string; appRoles: readonly Permission[] } | undefined> {
  const own = firstParty.app(appId);
  if (own !== undefined) return firstPartyResource(tenantId, own);
  const principal = await directory.read.servicePrincipals.findByAppId(tenantId, appId);
  const application = await directory.read.applications.findByAppId(appId);
  if (principal === undefined || application === undefined) return undefined;
  return { objectId: principal.objectId, appRoles: application.appRoles };
}

function notFound(tenantId: string, objectId: string): Failure {
  return new Failure("identity/service-principal-not-found", "no such service principal", {
    facts: { tenant: tenantId, objectId },
  });
}
