import { type Clock, Failure, limits } from "../base/index.ts";
import type { RegistrationDetails, Repositories } from "../storage/index.ts";
import {
  type Application,
  type ApplicationDraft,
  createApplication,
  identifierKeys,
  requireFreeUris,
  type SignInAudience,
} from "./applications.ts";
import {
  keepDeletedApplication,
  keepDeletedServicePrincipal,
} from "./deleted-objects/keep-deleted.ts";
import type { FirstParty } from "./first-party.ts";
import type { Permission } from "./permission.ts";
import type { RedirectUri } from "./redirect-uris.ts";
import { changeRegistration, type RegistrationDraft, settingsOf } from "./registration.ts";
import { type CredentialLists, setCredentials } from "./set-credentials.ts";
import { requireDetails } from "./shown-details.ts";
import { type DirectoryDependencies, requireGuid } from "./tenants.ts";

/** A client that an API trusts, by ids of the API's delegated permissions. */
export interface TrustedClient {
  readonly appId: string;
  readonly permissionIds: readonly string[];
}

/** What may be said of a registration; what is left out stays as it is. */
export interface RegistrationChange extends Omit<RegistrationDraft, "redirectUris"> {
  readonly displayName?: string;
  readonly identifierUris?: readonly string[];
  readonly signInAudience?: SignInAudience;
  readonly isPublicClient?: boolean;
  readonly requestedAccessTokenVersion?: 1 | 2;
  readonly appRoles?: readonly Permission[];
  readonly scopes?: readonly Permission[];
  readonly preAuthorized?: readonly TrustedClient[];
  /** Each platform's list is replaced as a whole. */
  readonly redirectUris?: Readonly<Partial<Record<RedirectUri["platform"], readonly string[]>>>;
  readonly details?: RegistrationDetails;
  /** Whole lists of secrets and certificates. */
  readonly credentials?: CredentialLists;
}

/** Who is meant, in one tenant. */
export interface ObjectName {
  readonly tenantId: string;
  readonly objectId: string;
}

type ApplicationRow = NonNullable<Awaited<ReturnType<Repositories["applications"]["find"]>>>;

/**
 * Registers an application with everything that a change may say of it.
 *
 * @throws {Failure} those of `createApplication` and `changeApplication`.
 */
export async function registerApplication(
  deps: DirectoryDependencies,
  firstParty: FirstParty,
  draft: Pick<ApplicationDraft, "tenantId" | "displayName">,
  change: RegistrationChange,
  ownerId: string | undefined,
): Promise<Application> {
  const { tenantId, displayName } = draft;
  requireName(displayName);
  const made = await createApplication(deps, firstParty, { tenantId, displayName });
  try {
    await changeApplication(deps, firstParty, { tenantId, objectId: made.objectId }, change);
  } catch (error) {
    await deps.directory.write(({ registrations }) => registrations.remove(made.objectId));
    throw error;
  }
  if (ownerId !== undefined) {
    await deps.directory.write(({ objectOwners }) =>
      objectOwners.add({ objectId: made.objectId, ownerId, tenantId, createdAt: deps.clock.now() }),
    );
  }
  return made;
}

/**
 * Changes a registration, all of it or nothing.
 *
 * @throws {Failure} `identity/application-not-found`, `identity/display-name-malformed`,
 * `identity/identifier-uri-malformed`, `identity/identifier-uri-taken`,
 * `identity/permission-malformed` (facts: `permission`, `reason`), `identity/permission-enabled`
 * (fact: `permission`), `identity/scope-unknown`, `identity/details-too-large` (fact: `property`), and those of `changeRegistration` and `setCredentials`.
 */
export async function changeApplication(
  deps: DirectoryDependencies,
  firstParty: FirstParty,
  { tenantId, objectId }: ObjectName,
  change: RegistrationChange,
): Promise<void> {
  if (change.displayName !== undefined) requireName(change.displayName);
  requireDetails({ ...change.details });
  requireUriCount(change.identifierUris);
  await deps.directory.write(async (repositories) => {
    const was = await requireOwn(repositories, tenantId, objectId);
    requirePermissions(was, change);
    const { redirectUris: _, ...settings } = change;
    const registration = changeRegistration(
      { ...was.settings, redirectUris: was.redirectUris },
      { ...settings, redirectUris: redirectUrisAfter(was.redirectUris, change.redirectUris) },
    );
    await repositories.applications.update(was.objectId, {
      isPublicClient: change.isPublicClient ?? was.isPublicClient,
      tokenVersion: change.requestedAccessTokenVersion ?? was.tokenVersion,
      redirectUris: registration.redirectUris,
      settings: settingsOf(registration),
    });
    await changeNames(repositories, firstParty, was, change);
    await changeTrusted(repositories, was, change);
    const owner = { kind: "application", objectId: was.objectId } as const;
    await setCredentials(repositories, deps, owner, change.credentials ?? {});
  });
}

/**
 * Deletes a registration and its service principal in its home tenant, each of which may come back;
 * those elsewhere stay, and get no tokens meanwhile.
 *
 * @throws {Failure} `identity/application-not-found`, `identity/deleted-objects-too-many`.
 */
export async function deleteApplication(
  { directory, clock }: Pick<DirectoryDependencies, "directory" | "clock">,
  { tenantId, objectId }: ObjectName,
): Promise<void> {
  await directory.write(async (repositories) => {
    const { appId } = await requireOwn(repositories, tenantId, objectId);
    const principal = await repositories.servicePrincipals.findByAppId(tenantId, appId);
    if (principal !== undefined) await removePrincipal(repositories, clock, principal);
    await keepDeletedApplication(repositories, clock, { tenantId, objectId });
    await repositories.registrations.remove(objectId);
    await repositories.objectOwners.forget(objectId);
  });
}

/**
 * Deletes an application's presence in a tenant, which may come back.
 *
 * @throws {Failure} `identity/service-principal-not-found`, `identity/deleted-objects-too-many`.
 */
export async function deleteServicePrincipal(
  { directory, clock }: Pick<DirectoryDependencies, "directory" | "clock">,
  { tenantId, objectId }: ObjectName,
): Promise<void> {
  await directory.write(async (repositories) => {
    if ((await repositories.servicePrincipals.find(tenantId, objectId)) === undefined) {
      throw new Failure("identity/service-principal-not-found", "no such service principal", {
        facts: { tenant: tenantId, objectId },
      });
    }
    await removePrincipal(repositories, clock, { tenantId, objectId });
  });
}

async function removePrincipal(
  repositories: Repositories,
  clock: Clock,
  { tenantId, objectId }: ObjectName,
): Promise<void> {
  await keepDeletedServicePrincipal(repositories, clock, { tenantId, objectId });
  await repositories.registrations.removePrincipal(objectId);
  await repositories.objectOwners.forget(objectId);
}

async function requireOwn(
  { applications }: Repositories,
  tenantId: string,
  objectId: string,
): Promise<ApplicationRow> {
  const row = await applications.find(objectId);
  if (row !== undefined && row.tenantId === tenantId) return row;
  throw new Failure("identity/application-not-found", "no such application", {
    facts: { objectId, tenant: tenantId },
  });
}

async function changeNames(
  repositories: Repositories,
  firstParty: FirstParty,
  was: ApplicationRow,
  change: RegistrationChange,
): Promise<void> {
  const { registrations } = repositories;
  const { displayName, signInAudience, appRoles, scopes, identifierUris } = change;
  const details =
    change.details === undefined
      ? undefined
      : { ...(await registrations.details(was.objectId)), ...change.details };
  await registrations.change(was.objectId, {
    displayName,
    signInAudience,
    appRoles,
    scopes,
    details,
  });
  if (displayName !== undefined) {
    await registrations.renamePrincipal(was.tenantId, was.appId, displayName);
  }
  if (identifierUris === undefined) return;
  const keys = identifierKeys(identifierUris);
  await requireFreeUris(repositories, firstParty, { ...was, identifierUris }, keys);
  await registrations.setIdentifierUris(was, identifierUris, keys);
}

async function changeTrusted(
  { registrations, delegatedGrants }: Repositories,
  { objectId, scopes: offered }: ApplicationRow,
  { preAuthorized, scopes = offered }: RegistrationChange,
): Promise<void> {
  if (preAuthorized === undefined) return;
  await registrations.forgetPreAuthorized(objectId);
  for (const { appId, permissionIds } of preAuthorized) {
    const unknown = permissionIds.find((id) => !scopes.some((scope) => scope.id === id));
    if (unknown !== undefined) {
      throw new Failure("identity/scope-unknown", "the registration offers no such permission", {
        facts: { scope: unknown, resource: objectId },
      });
    }
    await delegatedGrants.preAuthorize(objectId, requireGuid(appId), permissionIds);
  }
}

function redirectUrisAfter(
  was: readonly RedirectUri[],
  change: RegistrationChange["redirectUris"] = {},
): readonly RedirectUri[] {
  const platforms = ["web", "spa", "publicClient"] as const;
  return platforms.flatMap((platform) => {
    const uris = change[platform];
    return uris === undefined
      ? was.filter((one) => one.platform === platform)
      : uris.map((uri) => ({ uri, platform }));
  });
}

/** @throws {Failure} `identity/details-too-large`. */
function requireUriCount(uris: readonly string[] = []): void {
  if (uris.length <= limits.identity.identifierUrisPerApplicationMax) return;
  throw new Failure("identity/details-too-large", "too many identifier URIs", {
    facts: { property: "identifierUris" },
  });
}

/** Source: Microsoft Graph, application.displayName. */
function requireName(name: string): void {
  if (name.trim() !== "" && name.length <= limits.identity.displayNameCharactersMax) return;
  throw new Failure("identity/display-name-malformed", "a name has 1 to 256 characters");
}

function requirePermissions(was: ApplicationRow, change: RegistrationChange): void {
  const appRoles = change.appRoles ?? was.appRoles;
  const scopes = change.scopes ?? was.scopes;
  const all = [...appRoles, ...scopes];
  if (all.length > limits.identity.permissionsPerApplicationMax) {
    throw malformedPermission("", "there are too many");
  }
  requireDistinct(appRoles);
  requireDistinct(scopes);
  for (const old of [...was.appRoles, ...was.scopes]) {
    const kept = all.find(({ id }) => id === old.id);
    // Source: the service refuses to remove or rename a permission that is still enabled.
    const isGone = kept === undefined || kept.value !== old.value;
    if (isGone && old.isEnabled !== false) {
      throw new Failure("identity/permission-enabled", "disable it first", {
        facts: { permission: old.value },
      });
    }
  }
}

/** Source: Microsoft Graph, permissionScope.value and appRole.value. */
const VALUE = /^[A-Za-z0-9:!#$%&'()*+,\-./;<=>?@[\]^_`{|}~]{1,250}$/;

function requireDistinct(permissions: readonly Permission[]): void {
  const ids = new Set<string>();
  const values = new Set<string>();
  for (const { id, value } of permissions) {
    requireGuid(id);
    if (!VALUE.test(value) || value.startsWith(".")) {
      throw malformedPermission(value, "its value has characters that are not allowed");
    }
    if (ids.has(id)) throw malformedPermission(value, "its id is there twice");
    if (values.has(value)) throw malformedPermission(value, "its value is there twice");
    ids.add(id);
    values.add(value);
  }
}

function malformedPermission(permission: string, reason: string): Failure {
  return new Failure("identity/permission-malformed", reason, { facts: { permission, reason } });
}
