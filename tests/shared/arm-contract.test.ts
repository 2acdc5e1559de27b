/** Answers of Resource Manager are valid by the published OpenAPI documents of its providers. */
import { beforeAll, expect, test } from "vitest";
import { systemIds } from "../../src/base/index.ts";
import { createCompiler } from "../../src/kql/index.ts";
import { monitorResourceTypes } from "../../src/monitor/arm/index.ts";
import { createMonitor } from "../../src/monitor/index.ts";
import { openLogStore } from "../../src/storage/index.ts";
import { type ArmWorld, group, makeArmWorld, subscription } from "../support/arm-fixture.ts";
import { readApiDocument } from "./arm-documents.ts";
import { at, body, type Step, walk } from "./contract-steps.ts";

const RESOURCES = ["resources", "resource-manager", "Microsoft.Resources", "stable"];
const documents = {
  resources: readApiDocument(...RESOURCES, "2024-07-01", "resources.json"),
  subscriptions: readApiDocument(...RESOURCES, "2022-12-01", "subscriptions.json"),
  workspaces: readApiDocument(
    "operationalinsights",
    "resource-manager",
    "Microsoft.OperationalInsights",
    "stable",
    "2023-09-01",
    "Workspaces.json",
  ),
};
type Documents = { readonly [Name in keyof typeof documents]: ReturnType<typeof readApiDocument> };

let world: ArmWorld;
beforeAll(async () => {
  const clock = { now: (): number => Date.UTC(2026, 0, 2) };
  const monitor = createMonitor({
    logs: await openLogStore({ file: ":memory:", memoryBytesMax: 256 * 1_048_576 }),
    compiler: createCompiler(),
    clock,
    resources: { findByAlias: async () => undefined },
  });
  world = await makeArmWorld(monitorResourceTypes(monitor, { clock, ids: systemIds }));
});

const example = (document: keyof Documents, name: string): Record<string, unknown> =>
  (documents[document]?.example(name)["parameters"] ?? {}) as Record<string, unknown>;

const machine = "providers/Microsoft.Compute/virtualMachines/vm1";
const account = "providers/Microsoft.Storage/storageAccounts/contract1";
const workspaces = "providers/Microsoft.OperationalInsights/workspaces";
const logs = `${group}/${workspaces}/contract-logs`;
const vm = "api-version=2024-07-01";

const STEPS: readonly Step<keyof Documents>[] = [
  ["subscriptions", "Subscriptions_List", at("/subscriptions"), 200],
  ["subscriptions", "Subscriptions_Get", at(subscription), 200],
  ["subscriptions", "Subscriptions_Get", at("/subscriptions/none"), 404],
  ["subscriptions", "Subscriptions_ListLocations", at(`${subscription}/locations`), 200],
  ["subscriptions", "Tenants_List", at("/tenants"), 200],
  [
    "subscriptions",
    "checkResourceName",
    at("/providers/Microsoft.Resources/checkResourceName"),
    200,
    body({ name: "isxbox", type: "ResourceProviderTestHost/TestResourceType" }),
  ],
  [
    "subscriptions",
    "Subscriptions_CheckZonePeers",
    at(`${subscription}/providers/Microsoft.Resources/checkZonePeers`),
    400,
    () => documents.subscriptions?.example("PostCheckZonePeers.json")["parameters"],
  ],
  [
    "resources",
    "ResourceGroups_CreateOrUpdate",
    at(`${subscription}/resourcegroups/contract`),
    201,
    () => documents.resources?.example("CreateResourceGroup.json")["parameters"],
  ],
  [
    "resources",
    "ResourceGroups_Update",
    at(`${subscription}/resourcegroups/contract`),
    200,
    body({ tags: { a: "b" } }),
  ],
  ["resources", "ResourceGroups_Get", at(`${subscription}/resourcegroups/contract`), 200],
  ["resources", "ResourceGroups_Get", at(`${subscription}/resourcegroups/none`), 404],
  [
    "resources",
    "ResourceGroups_CheckExistence",
    at(`${subscription}/resourcegroups/contract`),
    204,
  ],
  ["resources", "ResourceGroups_CheckExistence", at(`${subscription}/resourcegroups/no`), 404],
  ["resources", "ResourceGroups_List", at(`${subscription}/resourcegroups`), 200],
  [
    "resources",
    "ResourceGroups_ExportTemplate",
    at(`${subscription}/resourcegroups/contract/exportTemplate`),
    400,
    () => documents.resources?.example("ExportResourceGroup.json")["parameters"],
  ],
  ["resources", "ResourceGroups_Delete", at(`${subscription}/resourcegroups/contract`), 202],
  ["resources", "ResourceGroups_Delete", at(`${subscription}/resourcegroups/contract`), 404],
  [
    "resources",
    "Resources_CreateOrUpdate",
    at(`${group}/${machine}`),
    201,
    body({
      location: "westeurope",
      tags: { a: "b" },
      plan: { name: "p", publisher: "q", product: "r" },
      zones: ["1"],
      properties: {},
    }),
    vm,
  ],
  [
    "resources",
    "Resources_CreateOrUpdateById",
    at(`${group}/${account}`),
    200,
    body({ location: "westeurope", kind: "StorageV2", sku: { name: "Standard_LRS" } }),
    "api-version=2023-05-01",
  ],
  ["resources", "Resources_Update", at(`${group}/${machine}`), 200, body({ properties: {} }), vm],
  ["resources", "Resources_UpdateById", at(`${group}/${machine}`), 200, body({ tags: {} }), vm],
  ["resources", "Resources_Get", at(`${group}/${machine}`), 200, undefined, vm],
  ["resources", "Resources_GetById", at(`${group}/${machine}2`), 404, undefined, vm],
  ["resources", "Resources_CheckExistence", at(`${group}/${machine}`), 204, undefined, vm],
  ["resources", "Resources_CheckExistenceById", at(`${group}/${machine}2`), 404, undefined, vm],
  [
    "resources",
    "Resources_List",
    at(`${subscription}/resources?$expand=createdTime,changedTime,provisioningState&`),
    200,
  ],
  ["resources", "Resources_ListByResourceGroup", at(`${group}/resources`), 200],
  [
    "resources",
    "Resources_MoveResources",
    at(`${group}/moveResources`),
    400,
    body({ resources: [], targetResourceGroup: group }),
  ],
  [
    "resources",
    "Resources_ValidateMoveResources",
    at(`${group}/validateMoveResources`),
    400,
    body({ resources: [], targetResourceGroup: group }),
  ],
  ["resources", "Resources_Delete", at(`${group}/${machine}`), 202, undefined, vm],
  ["resources", "Resources_DeleteById", at(`${group}/${machine}`), 204, undefined, vm],
  ["resources", "Providers_List", at(`${subscription}/providers`), 200],
  ["resources", "Providers_ListAtTenantScope", at("/providers"), 200],
  ["resources", "Providers_Get", at(`${subscription}/providers/Microsoft.Storage`), 200],
  ["resources", "Providers_GetAtTenantScope", at("/providers/Microsoft.Storage"), 200],
  [
    "resources",
    "ProviderResourceTypes_List",
    at(`${subscription}/providers/Microsoft.Storage/resourceTypes`),
    200,
  ],
  [
    "resources",
    "Providers_Unregister",
    at(`${subscription}/providers/Microsoft.Sql/unregister`),
    200,
  ],
  ["resources", "Providers_Register", at(`${subscription}/providers/Microsoft.Sql/register`), 200],
  [
    "resources",
    "Deployments_CreateOrUpdate",
    at(`${group}/providers/Microsoft.Resources/deployments/d`),
    400,
    () => documents.resources?.example("PutDeploymentResourceGroup.json")["parameters"],
  ],
  [
    "workspaces",
    "Workspaces_CreateOrUpdate",
    at(logs),
    201,
    () => example("workspaces", "WorkspacesCreate.json"),
  ],
  ["workspaces", "Workspaces_Get", at(logs), 200],
  ["workspaces", "Workspaces_List", at(`${subscription}/${workspaces}`), 200],
  ["workspaces", "Workspaces_ListByResourceGroup", at(`${group}/${workspaces}`), 200],
  [
    "workspaces",
    "Workspaces_Update",
    at(logs),
    200,
    () => example("workspaces", "WorkspacesUpdate.json"),
  ],
  ["workspaces", "Workspaces_Delete", at(`${logs}?force=true&`), 200],
];

const isAbsent = Object.values(documents).includes(undefined);

test.skipIf(isAbsent)("every kind of answer is valid by the published documents", async () => {
  const { checked, wrong } = await walk(world, documents, STEPS);
  expect(wrong).toEqual([]);
  expect(checked.size).toBe(41);
});
