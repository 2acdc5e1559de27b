import { contoso, contosoGroup, contosoMachine } from "./contoso.ts";
import type { DemoRooms } from "./seed-contoso.ts";
import { unlessPresent } from "./unless-present.ts";

const READER_ROLE = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const READER_ASSIGNMENT = "0a551900-3ac1-4e47-9a7e-7b2f4d6c8e10";

/**
 * Gives the demo's machine its system-assigned identity, which may read the demo's resource group.
 *
 * A seed that was cut off is taken up by the next one: what is there stays as it is.
 */
export async function seedDemoMachine({
  identity,
  access,
}: Pick<DemoRooms, "identity" | "access">): Promise<void> {
  const { tenantId, machine } = contoso;
  await unlessPresent(
    "identity/managed-identity-exists",
    identity.createManagedIdentity({
      tenantId,
      displayName: machine.name,
      assignment: "system",
      resourceId: contosoMachine,
      appId: machine.clientId,
      objectId: machine.principalId,
    }),
  );
  await access.assign({
    isImmediate: true,
    tenantId,
    armScope: contosoGroup,
    assignmentName: READER_ASSIGNMENT,
    roleDefinitionId: READER_ROLE,
    principalId: machine.principalId,
    principalType: "ServicePrincipal",
    createdBy: contoso.client.principalId,
  });
}

/** Shows the machine in Resource Manager, where other identities are attached to it. */
export async function seedMachineResource({ arm }: Pick<DemoRooms, "arm">): Promise<void> {
  if ((await arm.findResource(contosoMachine)) !== undefined) return;
  await arm.putResource({
    resourceId: contosoMachine,
    body: { location: contoso.location, properties: {}, identity: { type: "SystemAssigned" } },
  });
}
