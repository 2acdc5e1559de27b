/** Every change asked of Resource Manager is a line of a started product's log. */
import { expect, test } from "vitest";
import { callerOf } from "../support/call.ts";
import { startLazurite } from "../support/start-lazurite.ts";
import { tokenFor } from "../support/tokens.ts";

test("a change is two lines and a refused one is one, with who, what and how it ended", async () => {
  const server = await startLazurite({ args: ["--log-level", "info"] });
  const { ready } = server;
  const caller = callerOf(server);
  const token = await tokenFor(caller, ready, "https://management.azure.com/");
  const group = `/subscriptions/${ready.subscriptionId}/resourceGroups/told`;
  const put = (query: string): Promise<{ readonly status: number }> =>
    caller.gateway(`https://management.azure.com${group}${query}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${token}` },
      body: { location: "westeurope" },
    });
  expect((await put("?api-version=2021-04-01")).status).toBe(201);
  expect((await put("")).status).toBe(400);
  await caller.close();
  await server.end();
  const lines = server
    .stderr()
    .split("\n")
    .filter((line) => line.includes('"activity"'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const line = {
    operation: "activity",
    operationName: "Microsoft.Resources/subscriptions/resourceGroups/write",
    resourceId: group,
    resourceGroup: "told",
    subscriptionId: ready.subscriptionId,
    caller: { kind: "servicePrincipal", appId: ready.demo.clientId, name: ready.demo.clientId },
    requestId: expect.any(String),
  };
  expect(lines).toMatchObject([
    { ...line, status: "Started" },
    { ...line, status: "Succeeded", httpStatus: 201 },
    { ...line, status: "Failed", failure: { code: "MissingApiVersionParameter" } },
  ]);
  expect(server.stderr()).not.toContain(token);
});
