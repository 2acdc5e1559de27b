/** openid-client, which checks what MSAL does not: issuers, signatures, subjects, nonces. */
import * as client from "openid-client";
import { Agent, fetch as undiciFetch } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApplicationBrowser, applicationBrowser } from "../support/answer-by-pages.ts";
import { type Caller, callerOf } from "../support/call.ts";
import { type ClientLab, lab as names, openClientLab } from "../support/client-lab.ts";
import { claimsOf } from "../support/tokens.ts";

const ARM = "https://management.azure.com/";
const ARM_DEFAULT = `${ARM}.default`;
const { web } = names;

let lab: ClientLab;
let caller: Caller;
let agent: Agent;

beforeAll(async () => {
  lab = await openClientLab();
  caller = callerOf(lab.server);
  agent = new Agent({ connect: { ca: lab.server.caText } });
});

afterAll(async () => {
  await agent?.destroy();
  await caller?.close();
  await lab?.close();
});

/** Node's own fetch learns an authority only at its start. */
const trusting = ((url: string, init: object) =>
  undiciFetch(url, { ...init, dispatcher: agent })) as unknown as client.CustomFetch;

type Version = "v1" | "v2";

async function discover(
  version: Version,
  clientId: string,
  authentication: client.ClientAuth,
): Promise<client.Configuration> {
  const { login, tenantId } = lab.ready;
  const issuer = `${login}/${tenantId}/${version === "v1" ? "" : "v2.0"}`;
  const config = await client.discovery(new URL(issuer), clientId, undefined, authentication, {
    [client.customFetch]: trusting,
  });
  client.enableNonRepudiationChecks(config);
  return config;
}

const person = () => ({ userName: lab.ready.demo.user, password: lab.ready.demo.password });
const browser = (): ApplicationBrowser => applicationBrowser(caller, web.redirectUri);

test.each([
  ["in the body", client.ClientSecretPost],
  ["as HTTP Basic", client.ClientSecretBasic],
])("a client proves itself by a secret %s", async (_, authentication) => {
  const { clientId, clientSecret } = lab.ready.demo;
  const config = await discover("v2", clientId, authentication(clientSecret));
  const tokens = await client.clientCredentialsGrant(config, { scope: ARM_DEFAULT });
  expect(tokens.token_type).toBe("bearer");
  expect(tokens.expires_in).toBeGreaterThan(3_000);
  expect(claimsOf(tokens.access_token)).toMatchObject({ appid: clientId, appidacr: "1" });
});

test.each<Version>(["v1", "v2"])("a client signs its own assertion (%s)", async (version) => {
  const { clientId } = lab.ready.demo;
  const pem = lab.signer.privateKey.export({ type: "pkcs8", format: "der" });
  const usages: ["sign"] = ["sign"];
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("pkcs8", pem, algorithm, false, usages);
  const config = await discover(version, clientId, client.PrivateKeyJwt(key));
  const what = version === "v1" ? { resource: ARM } : { scope: ARM_DEFAULT };
  const tokens = await client.clientCredentialsGrant(config, what);
  expect(claimsOf(tokens.access_token)).toMatchObject({ appid: clientId, appidacr: "2" });
});

describe.each<Version>(["v1", "v2"])("the code flow of %s", (version) => {
  test("checks state, nonce and proof key; then renews, and asks who the user is", async () => {
    const config = await discover(version, web.appId, client.ClientSecretPost(web.secret));
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const [state, nonce] = [client.randomState(), client.randomNonce()];
    const address = client.buildAuthorizationUrl(config, {
      redirect_uri: web.redirectUri,
      scope:
        version === "v1"
          ? "openid profile offline_access"
          : "openid profile offline_access https://graph.microsoft.com/User.Read",
      ...(version === "v1" && { resource: "https://graph.microsoft.com" }),
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
      state,
      nonce,
    });
    const answer = await browser().answerFor(address, person());
    const checks = { pkceCodeVerifier, expectedState: state, expectedNonce: nonce };
    const tokens = await client.authorizationCodeGrant(config, answer, {
      ...checks,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    expect(claims).toMatchObject({ aud: web.appId, tid: lab.ready.tenantId, nonce });
    const subject = claims?.sub ?? "";
    // Fails unless the subject is the one of the id_token.
    const user = await client.fetchUserInfo(config, tokens.access_token, subject);
    expect(user).toMatchObject({ sub: subject });
    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token ?? "");
    expect(renewed.claims()?.sub).toBe(subject);
    expect(claimsOf(renewed.access_token).aud).toBe(claimsOf(tokens.access_token).aud);
    await expect(client.authorizationCodeGrant(config, answer, checks)).rejects.toMatchObject({
      error: "invalid_grant",
      error_description: expect.stringContaining("AADSTS54005"),
    });
  });
});

test("an answer by a form is taken as a request", async () => {
  const config = await discover("v2", web.appId, client.ClientSecretPost(web.secret));
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: web.redirectUri,
    scope: "openid",
    response_mode: "form_post",
    state: expectedState,
    nonce: expectedNonce,
  });
  const answer = await browser().answerFor(address, person());
  const request = new Request(web.redirectUri, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: answer.search.slice(1),
  });
  const checks = { expectedState, expectedNonce, idTokenExpected: true };
  const tokens = await client.authorizationCodeGrant(config, request, checks);
  expect(tokens.claims()).toMatchObject({ aud: web.appId, nonce: expectedNonce });
});

test("a user signs out, and is brought back to the application", async () => {
  const config = await discover("v2", web.appId, client.ClientSecretPost(web.secret));
  const application = browser();
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: web.redirectUri,
    scope: "openid",
  });
  await application.answerFor(address, person());
  const silent = new URL(`${address}&prompt=none`);
  expect((await application.answerFor(silent, person())).searchParams.has("code")).toBe(true);
  const end = client.buildEndSessionUrl(config, {
    post_logout_redirect_uri: web.redirectUri,
    state: "bye",
  });
  const back = await application.answerFor(end, person());
  expect(back.searchParams.get("state")).toBe("bye");
  const refused = await application.answerFor(silent, person());
  expect(refused.searchParams.get("error")).toBe("login_required");
});
