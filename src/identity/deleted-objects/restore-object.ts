import { Failure } from "../../base/index.ts";
import type { DeletedObjectRow, Repositories } from "../../storage/index.ts";
import { identifierKeys, requireFreeUris } from "../applications.ts";
import type { ObjectName } from "../change-application.ts";
import type { ApplicationObject } from "../directory-objects/application-objects.ts";
import type { UserObject } from "../directory-objects/user-objects.ts";
import type { FirstParty } from "../first-party.ts";
import { firstPartyApps } from "../first-party-apps.ts";
import { requireApplicationFor } from "../service-principals.ts";
import type { DirectoryDependencies } from "../tenants.ts";
import { requireFreeUserName } from "../users.ts";
import { finalBefore } from "./final-before.ts";

/**
 * Puts a deleted object back as it was, with its credentials, owners, memberships, directory roles,
 * grants and app role assignments. A registration comes back without its service principal, which
 * is an object of its own, and does not come back before it.
 *
 * Source: learn.microsoft.com/graph/api/directory-deleteditems-restore and
 * learn.microsoft.com/entra/identity-platform/howto-restore-app. Assumed: a registration comes back
 * only while its identifier URIs are free, which are anybody's in the meantime.
 *
 * @throws {Failure} `identity/deleted-object-missing`; when a name was taken meanwhile
 * `identity/user-exists`, `identity/identifier-uri-taken`, `identity/service-principal-exists`; and
 * `identity/application-not-found` for a service principal without a registration.
 */
export async function restoreObject(
  { directory, clock }: Pick<DirectoryDependencies, "directory" | "clock">,
  firstParty: FirstParty,
  name: ObjectName,
): Promise<void> {
  await directory.write(async (repositories) => {
    await repositories.deletedObjects.removeBefore(finalBefore(clock));
    const row = await requireDeleted(repositories, name);
    await requireFree(repositories, firstParty, row);
    const { tenantId } = row;
    const builtIn = firstPartyApps.map(({ appId }) => firstParty.objectId(tenantId, appId));
    await repositories.deletedObjects.restore(row, builtIn);
  });
}

/** Forgets a deleted object for good. @throws {Failure} `identity/deleted-object-missing`. */
export async function purgeObject(
  { directory, clock }: Pick<DirectoryDependencies, "directory" | "clock">,
  name: ObjectName,
): Promise<void> {
  await directory.write(async (repositories) => {
    await repositories.deletedObjects.removeBefore(finalBefore(clock));
    const { objectId } = await requireDeleted(repositories, name);
    await repositories.deletedObjects.remove(objectId);
  });
}

async function requireDeleted(
  { deletedObjects }: Repositories,
  { tenantId, objectId }: ObjectName,
): Promise<DeletedObjectRow> {
  const [row] = await deletedObjects.findAll(tenantId, [objectId], 0);
  if (row !== undefined) return row;
  throw new Failure("identity/deleted-object-missing", "no such deleted object", {
    facts: { tenant: tenantId, objectId },
  });
}

/** What others may have taken in the meantime. */
async function requireFree(
  repositories: Repositories,
  firstParty: FirstParty,
  { kind, tenantId, shown, appId = "" }: DeletedObjectRow,
): Promise<void> {
  if (kind === "user") {
    await requireFreeUserName(repositories, shown as UserObject);
    return;
  }
  if (kind === "application") {
    const { identifierUris } = shown as ApplicationObject;
    const keys = identifierKeys(identifierUris);
    await requireFreeUris(repositories, firstParty, { tenantId, appId, identifierUris }, keys);
    return;
  }
  if ((await repositories.servicePrincipals.findByAppId(tenantId, appId)) !== undefined) {
    throw new Failure("identity/service-principal-exists", "another one is present", {
      facts: { appId, tenant: tenantId },
    });
  }
  await requireApplicationFor(repositories, tenantId, appId);
}
