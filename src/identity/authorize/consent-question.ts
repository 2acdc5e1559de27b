import { Failure } from "../../base/index.ts";
import type { GrantedScopes } from "../consent.ts";
import { firstPartyAppIds } from "../first-party-apps.ts";
import type { Permission } from "../permission.ts";
import type { Resource } from "../resource.ts";
import { decideScopes } from "../sign-in/delegated-scopes.ts";
import { DEFAULT_SCOPE, type ScopeRequest } from "../sign-in/scope-request.ts";
import type { Client, TokenDirectory } from "../token-directory.ts";
import { findResource } from "../tokens/issue-to-application.ts";
import { requireAssignedUser } from "../tokens/require-assignment.ts";

/** What a user is asked to let an application do, by the API that offers it. */
export interface ConsentQuestion {
  readonly offers: readonly ConsentOffer[];
  /** Whether something of it is for administrators to give. */
  readonly needsAdministrator: boolean;
}

export interface ConsentOffer {
  readonly resource: Resource;
  readonly permissions: readonly Permission[];
}

export interface ConsentSubject {
  readonly tenantId: string;
  readonly client: Client;
  readonly userObjectId: string;
  /** His user principal name. */
  readonly userName: string;
  readonly asked: ScopeRequest;
  /** Whether the request wants the user to be asked again. */
  readonly isForced: boolean;
}

export interface ConsentDependencies {
  readonly directory: TokenDirectory;
  readonly grantedScopes: GrantedScopes;
  /** Whether an application is one of Microsoft's own. */
  isFirstParty(appId: string): boolean;
}

/**
 * What has to be asked before an application gets what a request asks for; undefined for nothing.
 *
 * Named permissions are asked for as they are named; `.default` stands for what the registration
 * says it needs, of every API. Microsoft's own applications are never asked about again. An
 * application that is for assigned users alone gets its permissions from administrators.
 *
 * Source: learn.microsoft.com/entra/identity-platform/scopes-oidc, "The .default scope", and
 * learn.microsoft.com/entra/identity/enterprise-apps/assign-user-or-group-access-portal.
 *
 * @throws {Failure} what `findResource` and `decideScopes` throw; `identity/resource-not-required`
 * (facts: `appId`, `appName`, `resource`) and `identity/consent-required` where asking cannot help;
 * `identity/user-not-assigned`.
 */
export async function consentQuestion(
  subject: ConsentSubject,
  deps: ConsentDependencies,
): Promise<ConsentQuestion | undefined> {
  const { tenantId, client, asked } = subject;
  const resource = await findResource(tenantId, asked, deps.directory);
  const user = { tenantId, objectId: subject.userObjectId, userPrincipalName: subject.userName };
  await requireAssignedUser(user, { client, resource }, deps.directory);
  const granted = await grantedTo(subject, resource, deps);
  const isForced = subject.isForced && !deps.isFirstParty(client.appId);
  if (isSatisfied(asked, resource, granted, client) && !isForced) return undefined;
  const wanted = [
    ...(asked.permissions.includes(DEFAULT_SCOPE)
      ? await requiredOffers(subject, resource, deps)
      : [{ resource, permissions: namedPermissions(asked, resource) }]),
    await openIdOffer(subject, deps),
  ];
  const offers: ConsentOffer[] = [];
  for (const offer of mergeByResource(wanted)) {
    const known = isForced ? [] : await grantedTo(subject, offer.resource, deps);
    const permissions = offer.permissions.filter(({ value }) => !known.includes(value));
    if (permissions.length > 0) offers.push({ resource: offer.resource, permissions });
  }
  const isGated = client.principal?.requiresAssignment === true && offers.length > 0;
  const isAdminsOnly = offers.some(({ permissions }) =>
    permissions.some(({ isAdminOnly }) => isAdminOnly === true),
  );
  return { offers, needsAdministrator: isGated || isAdminsOnly };
}

async function grantedTo(
  { client, userObjectId }: ConsentSubject,
  resource: Resource,
  deps: ConsentDependencies,
): Promise<readonly string[]> {
  if (client.principal === undefined) return [];
  return await deps.grantedScopes(client, userObjectId, resource);
}

function isSatisfied(
  asked: ScopeRequest,
  resource: Resource,
  granted: readonly string[],
  client: Client,
): boolean {
  try {
    decideScopes(asked, resource, granted, client);
    return true;
  } catch (error) {
    if (error instanceof Failure && error.code === "identity/consent-missing") return false;
    throw error;
  }
}

/** Those of a resource that a request names. */
export function namedPermissions(asked: ScopeRequest, resource: Resource): readonly Permission[] {
  const names = new Set(asked.permissions.map((name) => name.toLowerCase()));
  return resource.scopes.filter(({ value }) => names.has(value.toLowerCase()));
}

/** What the registration needs of every API; the one that is asked for must be among them. */
async function requiredOffers(
  { tenantId, client }: ConsentSubject,
  resource: Resource,
  deps: ConsentDependencies,
): Promise<readonly ConsentOffer[]> {
  const facts = {
    appId: client.appId,
    appName: client.displayName,
    resource: resource.displayName,
  };
  if (deps.isFirstParty(client.appId)) {
    throw new Failure("identity/consent-required", "no registration says what it needs", { facts });
  }
  const offers: ConsentOffer[] = [];
  for (const { resourceAppId, scopes } of client.requiredResourceAccess) {
    const needed = await deps.directory.findResource(tenantId, resourceAppId);
    const permissions = needed?.scopes.filter(({ id }) => scopes.includes(id)) ?? [];
    if (needed !== undefined && permissions.length > 0) {
      offers.push({ resource: needed, permissions });
    }
  }
  if (!offers.some((offer) => offer.resource.appId === resource.appId)) {
    throw new Failure("identity/resource-not-required", "the registration does not need it", {
      facts,
    });
  }
  return offers;
}

/** OpenID's scopes are permissions of Microsoft Graph. */
export async function openIdOffer(
  { tenantId, asked }: Pick<ConsentSubject, "tenantId" | "asked">,
  { directory }: Pick<ConsentDependencies, "directory">,
): Promise<ConsentOffer> {
  const resource = await findResource(
    tenantId,
    { resource: firstPartyAppIds.microsoftGraph },
    directory,
  );
  return {
    resource,
    permissions: resource.scopes.filter(({ value }) => asked.openid.includes(value)),
  };
}

/** One offer for each resource, each permission once. */
export function mergeByResource(offers: readonly ConsentOffer[]): readonly ConsentOffer[] {
  const byId = new Map<string, ConsentOffer>();
  for (const { resource, permissions } of offers) {
    const before = byId.get(resource.appId)?.permissions ?? [];
    byId.set(resource.appId, {
      resource,
      permissions: [...new Set([...before, ...permissions])],
    });
  }
  return [...byId.values()];
}
