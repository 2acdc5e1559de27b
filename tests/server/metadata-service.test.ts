/** The metadata service of a started server: open to the machine, closed to the network. */
import { expect, onTestFinished, test } from "vitest";
import { callerOf } from "../support/call.ts";
import {
  type RunningLazurite,
  type StartOptions,
  startLazurite,
} from "../support/start-lazurite.ts";
import { exchange } from "./malformed/raw.ts";

const TOKEN =
  "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://management.azure.com/";
const METADATA = { metadata: "true" };
const NOT_FOUND = { error: "invalid_request", error_description: "Identity not found" };

async function started(options: StartOptions): Promise<RunningLazurite> {
  const server = await startLazurite(options);
  onTestFinished(async () => {
    await server.end();
  });
  return server;
}

/** The gateway's answer to a peer that wants to be carried to the metadata service. */
async function carried({ ready, caText }: RunningLazurite): Promise<number | undefined> {
  const { host } = new URL(ready.imds);
  const connect = `CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  return (await exchange(ready.proxy, caText, Buffer.from(connect))).status;
}

test("a server on every address gives this machine tokens, and carries nobody there", async () => {
  const server = await started({ args: ["--host", "0.0.0.0"] });
  const caller = callerOf(server);
  const answer = await caller.direct(`${server.ready.imds}${TOKEN}`, { headers: METADATA });
  expect(answer.status, answer.text).toBe(200);
  expect(await carried(server)).toBe(403);
  await caller.close();
});

test("a server on the loopback address carries its own machine's clients there", async () => {
  expect(await carried(await started({}))).toBe(200);
});

test("without the demo no identity is attached", async () => {
  const server = await started({ args: ["--no-demo"] });
  const caller = callerOf(server);
  const vm = await caller.direct(`${server.ready.imds}${TOKEN}`, { headers: METADATA });
  expect({ status: vm.status, json: vm.json }).toEqual({ status: 400, json: NOT_FOUND });
  const appService = await caller.direct(
    `${server.ready.imds}/msi/token?api-version=2019-08-01&resource=https://management.azure.com/`,
    { headers: { "x-identity-header": "contoso-demo-identity-header" } },
  );
  expect(appService.status).toBe(401);
  await caller.close();
});
