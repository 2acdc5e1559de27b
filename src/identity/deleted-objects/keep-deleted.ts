import { type Clock, Failure, limits } from "../../base/index.ts";
import type { Repositories } from "../../storage/index.ts";
import { loadApplications } from "../directory-objects/application-objects.ts";
import { loadServicePrincipals } from "../directory-objects/service-principal-objects.ts";
import { shownUser } from "../directory-objects/user-objects.ts";
import { finalBefore } from "./final-before.ts";

/** The object that is deleted, in one tenant. */
interface Named {
  readonly tenantId: string;
  readonly objectId: string;
}

/**
 * Takes a user out of the directory, so that he may come back with all that he had but his
 * sessions: whoever renews one of those is told that there is no such user.
 *
 * @throws {Failure} `identity/deleted-objects-too-many`.
 */
export async function keepDeletedUser(
  repositories: Repositories,
  clock: Clock,
  { tenantId, objectId }: Named,
): Promise<void> {
  await requireRoom(repositories, clock, tenantId);
  const row = await repositories.users.find(tenantId, objectId);
  if (row === undefined) return;
  const deletedAt = clock.now();
  const object = { tenantId, objectId, kind: "user", appId: undefined, deletedAt } as const;
  await repositories.deletedObjects.keep({ ...object, shown: shownUser(row) });
}

/** The same for a registration, whose clients' sign-ins end. */
export async function keepDeletedApplication(
  repositories: Repositories,
  clock: Clock,
  { tenantId, objectId }: Named,
): Promise<void> {
  await requireRoom(repositories, clock, tenantId);
  const [shown] = await loadApplications({ read: repositories }, tenantId, [objectId]);
  if (shown === undefined) return;
  const { appId } = shown;
  const deletedAt = clock.now();
  const object = { tenantId, objectId, kind: "application", appId, deletedAt } as const;
  await repositories.deletedObjects.keep({ ...object, shown });
  await repositories.deletedObjects.endSignIns(appId, undefined);
}

/** The same for an application's presence in a tenant. */
export async function keepDeletedServicePrincipal(
  repositories: Repositories,
  clock: Clock,
  { tenantId, objectId }: Named,
): Promise<void> {
  await requireRoom(repositories, clock, tenantId);
  const [shown] = await loadServicePrincipals({ read: repositories }, tenantId, [objectId]);
  if (shown === undefined) return;
  const { appId } = shown;
  const deletedAt = clock.now();
  const object = { tenantId, objectId, kind: "servicePrincipal", appId, deletedAt } as const;
  await repositories.deletedObjects.keep({ ...object, shown });
  await repositories.deletedObjects.endSignIns(appId, tenantId);
}

/** What is over is forgotten first; nothing else is, so a directory may be full of it. */
async function requireRoom(
  { deletedObjects }: Repositories,
  clock: Clock,
  tenantId: string,
): Promise<void> {
  await deletedObjects.removeBefore(finalBefore(clock));
  if ((await deletedObjects.count(tenantId)) < limits.identity.deletedObjectsPerTenantMax) return;
  throw new Failure("identity/deleted-objects-too-many", "delete some for good first", {
    facts: { tenant: tenantId },
  });
}
