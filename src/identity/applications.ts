import { type Clock, Failure } from "../base/index.ts";
import type { Repositories } from "../storage/index.ts";
import { finalBefore } from "./deleted-objects/final-before.ts";
import type { FirstParty } from "./first-party.ts";
import type { Permission } from "./permission.ts";
import {
  changeRegistration,
  emptyRegistration,
  type Registration,
  type RegistrationDraft,
  settingsOf,
} from "./registration.ts";
import { RESOURCE_NAME_CHARACTERS_MAX, resourceKey } from "./resource-name.ts";
import { type DirectoryDependencies, requireGuid } from "./tenants.ts";

/** Who may sign in with an application. Source: Microsoft Graph, application.signInAudience. */
export type SignInAudience = "AzureADMyOrg" | "AzureADMultipleOrgs";

/** An application registration. */
export interface Application extends Registration {
  readonly objectId: string;
  readonly tenantId: string;
  readonly appId: string;
  readonly displayName: string;
  readonly identifierUris: readonly string[];
  /** Which version of access token it accepts as a resource. */
  readonly requestedAccessTokenVersion: 1 | 2;
  readonly appRoles: readonly Permission[];
  readonly scopes: readonly Permission[];
  readonly signInAudience: SignInAudience;
  readonly isPublicClient: boolean;
}

export interface ApplicationDraft extends RegistrationDraft {
  readonly tenantId: string;
  readonly displayName: string;
  readonly appId?: string;
  readonly objectId?: string;
  readonly identifierUris?: readonly string[];
  /** Default: 1. Source: Microsoft Graph, apiApplication.requestedAccessTokenVersion. */
  readonly requestedAccessTokenVersion?: 1 | 2;
  readonly appRoles?: readonly Permission[];
  readonly scopes?: readonly Permission[];
  readonly signInAudience?: SignInAudience;
  readonly isPublicClient?: boolean;
}

/**
 * Registers an application in its home tenant; its service principal is made separately.
 *
 * @throws {Failure} `identity/guid-malformed`, `identity/tenant-not-found`,
 * `identity/application-exists` (fact: `appId`), `identity/identifier-uri-malformed`,
 * `identity/identifier-uri-taken` (fact: `uri`), and those of `changeRegistration`.
 */
export async function createApplication(
  { directory, clock, ids }: DirectoryDependencies,
  firstParty: FirstParty,
  draft: ApplicationDraft,
): Promise<Application> {
  const registration = changeRegistration(emptyRegistration, draft);
  const application: Application = {
    ...registration,
    objectId: requireGuid(draft.objectId ?? ids.guid()),
    tenantId: requireGuid(draft.tenantId),
    appId: requireGuid(draft.appId ?? ids.guid()),
    displayName: draft.displayName,
    identifierUris: draft.identifierUris ?? [],
    requestedAccessTokenVersion: draft.requestedAccessTokenVersion ?? 1,
    appRoles: draft.appRoles ?? [],
    scopes: draft.scopes ?? [],
    signInAudience: draft.signInAudience ?? "AzureADMyOrg",
    isPublicClient: draft.isPublicClient ?? false,
  };
  const keys = identifierKeys(application.identifierUris);
  await directory.write(async (repositories) => {
    await requireFreeIds(repositories, clock, firstParty, application);
    await requireFreeUris(repositories, firstParty, application, keys);
    const { requestedAccessTokenVersion: tokenVersion, ...rest } = application;
    const settings = settingsOf(registration);
    await repositories.applications.insert(
      { ...rest, tokenVersion, settings, createdAt: clock.now() },
      keys,
    );
  });
  return application;
}

/** What may be changed of a registration; what is left out stays. */
export interface ApplicationChange extends RegistrationDraft {
  readonly tenantId: string;
  readonly applicationObjectId: string;
  readonly isPublicClient?: boolean;
  readonly requestedAccessTokenVersion?: 1 | 2;
}

/**
 * Changes a registration.
 *
 * @throws {Failure} `identity/application-not-found`, and those of `changeRegistration`.
 */
export async function updateApplication(
  { directory }: Pick<DirectoryDependencies, "directory">,
  change: ApplicationChange,
): Promise<void> {
  const { tenantId, applicationObjectId } = change;
  await directory.write(async ({ applications }) => {
    const was = await applications.find(applicationObjectId.toLowerCase());
    if (was === undefined || was.tenantId !== tenantId.toLowerCase()) {
      throw new Failure("identity/application-not-found", "no such application", {
        facts: { applicationObjectId, tenant: tenantId },
      });
    }
    const { redirectUris } = was;
    const registration = changeRegistration({ ...was.settings, redirectUris }, change);
    await applications.update(was.objectId, {
      isPublicClient: change.isPublicClient ?? was.isPublicClient,
      tokenVersion: change.requestedAccessTokenVersion ?? was.tokenVersion,
      redirectUris: registration.redirectUris,
      settings: settingsOf(registration),
    });
  });
}

async function requireFreeIds(
  { tenants, applications, managedIdentities, deletedObjects }: Repositories,
  clock: Clock,
  firstParty: FirstParty,
  { tenantId, appId, objectId }: Application,
): Promise<void> {
  if ((await tenants.find(tenantId)) === undefined) {
    throw new Failure("identity/tenant-not-found", "no such tenant", {
      facts: { tenant: tenantId },
    });
  }
  const isTaken =
    firstParty.app(appId) !== undefined ||
    (await applications.findByAppId(appId)) !== undefined ||
    (await managedIdentities.findBy("appId", appId)) !== undefined ||
    (await applications.find(objectId)) !== undefined ||
    (await deletedObjects.isKept({ appId }, finalBefore(clock))) ||
    (await deletedObjects.isKept({ objectId }, finalBefore(clock)));
  if (isTaken) {
    throw new Failure("identity/application-exists", "the application exists", {
      facts: { appId },
    });
  }
}

/** @throws {Failure} `identity/identifier-uri-taken` (fact: `uri`). */
export async function requireFreeUris(
  { applications }: Repositories,
  firstParty: FirstParty,
  { tenantId, appId, identifierUris }: Pick<Application, "tenantId" | "appId" | "identifierUris">,
  keys: readonly string[],
): Promise<void> {
  for (const [index, key] of keys.entries()) {
    const isTaken =
      keys.indexOf(key) !== index ||
      firstParty.appByKey(key) !== undefined ||
      ![undefined, appId].includes(await applications.findAppIdByUri(tenantId, key));
    if (isTaken) {
      throw new Failure("identity/identifier-uri-taken", "the identifier URI is taken", {
        facts: { uri: identifierUris[index] ?? key },
      });
    }
  }
}

/** Source: RFC 3986 section 2: other characters are encoded. */
const NOT_OF_URIS = /[^\x21-\x7e]/;

/** URIs in the form that they are compared in. @throws {Failure} `identity/identifier-uri-malformed`. */
export function identifierKeys(uris: readonly string[]): readonly string[] {
  for (const uri of uris) {
    if (uri.length >= RESOURCE_NAME_CHARACTERS_MAX || NOT_OF_URIS.test(uri) || !URL.canParse(uri)) {
      throw new Failure("identity/identifier-uri-malformed", "not an absolute URI", {
        facts: { uri },
      });
    }
  }
  return uris.map(resourceKey);
}
