import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type AuthorizeFixture,
  broughtBy,
  CHALLENGE,
  openAuthorizeFixture,
  PLAIN_ID,
  PLAIN_REDIRECTS,
  SPA_ID,
  SPA_REDIRECT,
  signIn,
  VERIFIER,
  WEB_ID,
  WEB_REDIRECT,
} from "../../../../tests/support/authorize-fixture.ts";
import { hiddenOf } from "../../../../tests/support/browser.ts";
import { TENANT_ID } from "../../../../tests/support/identity-fixture.ts";
import { CORRELATION_ID } from "../../../../tests/support/login-fixture.ts";
import {
  API,
  API_ID,
  AZURE_CLI,
  claimsOf,
  USER_NAME,
} from "../../../../tests/support/user-fixture.ts";

let fixture: AuthorizeFixture;

beforeAll(async () => {
  fixture = await openAuthorizeFixture();
});

afterAll(() => fixture.close());

const opaque = expect.stringMatching(/^[A-Za-z0-9._-]{36,}$/);

const clientInfo = () =>
  Buffer.from(JSON.stringify({ uid: fixture.user.objectId, utid: TENANT_ID })).toString(
    "base64url",
  );

const cli = {
  client_id: AZURE_CLI,
  redirect_uri: "http://localhost:8400",
  scope: "https://management.azure.com//.default offline_access openid profile",
  client_info: "1",
  code_challenge: CHALLENGE,
  code_challenge_method: "S256",
  nonce: undefined,
};

test("a sign-in by name and password ends at the client with a code that can be redeemed", async () => {
  const browser = fixture.newBrowser();
  const page = await browser.get(fixture.url({ fields: cli }));
  expect(page.status).toBe(200);
  expect(page.body).toContain("Microsoft Azure CLI");
  expect(page.headers).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "x-frame-options": "DENY",
    "content-security-policy": expect.stringContaining("frame-ancestors 'none'"),
  });
  const done = await signIn(browser, page);
  expect(done.status).toBe(302);
  expect(done.headers).toMatchObject({ "cache-control": "no-store" });
  expect(done.location?.href).toMatch(/^http:\/\/localhost:8400\/\?code=/);
  const answer = broughtBy(done);
  expect(answer).toEqual({
    code: opaque,
    state: "a&b c",
    session_state: opaque,
    client_info: clientInfo(),
  });
  const token = await fixture.ask("v2", {
    fields: {
      grant_type: "authorization_code",
      client_id: AZURE_CLI,
      client_secret: undefined,
      scope: undefined,
      code: answer["code"],
      redirect_uri: "http://localhost:8400",
      code_verifier: VERIFIER,
    },
  });
  expect(token.statusCode, token.body).toBe(200);
  expect(claimsOf(token.json().access_token)).toMatchObject({ upn: USER_NAME });
});

describe("each response type", () => {
  const token = {
    access_token: opaque,
    token_type: "Bearer",
    expires_in: "3599",
    scope: expect.any(String),
  };
  const always = { state: "a&b c", session_state: opaque };
  test.each([
    ["code", "?", { code: opaque }],
    ["token", "#", token],
    ["id_token", "#", { id_token: opaque }],
    ["code id_token", "#", { code: opaque, id_token: opaque }],
    ["id_token code", "#", { code: opaque, id_token: opaque }],
    ["id_token token", "#", { ...token, id_token: opaque }],
    ["code token", "#", { ...token, code: opaque }],
    ["code id_token token", "#", { ...token, code: opaque, id_token: opaque }],
  ])("%s brings what it names, after %s", async (responseType, mark, brought) => {
    const { answer } = await fixture.signedIn({ fields: { response_type: responseType } });
    expect(answer.location?.href).toContain(`${WEB_REDIRECT}${mark}`);
    expect(broughtBy(answer)).toEqual({ ...brought, ...always });
  });

  test("comes in the response mode that is asked for", async () => {
    for (const [responseType, mode] of [
      ["code", "fragment"],
      ["code", "query"],
      ["id_token", "fragment"],
    ]) {
      const fields = { response_type: responseType, response_mode: mode };
      const { answer } = await fixture.signedIn({ fields });
      expect(answer.location?.hash === "").toBe(mode === "query");
    }
    for (const responseType of ["code", "code id_token"]) {
      const fields = { response_type: responseType, response_mode: "form_post" };
      const { answer } = await fixture.signedIn({ fields });
      expect(answer.status).toBe(200);
      expect(answer.body).toContain(`action="${WEB_REDIRECT}"`);
      expect(hiddenOf(answer)).toMatchObject({ code: opaque, state: "a&b c" });
    }
  });
});

test("an id token of the front channel is bound to request, code and access token", async () => {
  const { answer } = await fixture.signedIn({ fields: { response_type: "code id_token token" } });
  const { code = "", access_token: token = "", id_token: idToken = "" } = broughtBy(answer);
  const half = (text: string) =>
    createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");
  expect(claimsOf(idToken)).toMatchObject({
    aud: WEB_ID,
    nonce: "n-1",
    tid: TENANT_ID,
    c_hash: half(code),
    at_hash: half(token),
  });
  expect(claimsOf(token)).toMatchObject({ aud: API_ID, scp: "Read" });
});

test("a request may be posted, from another site too", async () => {
  const { browser } = await fixture.signedIn();
  const url = new URL(fixture.url(), "https://localhost");
  const fields = Object.fromEntries(url.searchParams);
  const answer = await browser.post(url.pathname, fields, { "sec-fetch-site": "cross-site" });
  expect(broughtBy(answer)).toHaveProperty("code");
});

test("version 1.0 asks by resource, and a sign-in alone by openid", async () => {
  const path = "oauth2/authorize";
  for (const fields of [
    { scope: undefined, resource: API, response_type: "code" },
    { scope: "openid", resource: API, response_type: "token id_token" },
  ]) {
    const { answer } = await fixture.signedIn({ path, fields });
    expect(broughtBy(answer)).toHaveProperty("session_state");
  }
  const fields = { scope: undefined, response_type: "id_token" };
  const { browser, answer } = await fixture.signedIn({ path, fields });
  const done = await browser.submit(answer, { action: "accept" });
  expect(claimsOf(broughtBy(done)["id_token"] ?? "")).toMatchObject({ ver: "1.0", aud: WEB_ID });
});

test("the ADFS form speaks version 2.0, shared names take users of every tenant", async () => {
  for (const [tenant, path] of [
    ["adfs", "oauth2/authorize"],
    ["common", "oauth2/v2.0/authorize"],
    ["organizations", "oauth2/v2.0/authorize"],
    ["contoso.test", "oauth2/v2.0/authorize"],
  ] as const) {
    const { answer } = await fixture.signedIn({ tenant, path, fields: cli });
    expect(broughtBy(answer)).toHaveProperty("code");
  }
});

test("the only redirect URI may be left out, in request and exchange", async () => {
  const { answer } = await fixture.signedIn({ fields: { redirect_uri: undefined } });
  expect(answer.location?.href).toContain(`${WEB_REDIRECT}?code=`);
});

test("a page of one origin gets its answer there, with a slash for its path", async () => {
  const fields = {
    client_id: SPA_ID,
    redirect_uri: SPA_REDIRECT,
    response_mode: "fragment",
    code_challenge: CHALLENGE,
    code_challenge_method: "S256",
  };
  const { answer } = await fixture.signedIn({ fields });
  expect(answer.location?.href).toMatch(/^https:\/\/spa\.contoso\.test\/#code=/);
});

test("a plain challenge is taken where the application allows it", async () => {
  const { identity } = fixture;
  const appId = "eeeeeeee-0001-4333-8444-555555555555";
  await identity.createApplication({
    tenantId: TENANT_ID,
    appId,
    displayName: "Old",
    redirectUris: [{ uri: "https://old.contoso.test/in", platform: "web" }],
    allowsPlainPkce: true,
  });
  await identity.createServicePrincipal({ tenantId: TENANT_ID, appId });
  await identity.grantDelegated({
    tenantId: TENANT_ID,
    clientAppId: appId,
    resourceAppId: API_ID,
    scopes: ["Read"],
  });
  const fields = { client_id: appId, redirect_uri: "https://old.contoso.test/in" };
  for (const method of ["plain", undefined]) {
    const challenge = { code_challenge: VERIFIER, code_challenge_method: method };
    const { answer } = await fixture.signedIn({ fields: { ...fields, ...challenge } });
    expect(broughtBy(answer)).toHaveProperty("code");
  }
});

test("every end of an attempt is recorded, with nothing secret in it", async () => {
  const count = fixture.signIns.length;
  const browser = fixture.newBrowser();
  const fields = {
    client_id: PLAIN_ID,
    redirect_uri: PLAIN_REDIRECTS[0],
    "client-request-id": CORRELATION_ID,
  };
  const page = await browser.get(fixture.url({ fields }));
  const wrong = await signIn(browser, page, USER_NAME, "Wrong-password-1");
  const done = await signIn(browser, wrong);
  await fixture.newBrowser().get(fixture.url({ fields: { ...fields, prompt: "none" } }));
  await fixture
    .newBrowser()
    .get(fixture.url({ fields: { ...fields, redirect_uri: "https://x.test" } }));
  const events = fixture.signIns.slice(count);
  expect(events.map(({ flow, result, errorNumber }) => ({ flow, result, errorNumber }))).toEqual([
    { flow: "authorize", result: "failure", errorNumber: 50126 },
    { flow: "authorize", result: "success", errorNumber: 0 },
    { flow: "authorize", result: "interrupted", errorNumber: 50058 },
    { flow: "authorize", result: "failure", errorNumber: 50011 },
  ]);
  const tenantId = TENANT_ID;
  const user = { userObjectId: fixture.user.objectId, userName: USER_NAME };
  const app = { appId: PLAIN_ID, appName: "Contoso Plain" };
  expect(events[0]).toMatchObject({ tenantId, ...app, userName: USER_NAME });
  expect(events[1]).toMatchObject({
    tenantId,
    ...app,
    ...user,
    resourceName: "lab",
    correlationId: CORRELATION_ID,
  });
  expect(events[2]).toMatchObject({ tenantId, ...app });
  expect(events[3]).toMatchObject({ tenantId, appId: PLAIN_ID });
  const text = JSON.stringify(events);
  for (const secret of ["Wrong-password-1", broughtBy(done)["code"] ?? ""]) {
    expect(text).not.toContain(secret);
  }
});
