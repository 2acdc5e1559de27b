import { Failure, limits } from "../base/index.ts";
import type { PersonNames } from "../storage/index.ts";
import type { ObjectName } from "./change-application.ts";
import { keepDeletedUser } from "./deleted-objects/keep-deleted.ts";
import type { DirectoryDependencies } from "./tenants.ts";

/** Source: Microsoft Graph, user.givenName, surname and mail. */
const CHARACTERS_MAX = { givenName: 64, familyName: 64, mail: 320 } as const;

/**
 * Changes the names of a user.
 *
 * @throws {Failure} `identity/user-missing`, `identity/user-property-malformed` (fact: `property`).
 */
export async function changeUserNames(
  { directory }: Pick<DirectoryDependencies, "directory">,
  { tenantId, objectId }: ObjectName,
  names: PersonNames,
): Promise<void> {
  requireUserNames(names);
  await directory.write(async ({ users, people }) => {
    if ((await users.find(tenantId, objectId)) === undefined) throw missing(tenantId, objectId);
    await people.rename(objectId, names);
  });
}

/**
 * Deletes a user, who may come back; access tokens that are out stay valid until they expire, as in
 * Azure.
 *
 * @throws {Failure} `identity/user-missing`, `identity/deleted-objects-too-many`.
 */
export async function deleteUser(
  { directory, clock }: Pick<DirectoryDependencies, "directory" | "clock">,
  { tenantId, objectId }: ObjectName,
): Promise<void> {
  await directory.write(async (repositories) => {
    const { users, people, objectOwners } = repositories;
    if ((await users.find(tenantId, objectId)) === undefined) throw missing(tenantId, objectId);
    await keepDeletedUser(repositories, clock, { tenantId, objectId });
    await people.remove(objectId);
    await objectOwners.forget(objectId);
  });
}

/** @throws {Failure} `identity/user-property-malformed` (fact: `property`). */
export function requireUserNames({ displayName, ...others }: PersonNames): void {
  if (displayName !== undefined) {
    const max = limits.identity.displayNameCharactersMax;
    if (displayName.trim() === "" || displayName.length > max) throw malformed("displayName");
  }
  for (const [name, value] of Object.entries(others)) {
    const max = CHARACTERS_MAX[name as keyof typeof CHARACTERS_MAX];
    if (typeof value === "string" && (value === "" || value.length > max)) throw malformed(name);
  }
  const { mail } = others;
  if (typeof mail === "string" && !/^[^@\s]+@[^@\s]+$/.test(mail)) throw malformed("mail");
}

function malformed(property: string): Failure {
  return new Failure("identity/user-property-malformed", "empty, too long or of another form", {
    facts: { property },
  });
}

function missing(tenant: string, objectId: string): Failure {
  return new Failure("identity/user-missing", "no such user", { facts: { tenant, objectId } });
}
