import type { Access } from "../access/index.ts";
import type { Arm } from "../arm/index.ts";
import type { Identity } from "../identity/index.ts";
import { contoso, contosoSubscription, contosoWorkspace } from "./contoso.ts";
import { unlessPresent } from "./unless-present.ts";

const OWNER_ROLE = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const OWNER_ASSIGNMENT = "0a551900-0c11-4e47-9a7e-6f1e5a0d9c21";

export interface DemoRooms {
  readonly identity: Identity;
  readonly arm: Arm;
  readonly access: Access;
}

/**
 * Makes the Contoso tenant, its applications and its workspace through the rooms' front doors.
 *
 * A seed that was cut off is taken up by the next one: what is there stays as it is.
 */
export async function seedContoso({ identity, arm, access }: DemoRooms): Promise<void> {
  const { tenantId } = contoso;
  await unlessPresent(
    "identity/tenant-exists",
    identity.createTenant({
      id: tenantId,
      displayName: contoso.tenantName,
      domains: contoso.domains,
    }),
  );
  await seedApplication(identity, contoso.client);
  await seedApplication(identity, contoso.guest);

  await arm.createSubscription({
    id: contoso.subscriptionId,
    displayName: contoso.subscriptionName,
    tenantId,
  });
  await access.assign({
    isImmediate: true,
    tenantId,
    armScope: contosoSubscription,
    assignmentName: OWNER_ASSIGNMENT,
    roleDefinitionId: OWNER_ROLE,
    principalId: contoso.client.principalId,
    principalType: "ServicePrincipal",
    createdBy: contoso.client.principalId,
  });
  await arm.createResourceGroup({
    subscriptionId: contoso.subscriptionId,
    name: contoso.resourceGroup,
    location: contoso.location,
  });
  await arm.putResource({
    resourceId: contosoWorkspace,
    body: {
      location: contoso.location,
      properties: {
        customerId: contoso.workspaceId,
        sku: { name: "PerGB2018" },
        retentionInDays: 30,
      },
    },
  });
}

async function seedApplication(
  identity: Identity,
  application: typeof contoso.client | typeof contoso.guest,
): Promise<void> {
  const { tenantId } = contoso;
  const { objectId: applicationObjectId } = application;
  await unlessPresent(
    "identity/application-exists",
    identity.createApplication({
      tenantId,
      displayName: application.name,
      appId: application.clientId,
      objectId: applicationObjectId,
    }),
  );
  await unlessPresent(
    "identity/service-principal-exists",
    identity.createServicePrincipal({
      tenantId,
      appId: application.clientId,
      objectId: application.principalId,
    }),
  );
  await identity.addPassword({
    tenantId,
    applicationObjectId,
    displayName: "demo",
    secretText: application.secret,
  });
}
