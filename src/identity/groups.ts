import { Failure, limits } from "../base/index.ts";
import type { Directory } from "../storage/index.ts";
import { Remembered } from "./remembered.ts";
import { type DirectoryDependencies, requireGuid } from "./tenants.ts";

/** A set of principals of a tenant. */
export interface Group {
  readonly objectId: string;
  readonly tenantId: string;
  readonly displayName: string;
  readonly description: string | undefined;
  /** Whether it may hold roles; the others are for mail alone. */
  readonly isSecurityEnabled: boolean;
}

export interface GroupDraft {
  readonly tenantId: string;
  readonly displayName: string;
  readonly description?: string;
  readonly objectId?: string;
  /** Default: true. */
  readonly isSecurityEnabled?: boolean;
}

/** `memberId` is the object id of a user, a service principal or another group. */
export interface GroupMember {
  readonly tenantId: string;
  readonly groupId: string;
  readonly memberId: string;
}

/** Object ids of the groups that a principal is in, sorted. */
export interface Memberships {
  /** Those that name it as a member. */
  readonly direct: readonly string[];
  /** Those and the groups that they are in, and so on. */
  readonly all: readonly string[];
  /** Of all, those that may hold roles. */
  readonly security: readonly string[];
}

/** Finds the groups of a principal; remembered until the directory's next write. */
export type FindMemberships = (tenantId: string, objectId: string) => Promise<Memberships>;

const NONE: Memberships = { direct: [], all: [], security: [] };

/**
 * Makes an empty group.
 *
 * @throws {Failure} `identity/guid-malformed`, `identity/tenant-not-found`,
 * `identity/group-exists`, `identity/groups-too-many`.
 */
export async function createGroup(
  { directory, clock, ids }: DirectoryDependencies,
  draft: GroupDraft,
): Promise<Group> {
  const group: Group = {
    objectId: requireGuid(draft.objectId ?? ids.guid()),
    tenantId: requireGuid(draft.tenantId),
    displayName: draft.displayName,
    description: draft.description,
    isSecurityEnabled: draft.isSecurityEnabled ?? true,
  };
  const { tenantId, objectId } = group;
  const facts = { tenant: tenantId, objectId };
  await directory.write(async ({ tenants, groups, users, servicePrincipals }) => {
    if ((await tenants.find(tenantId)) === undefined) {
      throw new Failure("identity/tenant-not-found", "no such tenant", { facts });
    }
    const isTaken =
      (await groups.find(tenantId, objectId)) !== undefined ||
      (await users.find(tenantId, objectId)) !== undefined ||
      (await servicePrincipals.find(tenantId, objectId)) !== undefined;
    if (isTaken) throw new Failure("identity/group-exists", "the object exists", { facts });
    if ((await groups.count(tenantId)) >= limits.identity.groupsPerTenantMax) {
      throw new Failure("identity/groups-too-many", "the tenant has too many groups", { facts });
    }
    await groups.insert({ ...group, createdAt: clock.now() });
  });
  return group;
}

/**
 * Puts a principal into a group; doing it twice changes nothing.
 *
 * @throws {Failure} `identity/guid-malformed`, `identity/group-not-found`,
 * `identity/principal-not-found`, `identity/group-in-itself`.
 */
export async function addGroupMember(
  { directory, clock }: Pick<DirectoryDependencies, "directory" | "clock">,
  member: GroupMember,
): Promise<void> {
  const { tenantId, groupId, memberId } = requireMember(member);
  await directory.write(async ({ groups, users, servicePrincipals }) => {
    if ((await groups.find(tenantId, groupId)) === undefined) throw notFound(tenantId, groupId);
    if (groupId === memberId) {
      throw new Failure("identity/group-in-itself", "a group is no member of itself");
    }
    const found =
      (await users.find(tenantId, memberId)) ??
      (await servicePrincipals.find(tenantId, memberId)) ??
      (await groups.find(tenantId, memberId));
    if (found === undefined) {
      throw new Failure("identity/principal-not-found", "no such principal", {
        facts: { tenant: tenantId, objectId: memberId },
      });
    }
    await groups.addMember(groupId, memberId, clock.now());
  });
}

/**
 * @throws {Failure} `identity/guid-malformed`, `identity/group-not-found`,
 * `identity/group-member-missing`.
 */
export async function removeGroupMember(
  { directory }: Pick<DirectoryDependencies, "directory">,
  member: GroupMember,
): Promise<void> {
  const { tenantId, groupId, memberId } = requireMember(member);
  await directory.write(async ({ groups }) => {
    if ((await groups.find(tenantId, groupId)) === undefined) throw notFound(tenantId, groupId);
    if (!(await groups.removeMember(groupId, memberId))) {
      throw new Failure("identity/group-member-missing", "it is not in the group", {
        facts: { tenant: tenantId, objectId: memberId },
      });
    }
  });
}

/** Groups in groups are followed level by level; each group counts once, so circles end. */
export function findMemberships(directory: Directory): FindMemberships {
  const known = new Remembered<Memberships>(
    () => directory.version(),
    limits.identity.rememberedClientsMax,
  );
  return (tenantId, objectId) =>
    known.get(`${tenantId} ${objectId}`, () => readMemberships(directory, tenantId, objectId));
}

/** Bounded by the number of groups that a tenant may have. */
async function readMemberships(
  { read }: Directory,
  tenantId: string,
  objectId: string,
): Promise<Memberships> {
  const direct = await read.groups.listOfMembers(tenantId, [objectId]);
  if (direct.length === 0) return NONE;
  const isSecurity = new Map<string, boolean>();
  let level = direct;
  while (level.length > 0) {
    for (const group of level) isSecurity.set(group.objectId, group.isSecurityEnabled);
    const above = await read.groups.listOfMembers(
      tenantId,
      level.map((group) => group.objectId),
    );
    level = above.filter((group) => !isSecurity.has(group.objectId));
  }
  const all = [...isSecurity.keys()].sort();
  return {
    direct: direct.map((group) => group.objectId).sort(),
    all,
    security: all.filter((id) => isSecurity.get(id)),
  };
}

function requireMember({ tenantId, groupId, memberId }: GroupMember): GroupMember {
  return {
    tenantId: requireGuid(tenantId),
    groupId: requireGuid(groupId),
    memberId: requireGuid(memberId),
  };
}

function notFound(tenant: string, objectId: string): Failure {
  return new Failure("identity/group-not-found", "no such group", { facts: { tenant, objectId } });
}
