/** A role opens a door and its removal closes it, seen by the principal that has it or not. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, type Caller, callerOf } from "../support/call.ts";
import { type RunningLazurite, startLazurite } from "../support/start-lazurite.ts";
import { bearer, guestOf, tokenFor } from "../support/tokens.ts";

const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const ARM = "https://management.azure.com";
const LOGS = "https://api.loganalytics.io";

let server: RunningLazurite;
let caller: Caller;
let guestLogs: string;
let guestArm: string;
let ownerArm: string;

beforeAll(async () => {
  server = await startLazurite();
  caller = callerOf(server);
  guestLogs = await tokenFor(caller, server.ready, LOGS, guestOf(server.ready));
  guestArm = await tokenFor(caller, server.ready, ARM, guestOf(server.ready));
  ownerArm = await tokenFor(caller, server.ready, ARM);
});

afterAll(async () => {
  await caller?.close();
  await server?.end();
});

const query = (): Promise<Answer> =>
  caller.direct(`${server.ready.logs}/v1/workspaces/${server.ready.demo.workspaceId}/query`, {
    method: "POST",
    headers: bearer(guestLogs),
    body: { query: "AzureActivity | count" },
  });

const queryByArm = (): Promise<Answer> =>
  caller.direct(`${server.ready.arm}${server.ready.demo.workspaceResourceId}/api/query`, {
    method: "POST",
    headers: { ...bearer(guestArm), prefer: "response-v1=true" },
    body: { query: "AzureActivity | count" },
  });

const assignment = (scope: string, id: string): string =>
  `${server.ready.arm}${scope}/providers/Microsoft.Authorization/roleAssignments/${id}` +
  "?api-version=2022-04-01";

const assign = (scope: string, id: string, token: string = ownerArm): Promise<Answer> =>
  caller.direct(assignment(scope, id), {
    method: "PUT",
    headers: bearer(token),
    body: {
      properties: {
        roleDefinitionId:
          `/subscriptions/${server.ready.subscriptionId}` +
          `/providers/Microsoft.Authorization/roleDefinitions/${READER}`,
        principalId: server.ready.demo.guestObjectId,
        principalType: "ServicePrincipal",
      },
    },
  });

function expectDenied(onLogs: Answer, onArm: Answer) {
  expect(onLogs.status, onLogs.text).toBe(403);
  expect(onLogs.json).toMatchObject({ error: { code: "InsufficientAccessError" } });
  expect(onArm.status, onArm.text).toBe(403);
  expect(onArm.json).toMatchObject({
    error: { code: expect.stringMatching(/^(AuthorizationFailed|InsufficientAccessError)$/) },
  });
}

test("without a role both doors refuse in the service's own words", async () => {
  expectDenied(await query(), await queryByArm());
  const workspace = await caller.direct(
    `${server.ready.arm}${server.ready.demo.workspaceResourceId}?api-version=2022-10-01`,
    { headers: bearer(guestArm) },
  );
  expect(workspace.status, workspace.text).toBe(403);
  expect(workspace.json).toMatchObject({ error: { code: "AuthorizationFailed" } });
});

test.each(["the workspace", "the resource group", "the subscription"])(
  "a role on %s opens both doors, its removal closes them",
  async (place) => {
    const { subscriptionId, demo } = server.ready;
    const scope = {
      "the workspace": demo.workspaceResourceId,
      "the resource group": `/subscriptions/${subscriptionId}/resourceGroups/demo`,
      "the subscription": `/subscriptions/${subscriptionId}`,
    }[place] as string;
    const id = randomUUID();
    const made = await assign(scope, id);
    expect(made.status, made.text).toBe(201);
    expect((await query()).status).toBe(200);
    expect((await queryByArm()).status).toBe(200);
    const removed = await caller.direct(assignment(scope, id), {
      method: "DELETE",
      headers: bearer(ownerArm),
    });
    expect(removed.status, removed.text).toBe(200);
    expectDenied(await query(), await queryByArm());
  },
);

test("who has no role cannot give one to itself", async () => {
  const answer = await assign(server.ready.demo.workspaceResourceId, randomUUID(), guestArm);
  expect(answer.status, answer.text).toBe(403);
  expect(answer.json).toMatchObject({ error: { code: "AuthorizationFailed" } });
  expect((await query()).status).toBe(403);
});
