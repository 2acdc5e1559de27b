import { Failure } from "../base/index.ts";
import type { Directory } from "../storage/index.ts";
import { type DirectoryDependencies, requireGuid } from "./tenants.ts";

/** A role in the directory itself, which is no Azure role. */
export interface DirectoryRoleGrant {
  readonly tenantId: string;
  /** Object id of a user or a service principal. */
  readonly principalId: string;
  readonly roleTemplateId: string;
}

/**
 * Template ids of the built-in roles that can be given, the same in every tenant.
 *
 * Source: learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference.
 */
export const directoryRoleIds = {
  globalAdministrator: "62e90394-69f5-4237-9190-012177145e10",
  privilegedRoleAdministrator: "e8611ab8-c189-46e8-94e1-60213ab1f814",
  applicationAdministrator: "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
  cloudApplicationAdministrator: "158c047a-c907-4556-b7ef-446551a6b5f7",
  applicationDeveloper: "cf1c38e5-3621-4004-a7cb-879624dced7c",
  directoryReaders: "88d8e3e3-8f55-4a1e-953a-9b9898b8876b",
  directoryWriters: "9360feb5-f418-4baa-8175-e2a00bac4301",
  globalReader: "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
  groupsAdministrator: "fdd7a751-b60b-444a-984c-02652fe8fa1c",
  userAdministrator: "fe930be7-5e62-47db-91af-98c3a49a38b1",
} as const;

const KNOWN: ReadonlySet<string> = new Set(Object.values(directoryRoleIds));

/**
 * Who may consent for a whole tenant. The two application administrators may do so for all but app
 * roles of Microsoft Graph.
 *
 * Source: learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent.
 */
const CONSENTING: ReadonlySet<string> = new Set([
  directoryRoleIds.globalAdministrator,
  directoryRoleIds.privilegedRoleAdministrator,
  directoryRoleIds.applicationAdministrator,
  directoryRoleIds.cloudApplicationAdministrator,
]);

/**
 * Gives a principal a role in the directory; giving it twice changes nothing.
 *
 * @throws {Failure} `identity/guid-malformed`, `identity/directory-role-unknown` (fact: `role`),
 * `identity/principal-not-found`.
 */
export async function assignDirectoryRole(
  { directory, clock, ids }: DirectoryDependencies,
  grant: DirectoryRoleGrant,
): Promise<void> {
  const { tenantId, principalId, roleTemplateId } = requireGrant(grant);
  if (!KNOWN.has(roleTemplateId)) {
    throw new Failure("identity/directory-role-unknown", "no such role in the directory", {
      facts: { role: roleTemplateId },
    });
  }
  await directory.write(async ({ users, servicePrincipals, directoryRoles }) => {
    const holder =
      (await users.find(tenantId, principalId)) ??
      (await servicePrincipals.find(tenantId, principalId));
    if (holder === undefined) {
      throw new Failure("identity/principal-not-found", "no such user or service principal", {
        facts: { tenant: tenantId, objectId: principalId },
      });
    }
    await directoryRoles.assign({
      id: ids.guid(),
      tenantId,
      principalId,
      roleTemplateId,
      createdAt: clock.now(),
    });
  });
}

/** @throws {Failure} `identity/guid-malformed`, `identity/directory-role-not-held`. */
export async function unassignDirectoryRole(
  { directory }: Pick<DirectoryDependencies, "directory">,
  grant: DirectoryRoleGrant,
): Promise<void> {
  const { tenantId, principalId, roleTemplateId } = requireGrant(grant);
  await directory.write(async ({ directoryRoles }) => {
    if (!(await directoryRoles.unassign(tenantId, principalId, roleTemplateId))) {
      throw new Failure("identity/directory-role-not-held", "the principal does not hold it", {
        facts: { tenant: tenantId, objectId: principalId, role: roleTemplateId },
      });
    }
  });
}

/** Whether a user may consent for all users of the tenant, to anything that a page asks for. */
export async function isAdministrator(
  directory: Directory,
  tenantId: string,
  userObjectId: string,
): Promise<boolean> {
  const held = await directory.read.directoryRoles.listOfPrincipal(tenantId, userObjectId);
  return held.some((role) => CONSENTING.has(role));
}

function requireGrant(grant: DirectoryRoleGrant): DirectoryRoleGrant {
  return {
    tenantId: requireGuid(grant.tenantId),
    principalId: requireGuid(grant.principalId),
    roleTemplateId: requireGuid(grant.roleTemplateId),
  };
}
