import type { Access } from "../access/index.ts";
import type { ManagedPrincipal, ManagedPrincipals } from "../arm/index.ts";
import { Failure } from "../base/index.ts";
import type { Identity, ManagedIdentity } from "../identity/index.ts";

/** The directory's managed identities, as Resource Manager makes and removes them. */
export function managedPrincipals(rooms: {
  readonly identity: () => Identity;
  readonly access: () => Access;
}): ManagedPrincipals {
  const { access, identity } = rooms;
  const find = (resourceId: string): Promise<ManagedIdentity | undefined> =>
    identity().findManagedIdentity({ by: "resourceId", value: resourceId });
  return {
    async find(resourceId) {
      const found = await find(resourceId);
      return found === undefined ? undefined : principalOf(found);
    },
    async create({ clientId, principalId, ...draft }) {
      const chosen = {
        ...draft,
        ...(clientId === undefined ? {} : { appId: clientId }),
        ...(principalId === undefined ? {} : { objectId: principalId }),
      };
      try {
        return principalOf(await identity().createManagedIdentity(chosen));
      } catch (error) {
        // Two requests for one resource at the same time both find none at first.
        const found = isExists(error) ? await find(draft.resourceId) : undefined;
        if (found === undefined) throw error;
        return principalOf(found);
      }
    },
    async remove(resourceId) {
      const found = await find(resourceId);
      if (found === undefined) return;
      await access().forgetPrincipal(found.objectId);
      await identity().deleteServicePrincipal(found);
    },
  };
}

function isExists(error: unknown): boolean {
  return error instanceof Failure && error.code === "identity/managed-identity-exists";
}

function principalOf(identity: ManagedIdentity): ManagedPrincipal {
  const { objectId: principalId, appId: clientId, tenantId, assignment, resourceId } = identity;
  return { principalId, clientId, tenantId, assignment, resourceId };
}
