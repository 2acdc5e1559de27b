/**
 * What a user writes with the libraries for Resource Manager and for workspaces: groups, resources,
 * providers. Standard input: the demo's ids; standard output: one line of JSON, a value for each step.
 */
import { text } from "node:stream/consumers";
import { OperationalInsightsManagementClient } from "@azure/arm-operationalinsights";
import { type GenericResource, ResourceManagementClient } from "@azure/arm-resources";
import { ClientSecretCredential } from "@azure/identity";

export interface ArmResourcesInput {
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const input = JSON.parse(await text(process.stdin)) as ArmResourcesInput;
const { clientId, clientSecret, subscriptionId, tenantId } = input;
const credential = new ClientSecretCredential(tenantId, clientId, clientSecret);
const { providers, resourceGroups, resources } = new ResourceManagementClient(
  credential,
  subscriptionId,
);
const { workspaces } = new OperationalInsightsManagementClient(credential, subscriptionId);

const steps: Record<string, unknown> = {};

const refusal = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "nothing",
    ({ code, statusCode }) => `${statusCode} ${code}`,
  );

async function names(list: AsyncIterable<{ readonly name?: string }>): Promise<unknown> {
  const found: unknown[] = [];
  for await (const { name } of list) found.push(name);
  return found;
}

const location = "westeurope";
const machineId =
  `/subscriptions/${subscriptionId}/resourceGroups/sdk/providers/` +
  "Microsoft.Compute/virtualMachines/vm1";
const MACHINES = "2024-07-01";
const machine: GenericResource = {
  location,
  tags: { env: "test" },
  properties: { hardwareProfile: { vmSize: "Standard_B1s" } },
};

steps["group"] = await resourceGroups.createOrUpdate("sdk", { location, tags: { team: "a" } });
steps["exists"] = (await resourceGroups.checkExistence("sdk")).body;
steps["missing"] = (await resourceGroups.checkExistence("none")).body;
steps["updated"] = (await resourceGroups.update("sdk", { tags: { team: "b" } })).tags;
steps["tagged"] = await names(resourceGroups.list({ filter: "tagName eq 'team'" }));

steps["machine"] = await resources.beginCreateOrUpdateByIdAndWait(machineId, MACHINES, machine);
steps["there"] = (await resources.checkExistenceById(machineId, MACHINES)).body;
steps["patched"] = await resources.beginUpdateByIdAndWait(machineId, MACHINES, {
  properties: { licenseType: "None" },
});
steps["account"] = await resources.beginCreateOrUpdateAndWait(
  "sdk",
  "Microsoft.Storage",
  "",
  "storageAccounts",
  "sdkaccount1",
  "2023-05-01",
  { location, kind: "StorageV2", sku: { name: "Standard_LRS" }, properties: {} },
);
steps["pages"] = await names(resources.listByResourceGroup("sdk", { top: 1 }));
steps["created"] = await (async () => {
  const expand = "createdTime,provisioningState";
  const filter = "resourceType eq 'Microsoft.Compute/virtualMachines'";
  for await (const one of resources.list({ expand, filter })) {
    return { state: one.provisioningState, isTime: one.createdTime instanceof Date };
  }
  return undefined;
})();
steps["wrongVersion"] = await refusal(resources.getById(machineId, "2001-01-01"));
steps["exported"] = await refusal(
  resourceGroups.beginExportTemplateAndWait("sdk", { resources: ["*"] }),
);
steps["moved"] = await refusal(
  resources.beginMoveResourcesAndWait("sdk", { resources: [machineId], targetResourceGroup: "x" }),
);

steps["workspace"] = await workspaces.beginCreateOrUpdateAndWait("sdk", "sdk-logs", {
  location,
  retentionInDays: 60,
});
steps["changed"] = await workspaces.update("sdk", "sdk-logs", {
  retentionInDays: 90,
  tags: { kept: "yes" },
});
steps["workspaces"] = await names(workspaces.listByResourceGroup("sdk"));
await workspaces.beginDeleteAndWait("sdk", "sdk-logs", { force: true });
steps["noWorkspace"] = await refusal(workspaces.get("sdk", "sdk-logs"));

steps["provider"] = (await providers.get("Microsoft.Storage")).registrationState;
steps["unregistered"] = (await providers.unregister("Microsoft.Sql")).registrationState;
steps["unregisteredPut"] = await refusal(
  resources.beginCreateOrUpdateAndWait(
    "sdk",
    "Microsoft.Sql",
    "",
    "servers",
    "sdk-sql",
    "2021-11-01",
    { location },
  ),
);
steps["registered"] = (await providers.register("Microsoft.Sql")).registrationState;

await resources.beginDeleteByIdAndWait(machineId, MACHINES);
steps["gone"] = await refusal(resources.getById(machineId, MACHINES));
await resourceGroups.beginDeleteAndWait("sdk");
steps["groupGone"] = (await resourceGroups.checkExistence("sdk")).body;
process.stdout.write(`${JSON.stringify(steps)}\n`);
