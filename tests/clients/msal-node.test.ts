/** msal-node by itself, as programs use it that do without @azure/identity. */
import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applicationBrowser } from "../support/answer-by-pages.ts";
import { callerOf } from "../support/call.ts";
import { type ClientLab, lab as names, openClientLab } from "../support/client-lab.ts";
import { runProgram } from "../support/get-tokens.ts";
import { networkBrowser } from "../support/network-browser.ts";
import { signInByPages } from "../support/sign-in-by-pages.ts";
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
  told?: (text: string) => void,
): Promise<readonly MsalAnswer[]> => runProgram("msal-node.ts", { auth, steps }, env, told);

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

const person = () => ({ userName: lab.ready.demo.user, password: lab.ready.demo.password });

test("a desktop application gets its code by the loopback address, bound to its proof key", async () => {
  const browser = networkBrowser(lab.server.caText, {});
  let signedIn: Promise<unknown> | undefined;
  const told = (text: string): void => {
    const [address] = /https:\/\/\S+(?=\n)/.exec(text) ?? [];
    if (address !== undefined) signedIn ??= signInByPages(browser, address, person());
  };
  const auth = { clientId: native.appId, ...ownOrigins() };
  const answers = await run(
    auth,
    [
      { kind: "browser", scopes: [ARM_DEFAULT] },
      { kind: "silent", scopes: [ARM_DEFAULT], forceRefresh: true },
    ],
    direct(),
    told,
  );
  await signedIn;
  await browser.close();
  for (const { accessToken, account } of answers) {
    expect(account?.username).toBe(lab.ready.demo.user);
    expect(claimsOf(accessToken)).toMatchObject({ aud: ARM, appid: native.appId, appidacr: "0" });
  }
});

test("a web application redeems its code with its secret, and only with the right verifier", async () => {
  const codeVerifier = randomBytes(32).toString("base64url");
  const { redirectUri, appId: clientId, secret: clientSecret } = web;
  const caller = callerOf(lab.server);
  const browser = applicationBrowser(caller, redirectUri);
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: "code",
    redirect_uri: redirectUri,
    scope: `openid profile offline_access ${ARM_DEFAULT}`,
    code_challenge: createHash("sha256").update(codeVerifier).digest("base64url"),
    code_challenge_method: "S256",
    state: "a state",
  });
  const address = `${lab.ready.login}/${lab.ready.tenantId}/oauth2/v2.0/authorize?${query}`;
  const auth = { clientId, clientSecret, ...ownOrigins() };
  const redeem = async (verifier: string) => {
    const answer = await browser.answerFor(address, person());
    expect(answer.searchParams.get("state")).toBe("a state");
    const code = answer.searchParams.get("code") ?? "";
    const scopes = [ARM_DEFAULT];
    return await run(auth, [{ kind: "code", code, codeVerifier: verifier, redirectUri, scopes }]);
  };
  const [answer] = await redeem(codeVerifier);
  expect(claimsOf(answer?.accessToken ?? "")).toMatchObject({ appid: clientId, appidacr: "1" });
  await expect(redeem(randomBytes(32).toString("base64url"))).rejects.toThrow(/501481/);
  await caller.close();
});

test("an API asks another one in its user's name", async () => {
  const asUser = { clientId: native.appId, ...ownOrigins() };
  const [first] = await run(asUser, [password(`${api.uri}/${api.scope}`)]);
  const assertion = first?.accessToken ?? "";
  const auth = { clientId: api.appId, clientSecret: api.secret, ...ownOrigins() };
  const step = { kind: "on behalf of", assertion, scopes: [ARM_DEFAULT] } as const;
  const [second, cached] = await run(auth, [step, step]);
  expect(claimsOf(second?.accessToken ?? "")).toMatchObject({
    aud: ARM,
    oid: claimsOf(assertion).oid,
    appid: api.appId,
    appidacr: "1",
  });
  expect(cached).toMatchObject({ fromCache: true, accessToken: second?.accessToken });
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
