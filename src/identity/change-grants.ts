import { Failure } from "../base/index.ts";
import { servicePrincipalObjects } from "./directory-objects/service-principal-objects.ts";
import type { FirstParty } from "./first-party.ts";
import type { DirectoryDependencies } from "./tenants.ts";

/** Delegated permissions by object ids; for all users of the tenant without a user. */
export interface ScopeGrant {
  readonly tenantId: string;
  /** Object ids of the service principals. */
  readonly clientId: string;
  readonly resourceId: string;
  readonly userId: string | undefined;
  /** Permission values. */
  readonly scopes: readonly string[];
}

/** A grant of either kind by its id. */
export interface GrantName {
  readonly tenantId: string;
  readonly id: string;
}

type Dependencies = DirectoryDependencies & { readonly firstParty: FirstParty };

/**
 * Makes a grant of delegated permissions.
 *
 * @throws {Failure} `identity/service-principal-not-found`, `identity/user-missing`,
 * `identity/grant-scope-unknown` (fact: `scope`), `identity/grant-exists`.
 */
export async function createScopeGrant(deps: Dependencies, grant: ScopeGrant): Promise<string> {
  const { directory, clock, ids } = deps;
  const { tenantId, clientId, resourceId, userId: principalId, scopes } = grant;
  await requirePrincipal(deps, tenantId, clientId);
  await requireOffered(deps, tenantId, resourceId, scopes);
  const id = ids.guid();
  await directory.write(async ({ delegatedGrants, users }) => {
    if (principalId !== undefined && (await users.find(tenantId, principalId)) === undefined) {
      throw new Failure("identity/user-missing", "no such user", {
        facts: { tenant: tenantId, objectId: principalId },
      });
    }
    const present = await delegatedGrants.list(clientId, resourceId);
    if (present.some((one) => one.principalId === principalId)) {
      throw new Failure("identity/grant-exists", "the client has such a grant");
    }
    const createdAt = clock.now();
    await delegatedGrants.insert({
      id,
      tenantId,
      clientId,
      resourceId,
      principalId,
      scopes,
      createdAt,
    });
  });
  return id;
}

/**
 * Makes the permissions of a grant those that are named.
 *
 * @throws {Failure} `identity/grant-not-found`, `identity/grant-scope-unknown` (fact: `scope`).
 */
export async function setGrantedScopes(
  deps: Dependencies,
  { tenantId, id }: GrantName,
  scopes: readonly string[],
): Promise<void> {
  const grant = await deps.directory.read.grants.findDelegated(tenantId, id);
  if (grant === undefined) throw notFound(id);
  await requireOffered(deps, tenantId, grant.resourceId, scopes);
  await deps.directory.write(({ delegatedGrants }) => delegatedGrants.setScopes(id, scopes));
}

/** @throws {Failure} `identity/grant-not-found`. */
export async function removeScopeGrant(
  { directory }: Pick<DirectoryDependencies, "directory">,
  { tenantId, id }: GrantName,
): Promise<void> {
  await directory.write(async ({ grants }) => {
    if ((await grants.findDelegated(tenantId, id)) === undefined) throw notFound(id);
    await grants.removeDelegated(id);
  });
}

/** @throws {Failure} `identity/grant-not-found`. */
export async function removeAppRoleAssignment(
  { directory }: Pick<DirectoryDependencies, "directory">,
  { tenantId, id }: GrantName,
): Promise<void> {
  await directory.write(async ({ grants }) => {
    if ((await grants.findAssignment(tenantId, id)) === undefined) throw notFound(id);
    await grants.removeAssignment(id);
  });
}

async function requireOffered(
  deps: Dependencies,
  tenantId: string,
  resourceId: string,
  scopes: readonly string[],
): Promise<void> {
  const resource = await requirePrincipal(deps, tenantId, resourceId);
  const unknown = scopes.find((scope) => !resource.scopes.some(({ value }) => value === scope));
  if (unknown === undefined) return;
  throw new Failure("identity/grant-scope-unknown", "the resource offers no such permission", {
    facts: { scope: unknown },
  });
}

async function requirePrincipal(
  { directory, firstParty }: Dependencies,
  tenantId: string,
  objectId: string,
) {
  const found = await servicePrincipalObjects(directory, firstParty).find(tenantId, objectId);
  if (found !== undefined) return found;
  throw new Failure("identity/service-principal-not-found", "no such service principal", {
    facts: { tenant: tenantId, objectId },
  });
}

function notFound(id: string): Failure {
  return new Failure("identity/grant-not-found", "no such grant", { facts: { id } });
}
