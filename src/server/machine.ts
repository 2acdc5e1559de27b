import { foldCase } from "../access/index.ts";
import type { Arm } from "../arm/index.ts";
import { contoso, contosoMachine } from "../demo/index.ts";
import type { Machine } from "../identity/http/index.ts";
import type { ManagedIdentity } from "../identity/index.ts";
import type { ServerConfig } from "./options.ts";

/**
 * What the metadata service speaks for: in the demo a machine with an identity of its own, and with
 * those that Resource Manager attaches to it. Any process of the machine may ask, so elsewhere
 * nothing is attached.
 */
export function machineOf(
  { hasDemo }: Pick<ServerConfig, "hasDemo">,
  arm: Pick<Arm, "findResource">,
): Machine {
  return {
    resourceId: hasDemo ? contosoMachine : undefined,
    identityHeader: hasDemo ? contoso.identityHeader : undefined,
    attaches: async (identity) => hasDemo && (await isAttached(identity, arm)),
  };
}

async function isAttached(
  { assignment, objectId, resourceId }: ManagedIdentity,
  arm: Pick<Arm, "findResource">,
): Promise<boolean> {
  const key = foldCase(resourceId);
  if (assignment === "system") return key === foldCase(contosoMachine);
  const identity = (await arm.findResource(contosoMachine))?.envelope["identity"];
  const { userAssignedIdentities = {} } = (identity ?? {}) as {
    userAssignedIdentities?: Readonly<Record<string, { readonly principalId?: unknown }>>;
  };
  // One that was made later under the name of one that is gone was never attached.
  return Object.entries(userAssignedIdentities).some(
    ([id, { principalId }]) => foldCase(id) === key && principalId === objectId,
  );
}
