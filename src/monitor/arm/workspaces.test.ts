import { expect, test } from "vitest";
import type { PrepareCall, Resource } from "../../arm/index.ts";
import { createWorkspaceType } from "./workspaces.ts";

const ID = "5f6a1c7e-2b3d-4e4f-8a90-b1c2d3e4f506";
const CHOSEN = "11111111-2b3d-4e4f-8a90-b1c2d3e4f506";

const dropped: string[] = [];
const workspaces = createWorkspaceType(
  {
    runQuery: () => Promise.reject(new Error("not asked")),
    dropWorkspace: async (id) => void dropped.push(id),
  },
  { clock: { now: () => Date.UTC(2026, 0, 2, 3, 4, 5) }, ids: { guid: () => ID } },
);

const call: PrepareCall = {
  resourceId: "/subscriptions/s/resourceGroups/g/providers/p/workspaces/demo-ws",
  name: "demo-ws",
  current: undefined,
  principal: {
    kind: "user",
    tenantId: "t",
    objectId: "o",
    appId: "a",
    name: "n",
    audience: "x",
    scopes: [],
    roles: [],
    groupIds: [],
  },
};

const prepare = (body: unknown, change: Partial<PrepareCall> = {}) =>
  workspaces.prepare(body, { ...call, ...change });

const plain = {
  customerId: ID,
  provisioningState: "Succeeded",
  sku: { name: "PerGB2018" },
  retentionInDays: 30,
  features: { enableLogAccessUsingOnlyResourcePermissions: true, disableLocalAuth: false },
  workspaceCapping: { dailyQuotaGb: -1, dataIngestionStatus: "RespectQuota" },
  publicNetworkAccessForIngestion: "Enabled",
  publicNetworkAccessForQuery: "Enabled",
  createdDate: "2026-01-02T03:04:05.000Z",
  modifiedDate: "2026-01-02T03:04:05.000Z",
};

test("a workspace with nothing but a location has the vendor's defaults", async () => {
  expect(await prepare({ location: "westeurope" })).toEqual({
    location: "westeurope",
    tags: {},
    alias: ID,
    properties: plain,
  });
});

test("what az sends is kept", async () => {
  const draft = await prepare({
    location: "westeurope",
    tags: { a: "b" },
    properties: { retentionInDays: 90, sku: { name: "pergb2018" }, workspaceCapping: null },
  });
  expect(draft.tags).toEqual({ a: "b" });
  expect(draft.properties).toEqual({ ...plain, retentionInDays: 90 });
});

test("a workspace keeps its customerId and birth, whatever the body says", async () => {
  const current = {
    alias: CHOSEN,
    properties: { createdDate: "2020-01-01T00:00:00.000Z" },
  } as unknown as Resource;
  const body = { location: "westeurope", properties: { ...plain, customerId: ID } };
  expect((await prepare(body, { current })).properties).toEqual({
    ...plain,
    customerId: CHOSEN,
    createdDate: "2020-01-01T00:00:00.000Z",
  });
});

test("only the product itself chooses a customerId", async () => {
  const body = { location: "westeurope", properties: { customerId: CHOSEN } };
  expect((await prepare(body)).alias).toBe(ID);
  expect((await prepare(body, { principal: undefined })).alias).toBe(CHOSEN);
});

test.each([
  ["a", {}],
  ["abc", {}],
  ["-abc", {}],
  ["abc-", {}],
  ["a_bc", {}],
  ["a".repeat(64), {}],
])("the name %s is refused", async (name) => {
  await expect(prepare({ location: "westeurope" }, { name })).rejects.toMatchObject({
    code: "arm/invalid-resource",
  });
});

test.each([
  [undefined, "InvalidParameter"],
  [{}, "LocationRequired"],
  [{ location: "w", zones: [] }, "InvalidParameter"],
  [{ location: "w", identity: { type: "SystemAssigned, UserAssigned" } }, "InvalidParameter"],
  [{ location: "w", tags: { a: 1 } }, "InvalidParameter"],
  [{ location: "w", properties: { colour: "red" } }, "InvalidParameter"],
  [{ location: "w", properties: { sku: { name: "Gold" } } }, "InvalidParameter"],
  [{ location: "w", properties: { sku: { name: ["PerGB2018"] } } }, "InvalidParameter"],
  [{ location: "w", identity: { type: { toString: 1, valueOf: 1 } } }, "InvalidParameter"],
  [
    { location: "w", properties: { publicNetworkAccessForQuery: { toString: 1 } } },
    "InvalidParameter",
  ],
  [{ location: "w", properties: { sku: { name: "CapacityReservation" } } }, "InvalidParameter"],
  [{ location: "w", properties: { retentionInDays: 29 } }, "InvalidParameter"],
  [{ location: "w", properties: { retentionInDays: 731 } }, "InvalidParameter"],
  [{ location: "w", properties: { retentionInDays: "30" } }, "InvalidParameter"],
  [
    { location: "w", properties: { sku: { name: "Free" }, retentionInDays: 30 } },
    "InvalidParameter",
  ],
  [{ location: "w", properties: { workspaceCapping: { dailyQuotaGb: 0 } } }, "InvalidParameter"],
  [{ location: "w", properties: { publicNetworkAccessForQuery: "Some" } }, "InvalidParameter"],
  [{ location: "w", properties: { features: { enableDataExport: true } } }, "NotSupported"],
  [{ location: "w", properties: { forceCmkForQuery: true } }, "NotSupported"],
])("the body %j is refused as %s", async (body, code) => {
  await expect(prepare(body)).rejects.toMatchObject({
    code: "arm/invalid-resource",
    facts: { code },
  });
});

test("deleting a workspace drops its rows", async () => {
  await workspaces.deleted?.({ alias: ID } as unknown as Resource);
  expect(dropped).toEqual([ID]);
});
