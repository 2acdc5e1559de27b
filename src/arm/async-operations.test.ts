import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { limits, systemIds } from "../base/index.ts";
import type { Principal } from "../http/index.ts";
import { type Directory, openDirectory } from "../storage/index.ts";
import { type AsyncOperations, createAsyncOperations } from "./async-operations.ts";

const subscriptionId = "50000000-0000-0000-0000-000000000001";
const place = { subscriptionId, provider: "Microsoft.Compute", location: "westeurope" };
const principal: Principal = {
  kind: "user",
  tenantId: "10000000-0000-0000-0000-000000000001",
  objectId: "a0000000-0000-0000-0000-000000000001",
  appId: "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
  name: "someone@contoso.test",
  audience: "https://management.azure.com/",
  scopes: [],
  roles: [],
  groupIds: [],
};

let folder: string;
let directory: Directory;
let now: number;
let operations: AsyncOperations;

const open = async (): Promise<void> => {
  directory = await openDirectory(join(folder, "directory.db"));
  operations = createAsyncOperations({ directory, clock: { now: () => now }, ids: systemIds });
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "lazurite-operations-"));
  now = 1_000;
  await open();
  await directory.write((stores) =>
    stores.subscriptions.insert({
      key: subscriptionId,
      tenantId: principal.tenantId,
      displayName: "Demo",
      createdAt: 0,
    }),
  );
});
afterEach(async () => {
  await directory.close();
  rmSync(folder, { recursive: true, force: true });
});

const note = () => operations.note({ place, resourceId: "/x", principal, startedAt: now - 500 });

test("an operation is told of after a restart, at its own place only", async () => {
  const { id } = await note();
  await directory.close();
  await open();
  const found = await operations.find({ ...place, provider: "microsoft.compute" }, id);
  expect(found).toMatchObject({ id, startedAt: 500, endedAt: 1_000, resourceId: "/x" });
  for (const other of [
    { ...place, location: "eastus" },
    { ...place, provider: "" },
    { ...place, subscriptionId: "50000000-0000-0000-0000-000000000002" },
  ]) {
    expect(await operations.find(other, id)).toBeUndefined();
  }
});

test("an operation is forgotten when its time is over", async () => {
  const { id } = await note();
  now += limits.arm.operationLifetimeMs - 1;
  expect(await operations.find(place, id)).toBeDefined();
  now += 1;
  expect(await operations.find(place, id)).toBeUndefined();
});

test("a subscription keeps its newest operations, and no more than it may", async () => {
  const max = limits.arm.operationsPerSubscriptionMax;
  const { id: first } = await note();
  now += 1;
  const { id: second } = await note();
  const row = {
    subscriptionKey: subscriptionId,
    tenantId: principal.tenantId,
    principalId: principal.objectId,
    providerKey: "microsoft.compute",
    location: "westeurope",
    resourceId: "/x",
    endedAt: now,
    expiresAt: now + limits.arm.operationLifetimeMs,
  };
  await directory.write(async (stores) => {
    for (let index = 2; index < max; index += 1) {
      await stores.asyncOperations.insert({ ...row, id: `filled-${index}`, startedAt: now }, max);
    }
  });
  expect(await operations.find(place, first)).toBeDefined();
  now += 1;
  await operations.note({ place, resourceId: "/x", principal, startedAt: now });
  const left = [first, second, "filled-2"].map((id) => operations.find(place, id));
  expect((await Promise.all(left)).map((one) => one !== undefined)).toEqual([false, true, true]);
});
