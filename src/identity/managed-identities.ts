import { Failure, limits } from "../base/index.ts";
import type { Directory } from "../storage/index.ts";
import type { FirstParty } from "./first-party.ts";
import { isGuid } from "./guid.ts";
import { type DirectoryDependencies, requireGuid } from "./tenants.ts";

/** A service principal of the kind ManagedIdentity: it has no registration and no credential. */
export interface ManagedIdentity {
  readonly objectId: string;
  readonly tenantId: string;
  readonly appId: string;
  readonly displayName: string;
  readonly isEnabled: boolean;
  /** `system`: a part of the resource; `user`: the resource is the identity itself. */
  readonly assignment: "system" | "user";
  readonly resourceId: string;
}

export interface ManagedIdentityDraft {
  readonly tenantId: string;
  readonly displayName: string;
  readonly assignment: "system" | "user";
  readonly resourceId: string;
  readonly appId?: string;
  readonly objectId?: string;
}

/** Which managed identity is meant; ids are compared without regard to case. */
export interface ManagedIdentitySelector {
  readonly by: "appId" | "objectId" | "resourceId";
  readonly value: string;
}

/**
 * Makes a managed identity with its service principal.
 *
 * @throws {Failure} `identity/guid-malformed`, `identity/resource-id-malformed`,
 * `identity/tenant-not-found`, `identity/managed-identity-exists` (fact: `resourceId`): the
 * resource has one, or an id is taken.
 */
export async function createManagedIdentity(
  { directory, clock, ids }: DirectoryDependencies,
  firstParty: FirstParty,
  draft: ManagedIdentityDraft,
): Promise<ManagedIdentity> {
  const { displayName, assignment } = draft;
  const tenantId = requireGuid(draft.tenantId);
  const appId = requireGuid(draft.appId ?? ids.guid());
  const objectId = requireGuid(draft.objectId ?? ids.guid());
  const resourceId = requireResourceId(draft.resourceId);
  const key = resourceIdKey(resourceId);
  const facts = { resourceId, tenant: tenantId };
  return await directory.write(async (repositories) => {
    const { tenants, applications, servicePrincipals, managedIdentities } = repositories;
    if ((await tenants.find(tenantId)) === undefined) {
      throw new Failure("identity/tenant-not-found", "no such tenant", { facts });
    }
    const isTaken =
      firstParty.app(appId) !== undefined ||
      (await applications.findByAppId(appId)) !== undefined ||
      (await servicePrincipals.find(tenantId, objectId)) !== undefined ||
      (await managedIdentities.findBy("appId", appId)) !== undefined ||
      (await managedIdentities.findBy("resourceKey", key)) !== undefined;
    if (isTaken) {
      throw new Failure("identity/managed-identity-exists", "there is one already", { facts });
    }
    const principal = { objectId, tenantId, appId, displayName, isEnabled: true };
    await servicePrincipals.insert({ ...principal, createdAt: clock.now() });
    await managedIdentities.insert({ objectId, tenantId, appId, assignment, resourceId }, key);
    return { ...principal, assignment, resourceId };
  });
}

/** The managed identity that a selector names, in whichever tenant it is. */
export async function findManagedIdentity(
  directory: Directory,
  { by, value }: ManagedIdentitySelector,
): Promise<ManagedIdentity | undefined> {
  const { managedIdentities } = directory.read;
  if (by === "resourceId")
    return await managedIdentities.findBy("resourceKey", resourceIdKey(value));
  return isGuid(value) ? await managedIdentities.findBy(by, value.toLowerCase()) : undefined;
}

/** A resource, not a group and not a subscription. Source: ARM's form of resource ids. */
const RESOURCE_ID =
  /^\/subscriptions\/[^/\s]+(?:\/resourceGroups\/[^/\s]+)?\/providers\/[^/\s]+(?:\/[^/\s]+\/[^/\s]+)+$/i;

function requireResourceId(text: string): string {
  if (text.length > limits.access.scopeCharactersMax || !RESOURCE_ID.test(text)) {
    throw new Failure("identity/resource-id-malformed", "not the id of a resource");
  }
  return text;
}

/** Only ASCII letters are folded, as in scopes: no foreign letter makes two resources one. */
function resourceIdKey(resourceId: string): string {
  return resourceId.replace(/\/$/, "").replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
