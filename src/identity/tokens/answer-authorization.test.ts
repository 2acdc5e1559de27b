import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CodeFixture, openCodeFixture, PAGE_ID } from "../../../tests/support/code-fixture.ts";
import { LOGIN, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { API, API_ID, claimsOf } from "../../../tests/support/user-fixture.ts";
import type { ResponseType } from "../index.ts";

let fixture: CodeFixture;
const IMPLICIT_ID = "66666666-4444-4333-8444-555555555555";

beforeAll(async () => {
  fixture = await openCodeFixture();
  const { identity } = fixture;
  await identity.createApplication({
    tenantId: TENANT_ID,
    displayName: "implicit",
    appId: IMPLICIT_ID,
    redirectUris: [{ uri: "https://page.test/", platform: "web" }],
    allowsImplicitAccessToken: true,
    allowsImplicitIdToken: true,
  });
  await identity.createServicePrincipal({ tenantId: TENANT_ID, appId: IMPLICIT_ID });
  await identity.grantDelegated({
    tenantId: TENANT_ID,
    clientAppId: IMPLICIT_ID,
    resourceAppId: API_ID,
    scopes: ["Read"],
  });
});

afterAll(() => fixture.close());

const types = (text: string): ReadonlySet<ResponseType> =>
  new Set(text.split(" ") as ResponseType[]);
const scope = `openid profile offline_access ${API}/Read`;
const half = (text = ""): string =>
  createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");

test("all three come together, and the id token vouches for the other two", async () => {
  const asking = { clientId: IMPLICIT_ID, scope, nonce: "n-2" };
  const answer = await fixture.authorize({
    ...asking,
    responseTypes: types("code id_token token"),
  });
  expect(Object.keys(answer).sort()).toEqual(["accessToken", "code", "idToken"]);
  expect(answer.accessToken).toEqual({
    text: expect.any(String),
    expiresInSeconds: 3599,
    scope: `${API}/Read openid profile`,
  });
  expect(claimsOf(answer.accessToken?.text ?? "")).toMatchObject({
    aud: API_ID,
    azp: IMPLICIT_ID,
    azpacr: "0",
    scp: "Read",
    idtyp: "user",
  });
  expect(claimsOf(answer.idToken ?? "")).toMatchObject({
    aud: IMPLICIT_ID,
    at_hash: half(answer.accessToken?.text),
    c_hash: half(answer.code),
    iss: `${LOGIN}/${TENANT_ID}/v2.0`,
    nonce: "n-2",
    preferred_username: fixture.user.userPrincipalName,
  });
});

test("an id token alone vouches for nothing else, and is of the endpoint's version", async () => {
  const { idToken = "" } = await fixture.authorize({
    clientId: IMPLICIT_ID,
    resource: API,
    scope: "openid",
    responseTypes: types("id_token"),
  });
  const claims = claimsOf(idToken);
  expect(claims).toMatchObject({ iss: `${LOGIN}/${TENANT_ID}/`, ver: "1.0" });
  for (const name of ["at_hash", "c_hash", "nonce", "auth_time"]) {
    expect(claims).not.toHaveProperty(name);
  }
});

test.each([
  ["token", "identity/implicit-token-disabled"],
  ["code id_token", "identity/implicit-id-token-disabled"],
])("a registration that does not say so gets no %s", async (text, code) => {
  const asking = { clientId: PAGE_ID, responseTypes: types(text) };
  await expect(fixture.authorize(asking)).rejects.toMatchObject({ code });
});

test("not even a code is due before the consent", async () => {
  const asking = { clientId: IMPLICIT_ID, scope: `${API}/Write` };
  await expect(fixture.authorize(asking)).rejects.toMatchObject({
    code: "identity/consent-missing",
  });
});

test("v1.0 names the permissions alone, as its token endpoint does", async () => {
  const { accessToken } = await fixture.authorize({
    clientId: IMPLICIT_ID,
    resource: API,
    scope: "openid",
    responseTypes: types("token"),
  });
  expect(accessToken?.scope).toBe("Read");
});
