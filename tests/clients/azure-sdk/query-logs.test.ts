/** Microsoft's own SDKs sign in and query, with nothing but the environment or one option set. */
import { join } from "node:path";
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, callerOf } from "../../support/call.ts";
import { runCommand } from "../../support/run-command.ts";
import { type RunningLazurite, startLazurite } from "../../support/start-lazurite.ts";
import type { QueryLogsInput, QueryLogsOutput } from "../programs/query-logs.ts";

const PROGRAM = join(import.meta.dirname, "..", "programs", "query-logs.ts");
const LOGS = "https://api.loganalytics.io";
const QUERY = "Heartbeat | summarize beats = count() by Computer | top 3 by beats";
const COLUMNS = [
  { name: "Computer", type: "string" },
  { name: "beats", type: "long" },
];

let server: RunningLazurite;
let caller: Caller;

beforeAll(async () => {
  server = await startLazurite();
  caller = callerOf(server);
});

afterAll(async () => {
  await caller?.close();
  await server?.end();
});

async function runProgram(
  input: Partial<QueryLogsInput>,
  env: NodeJS.ProcessEnv,
): Promise<QueryLogsOutput> {
  const whole = {
    workspaceId: server.ready.demo.workspaceId,
    query: QUERY,
    scope: `${LOGS}/.default`,
    ...input,
  };
  const run = await runCommand(process.execPath, ["--import", "tsx", PROGRAM], {
    env,
    input: JSON.stringify(whole),
  });
  if (run.status !== 0) throw new Error(`the client ended with ${run.status}:\n${run.stderr}`);
  return JSON.parse(run.stdout) as QueryLogsOutput;
}

function demoSecret() {
  const { tenantId, demo } = server.ready;
  return { tenantId, clientId: demo.clientId, clientSecret: demo.clientSecret };
}

/** Verifies a token with the keys and the issuer that the given login origin publishes. */
async function verified(token: string, login: string, audience: string) {
  const get = login === server.ready.login ? caller.direct : caller.gateway;
  const discovery = await get(`${login}/${server.ready.tenantId}/.well-known/openid-configuration`);
  const { issuer, jwks_uri } = discovery.json as { issuer: string; jwks_uri: string };
  const keys = await get(jwks_uri);
  return await jwtVerify(token, createLocalJWKSet(keys.json as JSONWebKeySet), {
    issuer,
    audience,
    algorithms: ["RS256"],
  });
}

test("ClientSecretCredential and LogsQueryClient work with the gateway alone", async () => {
  const output = await runProgram({ secretOf: demoSecret() }, server.env);
  expect(output.columns).toEqual(COLUMNS);
  expect(output.rows.length).toBe(3);
  expect(output.expiresOnTimestamp).toBeGreaterThan(Date.now());
  const { payload } = await verified(output.token, "https://login.microsoftonline.com", LOGS);
  expect(payload).toMatchObject({
    tid: server.ready.tenantId,
    appid: server.ready.demo.clientId,
    appidacr: "1",
    idtyp: "app",
    ver: "1.0",
    oid: payload.sub,
  });
});

test("they work with our own origins, without the gateway", async () => {
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: server.ready.ca };
  const { login, logs } = server.ready;
  const output = await runProgram(
    {
      secretOf: demoSecret(),
      credentialOptions: { authorityHost: login, disableInstanceDiscovery: true },
      clientOptions: { endpoint: `${logs}/v1`, audience: logs },
      scope: `${logs}/.default`,
    },
    env,
  );
  expect(output.columns).toEqual(COLUMNS);
  expect(output.rows.length).toBe(3);
  await verified(output.token, login, logs);
});

test("the logs client's own default audience works at our own origins, too", async () => {
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: server.ready.ca };
  const output = await runProgram(
    {
      secretOf: demoSecret(),
      credentialOptions: { authorityHost: server.ready.login, disableInstanceDiscovery: true },
      clientOptions: { endpoint: server.ready.logs },
    },
    env,
  );
  expect(output.rows.length).toBe(3);
});

test("DefaultAzureCredential takes the application from the environment", async () => {
  const { tenantId, clientId, clientSecret } = demoSecret();
  const output = await runProgram(
    {},
    {
      ...server.env,
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_ID: clientId,
      AZURE_CLIENT_SECRET: clientSecret,
    },
  );
  expect(output.columns).toEqual(COLUMNS);
});

test("a wrong secret is refused with the code that the SDK shows", async () => {
  const secretOf = { ...demoSecret(), clientSecret: "not the secret" };
  await expect(runProgram({ secretOf }, server.env)).rejects.toThrow(/AADSTS7000215/);
});

test("an operator that is not supported reaches the user as the service's own error", async () => {
  const query = "Heartbeat | evaluate diffpatterns(Computer, 'a', 'b')";
  await expect(runProgram({ secretOf: demoSecret(), query }, server.env)).rejects.toThrow(
    /BadArgumentError/,
  );
});

test("who has no role reads the service's own words, whatever stands beside them", async () => {
  const { tenantId, demo } = server.ready;
  const secretOf = {
    tenantId,
    clientId: demo.guestClientId,
    clientSecret: demo.guestClientSecret,
  };
  await expect(runProgram({ secretOf }, server.env)).rejects.toThrow(
    /The provided credentials have insufficient access to perform the requested operation/,
  );
});
