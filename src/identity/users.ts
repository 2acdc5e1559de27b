import { type Clock, Failure, limits } from "../base/index.ts";
import type { Repositories } from "../storage/index.ts";
import { finalBefore } from "./deleted-objects/final-before.ts";
import { directoryRoleIds } from "./directory-roles.ts";
import type { PasswordHasher } from "./sign-in/password-hasher.ts";
import { type DirectoryDependencies, requireGuid } from "./tenants.ts";

/** A person of a tenant. */
export interface User {
  readonly objectId: string;
  readonly tenantId: string;
  /** The sign-in name, in the spelling that it was made with. */
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly givenName: string | undefined;
  readonly familyName: string | undefined;
  readonly mail: string | undefined;
  readonly isEnabled: boolean;
}

export interface UserDraft {
  readonly tenantId: string;
  readonly objectId?: string;
  /** Its domain must be one of the tenant's. */
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly mail?: string;
  readonly password: string;
  /** Default: true. */
  readonly isEnabled?: boolean;
  /** Whether he is Global Administrator of the tenant. Default: false. */
  readonly isAdministrator?: boolean;
}

/** What operations on users need besides the directory. */
export interface UserDependencies extends DirectoryDependencies {
  readonly passwords: PasswordHasher;
}

/** Characters of a name before its domain. Source: Microsoft Graph, user.userPrincipalName. */
const LOCAL_PART = /^[A-Za-z0-9'._!#^~-]{1,64}$/;

/** Kinds of characters, of which a password has three. Source: Entra's password policy. */
const KINDS = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/];
const KINDS_MIN = 3;

/**
 * Makes a user with a password.
 *
 * @throws {Failure} `identity/guid-malformed`, `identity/tenant-not-found`,
 * `identity/user-name-malformed`, `identity/user-name-domain` (fact: `domain`),
 * `identity/password-weak`, `identity/user-exists`, `identity/password-checks-waiting`.
 */
export async function createUser(
  { directory, clock, ids, passwords }: UserDependencies,
  draft: UserDraft,
): Promise<User> {
  const user: User = {
    objectId: requireGuid(draft.objectId ?? ids.guid()),
    tenantId: requireGuid(draft.tenantId),
    userPrincipalName: draft.userPrincipalName,
    displayName: draft.displayName,
    givenName: draft.givenName,
    familyName: draft.familyName,
    mail: draft.mail,
    isEnabled: draft.isEnabled ?? true,
  };
  await requireFree(directory.read, user, clock);
  requireStrong(draft.password);
  const passwordHash = await passwords.hash(draft.password);
  await directory.write(async (repositories) => {
    await requireFree(repositories, user, clock);
    await repositories.users.insert({
      ...user,
      passwordHash,
      failedAttempts: 0,
      lockedUntil: undefined,
      securityStamp: ids.guid(),
      createdAt: clock.now(),
    });
    if (draft.isAdministrator === true) {
      await repositories.directoryRoles.assign({
        id: ids.guid(),
        tenantId: user.tenantId,
        principalId: user.objectId,
        roleTemplateId: directoryRoleIds.globalAdministrator,
        createdAt: clock.now(),
      });
    }
  });
  return user;
}

/**
 * Gives a user another password: locks are lifted, and what was issued before can be renewed no
 * more.
 *
 * @throws {Failure} `identity/password-weak`, `identity/user-missing`,
 * `identity/password-checks-waiting`.
 */
export async function setPassword(
  { directory, ids, passwords }: UserDependencies,
  change: { readonly tenantId: string; readonly objectId: string; readonly password: string },
): Promise<void> {
  const { tenantId, objectId, password } = change;
  requireStrong(password);
  const passwordHash = await passwords.hash(password);
  await directory.write(async ({ users }) => {
    const isChanged = await users.update(tenantId, objectId, {
      passwordHash,
      securityStamp: ids.guid(),
      failedAttempts: 0,
      lockedUntil: undefined,
    });
    if (!isChanged) throw missing(tenantId, objectId);
  });
}

/**
 * Enables or disables a user. A disabled one gets no new token and renews none; access tokens that
 * are out stay valid until they expire, as in Azure.
 *
 * @throws {Failure} `identity/user-missing`.
 */
export async function setUserEnabled(
  { directory }: DirectoryDependencies,
  change: { readonly tenantId: string; readonly objectId: string; readonly isEnabled: boolean },
): Promise<void> {
  const { tenantId, objectId, isEnabled } = change;
  await directory.write(async ({ users }) => {
    if (!(await users.update(tenantId, objectId, { isEnabled }))) {
      throw missing(tenantId, objectId);
    }
  });
}

/** The user of a name, in any case; never with the password's hash. */
export async function findUserByName(
  { directory }: DirectoryDependencies,
  tenantId: string,
  userPrincipalName: string,
): Promise<User | undefined> {
  if (userPrincipalName.length > limits.identity.userNameCharactersMax) return undefined;
  const row = await directory.read.users.findByName(tenantId, userPrincipalName);
  if (row === undefined) return undefined;
  const { objectId, displayName, givenName, familyName, mail } = row;
  return {
    objectId,
    tenantId,
    userPrincipalName: row.userPrincipalName,
    displayName,
    givenName,
    familyName,
    mail,
    isEnabled: row.isEnabled,
  };
}

/** The domain of a user principal name, in lower case. */
function domainOfName(userPrincipalName: string): string {
  const at = userPrincipalName.lastIndexOf("@");
  const isWellFormed =
    userPrincipalName.length <= limits.identity.userNameCharactersMax &&
    LOCAL_PART.test(userPrincipalName.slice(0, Math.max(at, 0)));
  if (!isWellFormed) {
    throw new Failure("identity/user-name-malformed", "not a user principal name");
  }
  return userPrincipalName.slice(at + 1).toLowerCase();
}

function requireStrong(password: string): void {
  const { passwordCharactersMin, passwordCharactersMax } = limits.identity;
  const kinds = KINDS.filter((kind) => kind.test(password)).length;
  const isStrong =
    password.length >= passwordCharactersMin &&
    password.length <= passwordCharactersMax &&
    kinds >= KINDS_MIN;
  if (!isStrong) throw new Failure("identity/password-weak", "the password is too weak");
}

async function requireFree(repositories: Repositories, user: User, clock: Clock): Promise<void> {
  await requireFreeUserName(repositories, user);
  const { users, servicePrincipals, deletedObjects } = repositories;
  const { tenantId, objectId, userPrincipalName } = user;
  const isTaken =
    (await users.find(tenantId, objectId)) !== undefined ||
    (await servicePrincipals.find(tenantId, objectId)) !== undefined ||
    (await deletedObjects.isKept({ objectId }, finalBefore(clock)));
  if (!isTaken) return;
  const facts = { tenant: tenantId, user: userPrincipalName };
  throw new Failure("identity/user-exists", "the user exists", { facts });
}

/**
 * @throws {Failure} `identity/tenant-not-found`, `identity/user-name-domain` (fact: `domain`),
 * `identity/user-exists`.
 */
export async function requireFreeUserName(
  { tenants, users }: Repositories,
  { tenantId, userPrincipalName }: Pick<User, "tenantId" | "userPrincipalName">,
): Promise<void> {
  const domain = domainOfName(userPrincipalName);
  const facts = { tenant: tenantId, domain, user: userPrincipalName };
  if ((await tenants.find(tenantId)) === undefined) {
    throw new Failure("identity/tenant-not-found", "no such tenant", { facts });
  }
  if ((await tenants.findIdByDomain(domain)) !== tenantId) {
    throw new Failure("identity/user-name-domain", "not a domain of the tenant", { facts });
  }
  if ((await users.findByName(tenantId, userPrincipalName)) === undefined) return;
  throw new Failure("identity/user-exists", "the user exists", { facts });
}

function missing(tenantId: string, objectId: string): Failure {
  return new Failure("identity/user-missing", "no such user", {
    facts: { tenant: tenantId, objectId },
  });
}
