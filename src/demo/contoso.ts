/**
 * The Contoso demo's fixed names, ids and credentials.
 *
 * They are public by design, so they exist only in demo mode: a store that was seeded with them is
 * never served as anything but the demo (see server/data-folder.ts).
 */
export const contoso = {
  tenantId: "c0a70500-c0de-4a2e-9d1f-0c0ffee01a2b",
  tenantName: "Contoso",
  domains: ["contoso.onmicrosoft.com", "contoso.com"],

  /** Subscription, resource group and workspace are the ones of the documented query example. */
  subscriptionId: "6c3ac85e-59d5-4e5d-90eb-27979f57cb16",
  subscriptionName: "Contoso demo",
  resourceGroup: "demo",
  location: "westeurope",
  workspaceName: "demo-ws",
  workspaceId: "5f6a1c7e-2b3d-4e4f-8a90-b1c2d3e4f506",
  /** The workspace's public alias and the key that opens it. */
  workspaceAlias: "DEMO_WORKSPACE",
  workspaceKey: "DEMO_KEY",

  /** Owner of the subscription and Global Administrator: scripts build everything else with it. */
  client: {
    name: "demo-client",
    clientId: "0c11e47a-de30-4c1a-9b57-6f1e5a0d9c21",
    objectId: "0c11e47a-0b1e-4c70-8a10-6f1e5a0d9c21",
    principalId: "0c11e47a-5b1d-4c70-9a20-6f1e5a0d9c21",
    secret: "demo~client.secret_for-the-contoso-demo.0",
  },
  /** Holds no role anywhere: shows what a refusal looks like, and what an assignment changes. */
  guest: {
    name: "demo-guest",
    clientId: "9e57a9b0-de30-4c1a-8b57-3d2c1b0a9f8e",
    objectId: "9e57a9b0-0b1e-4c70-8a10-3d2c1b0a9f8e",
    principalId: "9e57a9b0-5b1d-4c70-9a20-3d2c1b0a9f8e",
    secret: "demo~guest.secret_for-the-contoso-demo.00",
  },
  /** A page of scripts and a program on a desk: they have no secret, and users consent to them. */
  singlePage: {
    name: "demo-spa",
    clientId: "59a0be5e-de30-4c1a-8b57-2c4e6a8091b3",
    objectId: "59a0be5e-0b1e-4c70-8a10-2c4e6a8091b3",
    principalId: "59a0be5e-5b1d-4c70-9a20-2c4e6a8091b3",
  },
  desktop: {
    name: "demo-desktop",
    clientId: "de5c7090-de30-4c1a-8b57-4b6d8fa1c3e5",
    objectId: "de5c7090-0b1e-4c70-8a10-4b6d8fa1c3e5",
    principalId: "de5c7090-5b1d-4c70-9a20-4b6d8fa1c3e5",
  },
  /** An API of the tenant's own, which trusts the Azure CLI to call it for its users. */
  managementApi: {
    name: "management-api",
    clientId: "3a4a6e3e-de30-4c1a-8b57-a91c0de5a1f7",
    objectId: "3a4a6e3e-0b1e-4c70-8a10-a91c0de5a1f7",
    principalId: "3a4a6e3e-5b1d-4c70-9a20-a91c0de5a1f7",
    scope: "user_impersonation",
    scopeId: "3a4a6e3e-5c0e-4c70-9a20-a91c0de5a1f7",
  },
  /** Its system-assigned identity may read the resource group; programs ask for its tokens. */
  machine: {
    name: "demo-machine",
    clientId: "7b2f4d6c-de30-4c1a-8b57-8e1093a5c7d9",
    principalId: "7b2f4d6c-5b1d-4c70-9a20-8e1093a5c7d9",
  },
  /** People: an owner of the subscription, one who may read it, one who looks after monitoring. */
  administrator: {
    name: "admin@contoso.onmicrosoft.com",
    displayName: "Contoso Administrator",
    givenName: "Alex",
    familyName: "Admin",
    objectId: "adadad00-0b1e-4c70-8a10-0c0ffee01a2b",
    password: "Contoso-demo-1!",
  },
  reader: {
    name: "reader@contoso.onmicrosoft.com",
    displayName: "Contoso Reader",
    givenName: "Robin",
    familyName: "Reader",
    objectId: "4eade400-0b1e-4c70-8a10-0c0ffee01a2b",
    password: "Contoso-demo-2!",
  },
  operator: {
    name: "operator@contoso.onmicrosoft.com",
    displayName: "Contoso Operator",
    givenName: "Olive",
    familyName: "Operator",
    objectId: "09e4a704-0b1e-4c70-8a10-0c0ffee01a2b",
    password: "Contoso-demo-3!",
  },
  /** A name that is reserved for a service that is still refused. */
  iotCentralApp: "contoso",
  /** Proves a program to the App Service form of managed identity. */
  identityHeader: "contoso-demo-identity-header",
} as const;

/** Resource id of the demo subscription. */
export const contosoSubscription: string = `/subscriptions/${contoso.subscriptionId}`;

/** Resource id of the demo's resource group. */
export const contosoGroup: string = `${contosoSubscription}/resourceGroups/${contoso.resourceGroup}`;

/** Resource id of the machine that the demo's programs run on; kept in Resource Manager. */
export const contosoMachine: string = `${contosoGroup}/providers/Microsoft.Compute/virtualMachines/${contoso.machine.name}`;

/** Resource id of the demo workspace. */
export const contosoWorkspace: string = `${contosoGroup}/providers/Microsoft.OperationalInsights/workspaces/${contoso.workspaceName}`;
