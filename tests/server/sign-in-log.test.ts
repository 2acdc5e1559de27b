/** Every attempt to sign in is one line of a started product's log. */
import { expect, test } from "vitest";
import { callerOf } from "../support/call.ts";
import { startLazurite } from "../support/start-lazurite.ts";
import { tokenFor } from "../support/tokens.ts";

const ARM = "https://management.azure.com/";

test("a token and a refusal are each a line with who, for what, from where and the number", async () => {
  const server = await startLazurite({ args: ["--log-level", "info"] });
  const { ready } = server;
  const caller = callerOf(server);
  await tokenFor(caller, ready, ARM);
  const wrong = { clientId: ready.demo.clientId, clientSecret: "not-the-secret" };
  await expect(tokenFor(caller, ready, ARM, wrong)).rejects.toThrow(/AADSTS7000215/);
  await caller.close();
  await server.end();
  const lines = server
    .stderr()
    .split("\n")
    .filter((line) => line.includes('"sign-in"'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const line = {
    level: "info",
    time: expect.any(String),
    operation: "sign-in",
    tenantId: ready.tenantId,
    appId: ready.demo.clientId,
    appName: expect.any(String),
    clientCredentialKind: "clientSecret",
    flow: "client_credentials",
    ipAddress: expect.stringMatching(/127\.0\.0\.1$/),
    userAgent: expect.any(String),
    correlationId: expect.any(String),
    requestId: expect.any(String),
  };
  const resource = { resourceAppId: expect.any(String), resourceName: expect.any(String) };
  expect(lines).toEqual([
    { ...line, ...resource, result: "success", errorNumber: 0 },
    { ...line, result: "failure", errorNumber: 7000215 },
  ]);
});
