/** msal-node by itself, as programs use it that do without @azure/identity. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ClientLab, lab as names, openClientLab } from "../support/client-lab.ts";
import { runProgram } from "../support/get-tokens.ts";
import { claimsOf } from "../support/tokens.ts";
import type { MsalAnswer, MsalInput, MsalStep } from "./programs/msal-node.ts";

const ARM = "https://management.azure.com";
const ARM_DEFAULT = `${ARM}/.default`;
const LOGS = "https://api.loganalytics.io";
const { api, native, web } = names;

let lab: ClientLab;

beforeAll(async () => {
  lab = await openClientLab();
});

afterAll(async () => {
  await lab?.close();
});

/** At our own origins; the port belongs to the known authority. */
const ownOrigins = (): Partial<MsalInput["auth"]> => ({
  authority: `${lab.ready.login}/${lab.ready.tenantId}`,
  knownAuthorities: [new URL(lab.ready.login).host],
});

/** By Microsoft's name, which the gateway serves. */
const byGateway = (): Partial<MsalInput["auth"]> => ({
  authority: `https://login.microsoftonline.com/${lab.ready.tenantId}`,
});

const direct = (): NodeJS.ProcessEnv => ({ ...process.env, NODE_EXTRA_CA_CERTS: lab.ready.ca });

const run = (
  auth: MsalInput["auth"],
  steps: readonly MsalStep[],
  env: NodeJS.ProcessEnv = direct(),
): Promise<readonly MsalAnswer[]> => runProgram("msal-node.ts", { auth, steps }, env);

const clientCredentials = (...scopes: string[]): MsalStep => ({
  kind: "client credentials",
  scopes,
});

const password = (...scopes: string[]): MsalStep => ({
  kind: "password",
  username: lab.ready.demo.user,
  password: lab.ready.demo.password,
  scopes,
});

test("a secret gets a token once; the second call is answered from the cache", async () => {
  const { clientId, clientSecret } = lab.ready.demo;
  const steps = [clientCredentials(ARM_DEFAULT), clientCredentials(ARM_DEFAULT)];
  const [first, second] = await run({ clientId, clientSecret, ...ownOrigins() }, steps);
  expect(first).toMatchObject({ fromCache: false, account: null });
  expect(first?.expiresOn).toBeGreaterThan(Date.now());
  expect(second).toMatchObject({ fromCache: true, accessToken: first?.accessToken });
  expect(claimsOf(first?.accessToken ?? "")).toMatchObject({ appid: clientId, appidacr: "1" });
});

test("the same works with the gateway's name and its proxy", async () => {
  const { clientId, clientSecret } = lab.ready.demo;
  const auth = { clientId, clientSecret, ...byGateway() };
  const [answer] = await run(auth, [clientCredentials(ARM_DEFAULT)], lab.server.env);
  expect(claimsOf(answer?.accessToken ?? "")).toMatchObject({ appid: clientId, aud: ARM });
});

test("a certificate and another issuer's assertion stand for the secret", async () => {
  const { clientId } = lab.ready.demo;
  const clientCertificate = {
    thumbprintSha256: Buffer.from(lab.signer.sha256, "base64url").toString("hex"),
    privateKey: lab.signer.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
  for (const proof of [{ clientCertificate }, { clientAssertion: lab.foreignToken() }]) {
    const auth = { clientId, ...proof, ...ownOrigins() };
    const [answer] = await run(auth, [clientCredentials(`${LOGS}/.default`)]);
    expect(claimsOf(answer?.accessToken ?? "")).toMatchObject({ aud: LOGS, appidacr: "2" });
  }
});

test("a user's password gives an account, and the refresh token renews without it", async () => {
  const auth = { clientId: native.appId, ...ownOrigins() };
  const answers = await run(auth, [
    password(ARM_DEFAULT),
    { kind: "silent", scopes: [ARM_DEFAULT] },
    { kind: "silent", scopes: [ARM_DEFAULT], forceRefresh: true },
    { kind: "silent", scopes: [`${api.uri}/${api.scope}`] },
  ]);
  const [first, cached, renewed, other] = answers;
  const { tid, oid } = claimsOf(first?.accessToken ?? "") as { tid?: string; oid: string };
  for (const answer of answers) {
    expect(answer.account).toMatchObject({
      username: lab.ready.demo.user,
      homeAccountId: `${oid}.${tid}`,
    });
  }
  expect(first?.idTokenClaims).toMatchObject({
    aud: native.appId,
    oid,
    tid: lab.ready.tenantId,
    preferred_username: lab.ready.demo.user,
    ver: "2.0",
  });
  expect(cached).toMatchObject({ fromCache: true, accessToken: first?.accessToken });
  expect(renewed?.fromCache).toBe(false);
  expect(renewed?.accessToken).not.toBe(first?.accessToken);
  expect(claimsOf(renewed?.accessToken ?? "")).toMatchObject({ oid, aud: ARM });
  // One refresh token serves every API that the user let the client use.
  expect(claimsOf(other?.accessToken ?? "")).toMatchObject({ oid, aud: api.appId, scp: api.scope });
});

test("a confidential client signs a user in by password, too", async () => {
  const auth = { clientId: web.appId, clientSecret: web.secret, ...ownOrigins() };
  const [answer] = await run(auth, [password("https://graph.microsoft.com/User.Read")]);
  expect(claimsOf(answer?.accessToken ?? "")).toMatchObject({
    aud: "https://graph.microsoft.com",
    scp: expect.stringContaining("User.Read"),
    appid: web.appId,
    appidacr: "1",
  });
});

test("the shared names serve, too, for a user whose name tells the tenant", async () => {
  const auth = {
    clientId: native.appId,
    ...ownOrigins(),
    authority: `${lab.ready.login}/organizations`,
  };
  const [answer] = await run(auth, [password(ARM_DEFAULT)]);
  expect(claimsOf(answer?.accessToken ?? "")).toMatchObject({ tid: lab.ready.tenantId });
});

test("refusals reach the program with the number that Microsoft documents", async () => {
  const { clientId } = lab.ready.demo;
  const steps = [clientCredentials(ARM_DEFAULT)];
  const wrong = { clientId, clientSecret: "not the secret", ...ownOrigins() };
  await expect(run(wrong, steps)).rejects.toThrow(/7000215/);
  const auth = { clientId: native.appId, ...ownOrigins() };
  await expect(run(auth, [password(`${LOGS}/.default`)])).rejects.toThrow(/65001/);
  const unknown = { ...auth, clientId: "cccccccc-1111-4333-8444-555555555555" };
  await expect(run(unknown, [password(ARM_DEFAULT)])).rejects.toThrow(/700016/);
});
