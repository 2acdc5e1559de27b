import { Failure } from "../base/index.ts";
import type { Directory, Repositories } from "../storage/index.ts";
import { type FirstParty, firstPartyResource } from "./first-party.ts";
import { memberTypesOf, type Permission } from "./permission.ts";
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
}

/** What a row that is made gets besides what it says. */
type Making = Pick<DirectoryDependencies, "clock" | "ids">;

/** What other rooms ask of an object id: what it is, and what to call it. */
export interface NamedPrincipal {
  readonly kind: "user" | "servicePrincipal" | "group";
  readonly name: string;
}

export interface AppRoleGrant {
  readonly tenantId: string;
  /** Object id of the service principal, user or group that receives the role. */
  readonly principalId: string;
  /** Application id of the API that offers the role. */
  readonly resourceAppId: string;
  /** The role's value, such as `Data.Read`. */
  readonly role: string;
}

/**
 * Makes an application present in a tenant: its own, or another when it is multi-tenant.
 *
 * @throws {Failure} `identity/guid-malformed`, `identity/tenant-not-found`,
 * `identity/application-not-found`, `identity/application-single-tenant`,
 * `identity/service-principal-exists`.
 */
export async function createServicePrincipal(
  deps: DirectoryDependencies,
  firstParty: FirstParty,
  draft: ServicePrincipalDraft,
): Promise<ServicePrincipal> {
  return await deps.directory.write((repositories) =>
    insertServicePrincipal(repositories, deps, firstParty, draft),
  );
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
  { tenants, applications, servicePrincipals }: Repositories,
  { clock, ids }: Making,
  firstParty: FirstParty,
  draft: ServicePrincipalDraft,
): Promise<ServicePrincipal> {
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
    (await servicePrincipals.find(tenantId, objectId)) !== undefined;
  if (isTaken) {
    throw new Failure("identity/service-principal-exists", "it is present", { facts });
  }
  const application = await applications.findByAppId(appId);
  if (application === undefined) {
    throw new Failure("identity/application-not-found", "no such application", { facts });
  }
  if (application.tenantId !== tenantId && application.signInAudience === "AzureADMyOrg") {
    throw new Failure("identity/application-single-tenant", "it stays in its tenant", { facts });
  }
  const { displayName } = application;
  const principal = { objectId, tenantId, appId, displayName, isEnabled: true };
  await servicePrincipals.insert({ ...principal, createdAt: clock.now() });
  return principal;
}

/**
 * Enables or disables a service principal. A disabled one gets no new token; tokens that it
 * already holds stay valid until they expire, as in Azure.
 *
 * @throws {Failure} `identity/service-principal-not-found`.
 */
export async function setServicePrincipalEnabled(
  { directory }: DirectoryDependencies,
  change: { readonly tenantId: string; readonly objectId: string; readonly isEnabled: boolean },
): Promise<void> {
  const { tenantId, objectId, isEnabled } = change;
  await directory.write(async ({ servicePrincipals }) => {
    if (!(await servicePrincipals.setEnabled(tenantId, objectId, isEnabled))) {
      throw notFound(tenantId, objectId);
    }
  });
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
  const role = resource?.appRoles.find((offered) => offered.value === value);
  const facts = { resource: resourceAppId, role: value, tenant: tenantId };
  if (resource === undefined) {
    throw new Failure("identity/resource-not-found", "no such resource", { facts });
  }
  if (role === undefined) {
    throw new Failure("identity/app-role-not-found", "the resource offers no such role", { facts });
  }
  const given = { tenantId, principalId, resourceId: resource.objectId, role };
  await directory.write((repositories) => insertAppRole(repositories, deps, given));
}

/**
 * The same within a write, for a role that the resource is known to offer.
 *
 * @throws {Failure} `identity/service-principal-not-found`, `identity/app-role-member-type`.
 */
export async function insertAppRole(
  { servicePrincipals, users, groups }: Repositories,
  { clock, ids }: Making,
  given: Omit<AppRoleGrant, "resourceAppId" | "role"> & {
    readonly resourceId: string;
    readonly role: Permission;
  },
): Promise<void> {
  const { tenantId, principalId, resourceId, role } = given;
  const application = await servicePrincipals.find(tenantId, principalId);
  const person =
    (await users.find(tenantId, principalId)) ?? (await groups.find(tenantId, principalId));
  if (application === undefined && person === undefined) throw notFound(tenantId, principalId);
  if (!memberTypesOf(role).includes(application === undefined ? "User" : "Application")) {
    throw new Failure("identity/app-role-member-type", "the role is not for such principals", {
      facts: { resource: resourceId, role: role.value, tenant: tenantId },
    });
  }
  await servicePrincipals.grantAppRole({
    id: ids.guid(),
    tenantId,
    principalId,
    resourceId,
    appRoleId: role.id,
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
  const tenant = tenantId.toLowerCase();
  const id = objectId.toLowerCase();
  const found = await directory.read.servicePrincipals.find(tenant, id);
  const name = found?.displayName ?? firstParty.appByObjectId(tenant, id)?.displayName;
  if (name !== undefined) return { kind: "servicePrincipal", name };
  const user = await directory.read.users.find(tenant, id);
  if (user !== undefined) return { kind: "user", name: user.displayName };
  const group = await directory.read.groups.find(tenant, id);
  return group?.isSecurityEnabled === true ? { kind: "group", name: group.displayName } : undefined;
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
