/** A program with a managed identity signs in without a secret, by App Service's form and by IMDS. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../../support/run-command.ts";
import { type RunningLazurite, startLazurite } from "../../support/start-lazurite.ts";
import { claimsOf } from "../../support/tokens.ts";
import type { ManagedIdentityInput, ManagedIdentityOutput } from "../programs/managed-identity.ts";

const PROGRAM = join(import.meta.dirname, "..", "programs", "managed-identity.ts");
const QUERY = "Heartbeat | summarize beats = count() by Computer | top 3 by beats";
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const NOBODY = "cccccccc-1111-4333-8444-555555555555";

let server: RunningLazurite;

beforeAll(async () => {
  server = await startLazurite();
});

afterAll(async () => {
  await server?.end();
});

type Variables = Readonly<Record<string, string>>;

const appService = (): Variables => ({
  IDENTITY_ENDPOINT: server.ready.demo.identityEndpoint,
  IDENTITY_HEADER: server.ready.demo.identityHeader,
});
const imds = (): Variables => ({ AZURE_POD_IDENTITY_AUTHORITY_HOST: server.ready.imds });

async function run(
  variables: Variables,
  credential: ManagedIdentityInput["credential"] = {},
  base: NodeJS.ProcessEnv = { ...process.env, NODE_EXTRA_CA_CERTS: server.ready.ca },
): Promise<ManagedIdentityOutput> {
  const { logs, demo } = server.ready;
  const isGateway = base["HTTPS_PROXY"] === server.ready.proxy;
  const audience = isGateway ? "https://api.loganalytics.io" : logs;
  const input: ManagedIdentityInput = {
    credential,
    client: isGateway ? {} : { endpoint: `${logs}/v1`, audience },
    workspaceId: demo.workspaceId,
    query: QUERY,
    scope: `${audience}/.default`,
  };
  const ran = await runCommand(process.execPath, ["--import", "tsx", PROGRAM], {
    env: { ...base, ...variables },
    input: JSON.stringify(input),
  });
  if (ran.status !== 0) throw new Error(`the client ended with ${ran.status}:\n${ran.stderr}`);
  return JSON.parse(ran.stdout) as ManagedIdentityOutput;
}

function expectMachine({ token, rows, expiresOnTimestamp }: ManagedIdentityOutput) {
  expect(rows.length).toBe(3);
  expect(expiresOnTimestamp).toBeGreaterThan(Date.now() + DAY_MS - MINUTE_MS);
  expect(claimsOf(token)).toMatchObject({
    tid: server.ready.tenantId,
    idtyp: "app",
    appidacr: "2",
    xms_mirid: expect.stringMatching(/\/virtualMachines\/demo-machine$/),
  });
}

test("App Service's form signs the machine in, and its Reader role lets it query", async () => {
  expectMachine(await run(appService()));
});

test("the metadata service signs the machine in, and its Reader role lets it query", async () => {
  expectMachine(await run(imds()));
});

test("both work beside the gateway, when the proxy is told to leave this machine out", async () => {
  for (const variables of [appService(), imds()]) {
    expectMachine(await run({ ...variables, NO_PROXY: "127.0.0.1" }, {}, server.env));
  }
});

test("a client id that names no identity is refused at once", async () => {
  for (const variables of [appService(), imds()]) {
    await expect(run(variables, { clientId: NOBODY })).rejects.toThrow(/Identity not found/);
  }
}, 30_000);

test("a wrong identity header is refused", async () => {
  const variables = { ...appService(), IDENTITY_HEADER: "wrong" };
  await expect(run(variables)).rejects.toThrow(/does not have the value of IDENTITY_HEADER/);
});
