import type { Access } from "../access/index.ts";
import type { ManagedPrincipal, ManagedPrincipals } from "../arm/index.ts";
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
      const made = await identity().createManagedIdentity({
        ...draft,
        ...(clientId === undefined ? {} : { appId: clientId }),
        ...(principalId === undefined ? {} : { objectId: principalId }),
      });
      return principalOf(made);
    },
    async remove(resourceId) {
      const found = await find(resourceId);
      if (found === undefined) return;
      await access().forgetPrincipal(found.objectId);
      await identity().deleteServicePrincipal(found);
    },
  };
}

function principalOf(identity: ManagedIdentity): ManagedPrincipal {
  const { objectId: principalId, appId: clientId, tenantId, assignment, resourceId } = identity;
  return { principalId, clientId, tenantId, assignment, resourceId };
}
