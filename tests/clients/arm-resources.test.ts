/** Microsoft's own JavaScript libraries make, change, list, poll and delete on Resource Manager. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../support/run-command.ts";
import { type RunningLazurite, startLazurite } from "../support/start-lazurite.ts";

const PROGRAM = join(import.meta.dirname, "programs", "arm-resources.ts");

let server: RunningLazurite;
beforeAll(async () => {
  server = await startLazurite();
});
afterAll(async () => {
  await server?.end();
});

test("groups, resources, workspaces and providers, from the first to the last", async () => {
  const { demo, subscriptionId, tenantId } = server.ready;
  const { clientId, clientSecret } = demo;
  const run = await runCommand(process.execPath, ["--import", "tsx", PROGRAM], {
    env: server.env,
    input: JSON.stringify({ clientId, clientSecret, subscriptionId, tenantId }),
  });
  expect(run).toMatchObject({ status: 0 });
  const group = `/subscriptions/${subscriptionId}/resourceGroups/sdk`;
  const compute = `${group}/providers/Microsoft.Compute/virtualMachines/vm1`;
  const etag = expect.stringMatching(/^"[0-9a-f-]{36}"$/);
  const machine = {
    etag,
    id: compute,
    name: "vm1",
    type: "Microsoft.Compute/virtualMachines",
    location: "westeurope",
    tags: { env: "test" },
    properties: { hardwareProfile: { vmSize: "Standard_B1s" }, provisioningState: "Succeeded" },
  };
  expect(JSON.parse(run.stdout)).toEqual({
    group: {
      id: group,
      name: "sdk",
      type: "Microsoft.Resources/resourceGroups",
      location: "westeurope",
      tags: { team: "a" },
      properties: { provisioningState: "Succeeded" },
    },
    exists: true,
    missing: false,
    updated: { team: "b" },
    tagged: ["sdk"],
    machine,
    there: true,
    patched: { ...machine, properties: { ...machine.properties, licenseType: "None" } },
    account: {
      etag,
      id: `${group}/providers/Microsoft.Storage/storageAccounts/sdkaccount1`,
      name: "sdkaccount1",
      type: "Microsoft.Storage/storageAccounts",
      location: "westeurope",
      tags: {},
      kind: "StorageV2",
      sku: { name: "Standard_LRS" },
      properties: { provisioningState: "Succeeded" },
    },
    pages: ["vm1", "sdkaccount1"],
    created: { state: "Succeeded", isTime: true },
    wrongVersion: "400 NoRegisteredProviderFound",
    exported: "400 NotSupported",
    moved: "400 NotSupported",
    workspace: expect.objectContaining({
      name: "sdk-logs",
      retentionInDays: 60,
      provisioningState: "Succeeded",
    }),
    changed: expect.objectContaining({ retentionInDays: 90, tags: { kept: "yes" } }),
    workspaces: ["sdk-logs"],
    noWorkspace: "404 ResourceNotFound",
    provider: "Registered",
    unregistered: "Unregistered",
    unregisteredPut: "409 MissingSubscriptionRegistration",
    registered: "Registered",
    gone: "404 ResourceNotFound",
    groupGone: false,
  });
});
