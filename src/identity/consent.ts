import { Failure, limits } from "../base/index.ts";
import type { Directory, Repositories } from "../storage/index.ts";
import type { FirstParty } from "./first-party.ts";
import { Remembered } from "./remembered.ts";
import type { Resource } from "./resource.ts";
import type { DirectoryDependencies } from "./tenants.ts";
import type { Client, TokenDirectory } from "./token-directory.ts";

/** What a client may do for users. */
export interface DelegatedGrant {
  readonly tenantId: string;
  readonly clientAppId: string;
  readonly resourceAppId: string;
  /** Permission values, such as `user_impersonation`. */
  readonly scopes: readonly string[];
  /** Object id of the one user who consented; left out for all users of the tenant. */
  readonly userObjectId?: string;
}

/** A client that an API trusts to act for its users without their consent. */
export interface PreAuthorization {
  readonly tenantId: string;
  readonly resourceAppId: string;
  readonly clientAppId: string;
  readonly scopes: readonly string[];
}

/** Finds the permissions of a resource that a client was granted for a user. */
export type GrantedScopes = (
  client: Client,
  userObjectId: string,
  resource: Resource,
) => Promise<readonly string[]>;

/**
 * Adds permissions to a grant, which is made when there is none.
 *
 * @throws {Failure} `identity/application-not-found`, `identity/resource-not-found`,
 * `identity/scope-unknown` (fact: `scope`), `identity/user-missing`.
 */
export async function grantDelegated(
  deps: DirectoryDependencies,
  tokens: TokenDirectory,
  grant: DelegatedGrant,
): Promise<void> {
  const { tenantId, userObjectId, scopes } = grant;
  const resource = await requireOffer(tokens, grant);
  const principal = (await tokens.findClient(tenantId, grant.clientAppId))?.principal;
  if (principal === undefined) throw clientMissing(grant.clientAppId, tenantId);
  const clientId = principal.objectId;
  const added = { tenantId, clientId, resourceId: resource.objectId, userObjectId, scopes };
  await deps.directory.write((repositories) => addScopes(repositories, deps, added));
}

/**
 * The same within a write, for permissions that the resource is known to offer. Object ids name
 * client and resource; without a user's the grant is everybody's.
 *
 * @throws {Failure} `identity/user-missing`.
 */
export async function addScopes(
  { delegatedGrants, users }: Repositories,
  { clock, ids }: Pick<DirectoryDependencies, "clock" | "ids">,
  added: {
    readonly tenantId: string;
    readonly clientId: string;
    readonly resourceId: string;
    readonly userObjectId: string | undefined;
    readonly scopes: readonly string[];
  },
): Promise<void> {
  const { tenantId, clientId, resourceId, userObjectId: principalId } = added;
  if (principalId !== undefined && (await users.find(tenantId, principalId)) === undefined) {
    throw new Failure("identity/user-missing", "no such user", {
      facts: { tenant: tenantId, objectId: principalId },
    });
  }
  const present = await delegatedGrants.list(clientId, resourceId);
  const same = present.find((grant) => grant.principalId === principalId);
  if (same !== undefined) {
    const scopes = [...new Set([...same.scopes, ...added.scopes])];
    await delegatedGrants.setScopes(same.id, scopes);
    return;
  }
  await delegatedGrants.insert({
    id: ids.guid(),
    tenantId,
    clientId,
    resourceId,
    principalId,
    scopes: added.scopes,
    createdAt: clock.now(),
  });
}

/**
 * Makes an API trust a client with the named permissions, and with no others.
 *
 * @throws {Failure} `identity/application-not-found`, `identity/resource-not-found`,
 * `identity/scope-unknown` (fact: `scope`).
 */
export async function preAuthorize(
  { directory }: DirectoryDependencies,
  tokens: TokenDirectory,
  { tenantId, resourceAppId, clientAppId, scopes }: PreAuthorization,
): Promise<void> {
  const resource = await requireOffer(tokens, { tenantId, resourceAppId, scopes });
  const clientId = clientAppId.toLowerCase();
  if ((await tokens.findClient(tenantId, clientId)) === undefined) {
    throw clientMissing(clientAppId, tenantId);
  }
  const permissionIds = resource.scopes
    .filter(({ value }) => scopes.includes(value))
    .map(({ id }) => id);
  await directory.write(async ({ applications, delegatedGrants }) => {
    const application = await applications.findByAppId(resource.appId);
    if (application?.tenantId !== tenantId) throw resourceMissing(resourceAppId, tenantId);
    await delegatedGrants.preAuthorize(application.objectId, clientId, permissionIds);
  });
}

/** Assumed: an API of Microsoft's whose permissions are not published offers the usual one. */
const SCOPES_WHERE_NONE_ARE_KNOWN = ["user_impersonation"];

/**
 * Consent of the tenant and of the user, and pre-authorisation by the API. Microsoft's own public
 * clients may use everything that Microsoft's own APIs offer. Remembered until the directory changes.
 */
export function grantedScopes(directory: Directory, firstParty: FirstParty): GrantedScopes {
  const remembered = new Remembered<readonly string[]>(
    () => directory.version(),
    limits.identity.rememberedClientsMax,
  );
  return async (client, userObjectId, resource) => {
    const isOwnClient = firstParty.app(client.appId)?.isPublicClient === true;
    if (isOwnClient && firstParty.app(resource.appId) !== undefined) {
      const offered = resource.scopes.map(({ value }) => value);
      return offered.length > 0 ? offered : SCOPES_WHERE_NONE_ARE_KNOWN;
    }
    const clientId = client.principal?.objectId;
    return await remembered.get(
      `${client.appId} ${clientId ?? "-"} ${resource.objectId} ${userObjectId}`,
      () => readGranted(directory, { appId: client.appId, clientId, resource, userObjectId }),
    );
  };
}

async function readGranted(
  directory: Directory,
  party: {
    readonly appId: string;
    /** Object id of the client's service principal. */
    readonly clientId: string | undefined;
    readonly resource: Resource;
    readonly userObjectId: string;
  },
): Promise<readonly string[]> {
  const { delegatedGrants } = directory.read;
  const { appId, clientId, resource, userObjectId } = party;
  const trusted = await delegatedGrants.listPreAuthorized(resource.appId, appId);
  const consented =
    clientId === undefined
      ? []
      : await delegatedGrants.listOfUser(clientId, resource.objectId, userObjectId);
  return resource.scopes
    .filter(({ id, value }) => trusted.includes(id) || consented.includes(value))
    .map(({ value }) => value);
}

async function requireOffer(
  tokens: TokenDirectory,
  asked: Pick<DelegatedGrant, "tenantId" | "resourceAppId" | "scopes">,
): Promise<Resource> {
  const { tenantId, resourceAppId, scopes } = asked;
  const resource = await tokens.findResource(tenantId, resourceAppId);
  if (resource === undefined) throw resourceMissing(resourceAppId, tenantId);
  const unknown = scopes.find((scope) => !resource.scopes.some(({ value }) => value === scope));
  if (unknown !== undefined) {
    throw new Failure("identity/scope-unknown", "the resource offers no such permission", {
      facts: { scope: unknown, resource: resourceAppId },
    });
  }
  return resource;
}

function resourceMissing(resource: string, tenant: string): Failure {
  return new Failure("identity/resource-not-found", "no such resource", {
    facts: { resource, tenant },
  });
}

function clientMissing(appId: string, tenant: string): Failure {
  return new Failure("identity/application-not-found", "no such client in the tenant", {
    facts: { appId, tenant },
  });
}
