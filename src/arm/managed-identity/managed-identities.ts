import type { Ids } from "../../base/index.ts";
import type { Arm } from "../arm.ts";
import type { KeptResource } from "../entities.ts";
import { parseResourceId } from "../resource-id.ts";
import type { ResourceIdentities } from "../resource-identities.ts";
import type { ResourceType } from "../resource-type.ts";
import { listAssociatedResources } from "./associated-resources.ts";
import {
  createFederatedType,
  FEDERATED_CREDENTIALS,
  type FederatedTrust,
} from "./federated-credentials.ts";
import type { ManagedPrincipals } from "./managed-principals.ts";
import { createResourceIdentities } from "./settle-identity.ts";
import { createUserAssignedType } from "./user-assigned-identities.ts";

export interface ManagedIdentityDependencies {
  readonly principals: ManagedPrincipals;
  readonly ids: Pick<Ids, "guid">;
  /** Whether the keys of an issuer can be fetched: by https, or by http at a loopback address. */
  readonly isFetchable: (issuer: string) => boolean;
  /** Resource Manager, which takes the types and is asked only later. */
  readonly arm: () => Pick<Arm, "findSubscription" | "listSubscriptions" | "listResources">;
}

/** Managed identities as Resource Manager shows them. */
export interface ManagedIdentities {
  readonly types: readonly ResourceType[];
  readonly identities: ResourceIdentities;
  /** Whose tokens stand for a user-assigned identity. */
  trustOf(identityId: string): Promise<readonly FederatedTrust[]>;
}

/** Makes the types of `Microsoft.ManagedIdentity`, and what gives other resources identities. */
export function createManagedIdentities(deps: ManagedIdentityDependencies): ManagedIdentities {
  const { arm, ids, isFetchable, principals } = deps;
  const credentialsOf = async (scope: string): Promise<readonly KeptResource[]> =>
    (await arm().listResources({ scope, type: FEDERATED_CREDENTIALS })).items;
  const tenantOf = async (resourceId: string): Promise<string> => {
    const { subscriptionId = "" } = parseResourceId(resourceId) ?? {};
    return (await arm().findSubscription(subscriptionId))?.tenantId ?? "";
  };
  const actions = [listAssociatedResources(arm)];
  return {
    types: [
      createUserAssignedType({ principals, ids, tenantOf, actions }),
      createFederatedType({ isFetchable, siblings: credentialsOf }),
    ],
    identities: createResourceIdentities(principals),
    async trustOf(identityId) {
      const credentials = await credentialsOf(identityId);
      return credentials.map(({ properties }) => properties as unknown as FederatedTrust);
    },
  };
}
