/** az signs in as the machine that it runs on, with no secret at all. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Az, openAz } from "../support/az.ts";
import { type RunningLazurite, startLazurite } from "../support/start-lazurite.ts";

let server: RunningLazurite;
let az: Az;

beforeAll(async () => {
  server = await startLazurite();
  const { demo } = server.ready;
  az = openAz({
    ...server.env,
    NO_PROXY: "127.0.0.1",
    IDENTITY_ENDPOINT: demo.identityEndpoint,
    IDENTITY_HEADER: demo.identityHeader,
  });
});

afterAll(async () => {
  az?.close();
  await server?.end();
});

test("az login --identity finds the subscription that the machine may read", async () => {
  const { subscriptionId, tenantId } = server.ready;
  expect(await az.run("login", "--identity")).toMatchObject([{ id: subscriptionId, tenantId }]);
  expect(await az.run("group", "show", "--name", "demo")).toMatchObject({ name: "demo" });
});

test("what its Reader role does not allow is refused", async () => {
  await expect(
    az.run("group", "create", "--name", "other", "--location", "westeurope"),
  ).rejects.toThrow(/AuthorizationFailed/);
});

test("az login --identity with a client id of nobody is refused", async () => {
  await expect(
    az.run("login", "--identity", "--client-id", "cccccccc-1111-4333-8444-555555555555"),
  ).rejects.toThrow(/Identity not found/);
});
