/** Microsoft's own libraries for locks and for managed identities. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../../support/run-command.ts";
import { type RunningLazurite, startLazurite } from "../../support/start-lazurite.ts";

let server: RunningLazurite;

beforeAll(async () => {
  server = await startLazurite();
});

afterAll(async () => {
  await server?.end();
});

/** What a program tells that signs in as the demo's client. */
async function run(program: string): Promise<unknown> {
  const { tenantId, subscriptionId, demo } = server.ready;
  const { clientId, clientSecret } = demo;
  const path = join(import.meta.dirname, "..", "programs", program);
  const { status, stdout, stderr } = await runCommand(process.execPath, ["--import", "tsx", path], {
    env: server.env,
    input: JSON.stringify({ tenantId, subscriptionId, clientId, clientSecret }),
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

test("a lock is made, stands against a change, is read, listed and removed", async () => {
  const { subscriptionId, demo } = server.ready;
  const systemData = {
    createdBy: demo.clientId,
    createdByType: "Application",
    createdAt: expect.any(String),
    lastModifiedBy: demo.clientId,
    lastModifiedByType: "Application",
    lastModifiedAt: expect.any(String),
  };
  const group = `/subscriptions/${subscriptionId}/resourceGroups/kept`;
  const lock = {
    id: `${group}/providers/Microsoft.Authorization/locks/keep`,
    name: "keep",
    type: "Microsoft.Authorization/locks",
    level: "ReadOnly",
    notes: "why",
    systemData,
  };
  expect(await run("arm-locks.ts")).toEqual({
    made: lock,
    refused: "409 ScopeLocked",
    read: lock,
    listed: ["keep"],
    after: "404 LockNotFound",
  });
});

test("an identity is made, changed, trusts an issuer, is listed and removed", async () => {
  const { subscriptionId, tenantId } = server.ready;
  const type = "Microsoft.ManagedIdentity/userAssignedIdentities";
  const identity = {
    id: `/subscriptions/${subscriptionId}/resourceGroups/demo/providers/${type}/robot`,
    name: "robot",
    type,
    location: "westeurope",
    tenantId,
    principalId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    clientId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  };
  expect(await run("arm-msi.ts")).toMatchObject({
    made: { ...identity, tags: { a: "b" } },
    changed: { ...identity, tags: { c: "d" } },
    read: { ...identity, tags: { c: "d" } },
    listed: ["robot", "robot"],
    trust: {
      id: `${identity.id}/federatedIdentityCredentials/build`,
      issuer: "https://issuer.contoso.test/",
      subject: "repo:one",
      audiences: ["api://AzureADTokenExchange"],
    },
    trusted: ["build"],
    after: "404 ResourceNotFound",
  });
});
