import { Failure, limits } from "../base/index.ts";
import type { DirectoryDependencies } from "./tenants.ts";

/** Somebody who may manage an object of a tenant besides administrators. */
export interface Ownership {
  readonly tenantId: string;
  readonly objectId: string;
  /** Object id of a user or a service principal. */
  readonly ownerId: string;
}

/**
 * @throws {Failure} `identity/principal-not-found`, `identity/owner-exists`,
 * `identity/owners-too-many`.
 */
export async function addOwner(
  { directory, clock }: Pick<DirectoryDependencies, "directory" | "clock">,
  { tenantId, objectId, ownerId }: Ownership,
): Promise<void> {
  await directory.write(async ({ users, servicePrincipals, objectOwners }) => {
    const owner =
      (await users.find(tenantId, ownerId)) ?? (await servicePrincipals.find(tenantId, ownerId));
    if (owner === undefined) {
      throw new Failure("identity/principal-not-found", "no such user or service principal", {
        facts: { tenant: tenantId, objectId: ownerId },
      });
    }
    if ((await objectOwners.list(objectId)).length >= limits.identity.ownersPerObjectMax) {
      throw new Failure("identity/owners-too-many", "the object has too many owners");
    }
    if (!(await objectOwners.add({ tenantId, objectId, ownerId, createdAt: clock.now() }))) {
      throw new Failure("identity/owner-exists", "it is an owner already");
    }
  });
}

/** @throws {Failure} `identity/owner-missing`. */
export async function removeOwner(
  { directory }: Pick<DirectoryDependencies, "directory">,
  { objectId, ownerId }: Ownership,
): Promise<void> {
  await directory.write(async ({ objectOwners }) => {
    if (!(await objectOwners.remove(objectId, ownerId))) {
      throw new Failure("identity/owner-missing", "it is no owner", {
        facts: { objectId: ownerId },
      });
    }
  });
}
