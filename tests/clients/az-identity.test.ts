/** `az identity`, the roles of an identity, and its tokens: of the metadata service, by federation. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { signJwt } from "../support/assertions.ts";
import { type Az, openAz } from "../support/az.ts";
import { callerOf } from "../support/call.ts";
import { makeIssuerKey, startForeignIssuer } from "../support/foreign-issuer.ts";
import { type RunningLazurite, startLazurite } from "../support/start-lazurite.ts";
import { claimsOf } from "../support/tokens.ts";

interface Shown {
  readonly id: string;
  readonly clientId: string;
  readonly principalId: string;
}

const ARM = "https://management.azure.com/";
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const AUDIENCE = "api://AzureADTokenExchange";

let server: RunningLazurite;
let az: Az;
let robot: Shown;

const run = (command: string): Promise<unknown> => az.run(...command.split(" "));

/** What the metadata service answers for an identity. */
async function tokenOf(clientId: string): Promise<{ status: number; token: string }> {
  const caller = callerOf(server);
  const { imds } = server.ready;
  const query = `api-version=2018-02-01&resource=${encodeURIComponent(ARM)}&client_id=${clientId}`;
  const answer = await caller.direct(`${imds}/metadata/identity/oauth2/token?${query}`, {
    headers: { metadata: "true" },
  });
  await caller.close();
  const { access_token: token = "" } = answer.json as { access_token?: string };
  return { status: answer.status, token };
}

/** The status of reading the demo's group with a token. */
async function readGroup(token: string): Promise<number> {
  const caller = callerOf(server);
  const path = `subscriptions/${server.ready.subscriptionId}/resourceGroups/demo`;
  const answer = await caller.gateway(`${ARM}${path}?api-version=2021-04-01`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await caller.close();
  return answer.status;
}

beforeAll(async () => {
  server = await startLazurite();
  az = openAz(server.env);
  const { demo, tenantId } = server.ready;
  await run(
    `login --service-principal --username ${demo.clientId} --password ${demo.clientSecret} ` +
      `--tenant ${tenantId}`,
  );
  robot = (await run("identity create --name robot --resource-group demo --tags a=b")) as Shown;
});

afterAll(async () => {
  az?.close();
  await server?.end();
});

test("an identity is shown and listed, with its service principal in the directory", async () => {
  const { subscriptionId, tenantId } = server.ready;
  const provider = "Microsoft.ManagedIdentity/userAssignedIdentities/robot";
  const id = `/subscriptions/${subscriptionId}/resourceGroups/demo/providers/${provider}`;
  expect(robot.id.toLowerCase()).toBe(id.toLowerCase());
  expect(robot).toMatchObject({ location: "westeurope", tags: { a: "b" }, tenantId });
  const { clientId, principalId } = robot;
  const same = { name: "robot", clientId, principalId };
  expect(await run("identity show --name robot --resource-group demo")).toMatchObject(same);
  expect(await run("identity list --resource-group demo")).toMatchObject([same]);
  expect(await run("identity list")).toMatchObject([same]);
  expect(await run(`ad sp show --id ${principalId}`)).toMatchObject({
    appId: clientId,
    displayName: "robot",
    servicePrincipalType: "ManagedIdentity",
  });
});

test("a resource that is given the identity is listed as associated", async () => {
  const workspace = server.ready.demo.workspaceResourceId;
  const identity = { type: "UserAssigned", userAssignedIdentities: { [robot.id]: {} } };
  const url = `${workspace}?api-version=2023-09-01`;
  const body = JSON.stringify({ identity });
  expect(await az.run("rest", "--method", "patch", "--url", url, "--body", body)).toMatchObject({
    identity: { type: "UserAssigned" },
  });
  expect(await run("identity list-resources --name robot --resource-group demo")).toMatchObject([
    { id: workspace, resourceGroup: "demo" },
  ]);
});

test("its federated credential lets a token of elsewhere sign it in", async () => {
  const issuer = await startForeignIssuer();
  const { jwk, privateKey } = makeIssuerKey("build-1");
  issuer.publish([jwk]);
  const place = "--identity-name robot --resource-group demo";
  const trust = { issuer: issuer.url, subject: "repo:one", audiences: [AUDIENCE] };
  const create = `identity federated-credential create --name build ${place}`;
  expect(
    await run(`${create} --issuer ${issuer.url} --subject repo:one --audiences ${AUDIENCE}`),
  ).toMatchObject({ name: "build", ...trust });
  expect(await run(`identity federated-credential list ${place}`)).toMatchObject([trust]);
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer.url, sub: "repo:one", aud: AUDIENCE, iat: now, exp: now + 600 };
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: robot.clientId,
    scope: `${ARM}.default`,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: signJwt({ alg: "RS256", kid: "build-1" }, claims, privateKey),
  });
  const caller = callerOf(server);
  const url = `https://login.microsoftonline.com/${server.ready.tenantId}/oauth2/v2.0/token`;
  const post = () => caller.gateway(url, { method: "POST", body: form });
  const answer = await post();
  expect(answer.status, answer.text).toBe(200);
  const { access_token } = answer.json as { access_token: string };
  expect(claimsOf(access_token)).toMatchObject({ oid: robot.principalId, appid: robot.clientId });
  await run(`identity federated-credential delete --name build ${place} --yes`);
  expect((await post()).status).toBe(400);
  await caller.close();
  await issuer.close();
});

test("its tokens are the machine's that it is attached to, with its roles, until it is deleted", async () => {
  expect((await tokenOf(robot.clientId)).status).toBe(400);
  const machine = "--name demo-machine --resource-group demo";
  expect(await run(`vm identity assign ${machine} --identities ${robot.id}`)).toMatchObject({
    userAssignedIdentities: {
      [robot.id]: { clientId: robot.clientId, principalId: robot.principalId },
    },
  });
  const { status, token } = await tokenOf(robot.clientId);
  expect(status).toBe(200);
  expect(claimsOf(token)).toMatchObject({
    oid: robot.principalId,
    appid: robot.clientId,
    xms_mirid: robot.id,
  });
  expect(await readGroup(token)).toBe(403);
  const scope = `/subscriptions/${server.ready.subscriptionId}/resourceGroups/demo`;
  await run(
    `role assignment create --assignee-object-id ${robot.principalId} ` +
      `--assignee-principal-type ServicePrincipal --role ${READER} --scope ${scope}`,
  );
  expect(await readGroup(token)).toBe(200);
  await run("identity delete --name robot --resource-group demo");
  expect(await run("identity list")).toEqual([]);
  expect((await tokenOf(robot.clientId)).status).toBe(400);
  expect(await readGroup(token)).toBe(403);
});
