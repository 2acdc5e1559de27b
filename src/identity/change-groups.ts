import { Failure } from "../base/index.ts";
import type { ObjectName } from "./change-application.ts";
import type { DirectoryDependencies } from "./tenants.ts";

/** What may be said of a group; what is left out stays. */
export interface GroupChange {
  readonly displayName?: string;
  readonly mailNickname?: string;
  /** Null for none. */
  readonly description?: string | null;
}

/** Source: Microsoft Graph, group.mailNickname. */
const NICKNAME = /^[\x21-\x7e]{1,64}$/;
const NICKNAME_REFUSED = /[@()\\[\]";:<>,\s]/;
const NAME_CHARACTERS_MAX = 256;

/**
 * @throws {Failure} `identity/group-not-found`, `identity/group-name-malformed` (fact:
 * `property`).
 */
export async function changeGroup(
  { directory }: Pick<DirectoryDependencies, "directory">,
  { tenantId, objectId }: ObjectName,
  change: GroupChange,
): Promise<void> {
  requireGroupNames(change);
  await directory.write(async ({ groups, memberships }) => {
    if ((await groups.find(tenantId, objectId)) === undefined) throw notFound(tenantId, objectId);
    await memberships.rename(objectId, change);
  });
}

/** @throws {Failure} `identity/group-not-found`. */
export async function deleteGroup(
  { directory }: Pick<DirectoryDependencies, "directory">,
  { tenantId, objectId }: ObjectName,
): Promise<void> {
  await directory.write(async ({ groups, memberships, objectOwners }) => {
    if ((await groups.find(tenantId, objectId)) === undefined) throw notFound(tenantId, objectId);
    await memberships.removeGroup(objectId);
    await objectOwners.forget(objectId);
  });
}

/** @throws {Failure} `identity/group-name-malformed` (fact: `property`). */
export function requireGroupNames({ displayName, mailNickname, description }: GroupChange): void {
  const isNamed =
    displayName === undefined ||
    (displayName.trim() !== "" && displayName.length <= NAME_CHARACTERS_MAX);
  if (!isNamed) throw malformed("displayName");
  if (mailNickname !== undefined) {
    const isWellFormed = NICKNAME.test(mailNickname) && !NICKNAME_REFUSED.test(mailNickname);
    if (!isWellFormed) throw malformed("mailNickname");
  }
  if ((description?.length ?? 0) > 1_024) throw malformed("description");
}

function malformed(property: string): Failure {
  return new Failure("identity/group-name-malformed", "empty, too long or of odd characters", {
    facts: { property },
  });
}

function notFound(tenant: string, objectId: string): Failure {
  return new Failure("identity/group-not-found", "no such group", { facts: { tenant, objectId } });
}
