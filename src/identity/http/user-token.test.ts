import { createLocalJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CLIENT_ID, LOGIN, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import {
  API,
  API_ID,
  AZURE_CLI,
  claimsOf,
  NATIVE_ID,
  openUserFixture,
  USER_NAME,
  type UserFixture,
} from "../../../tests/support/user-fixture.ts";

let fixture: UserFixture;

beforeAll(async () => {
  fixture = await openUserFixture();
});

afterAll(() => fixture.close());

const MANAGEMENT = "https://management.azure.com/";
const opaque = expect.any(String);

const times = () => {
  const now = fixture.clock.now() / 1000;
  return { iat: now - 300, nbf: now - 300, exp: now + 3_600 };
};

const clientInfo = () =>
  Buffer.from(JSON.stringify({ uid: fixture.user.objectId, utid: TENANT_ID })).toString(
    "base64url",
  );

test("v1.0 answers a password in strings, with everything the session brings", async () => {
  const response = await fixture.signIn("v1");
  expect(response.statusCode, response.body).toBe(200);
  const now = fixture.clock.now() / 1000;
  expect(response.json()).toEqual({
    token_type: "Bearer",
    scope: "user_impersonation",
    expires_in: "3599",
    ext_expires_in: "3599",
    expires_on: String(now + 3_600),
    not_before: String(now - 300),
    resource: MANAGEMENT,
    access_token: opaque,
    refresh_token: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
    foci: "1",
    id_token: opaque,
    client_info: clientInfo(),
  });
});

test("v2.0 answers a password in numbers and repeats the default scope", async () => {
  const response = await fixture.signIn("v2");
  expect(response.statusCode, response.body).toBe(200);
  expect(response.headers).toMatchObject({ "cache-control": "no-store", pragma: "no-cache" });
  expect(response.json()).toEqual({
    token_type: "Bearer",
    scope: `${MANAGEMENT}/user_impersonation ${MANAGEMENT}/.default openid profile`,
    expires_in: 3_599,
    ext_expires_in: 3_599,
    access_token: opaque,
    refresh_token: opaque,
    foci: "1",
    id_token: opaque,
    client_info: clientInfo(),
  });
});

test("what is not asked for is not given: refresh token, id token, client info", async () => {
  const response = await fixture.signIn("v2", {
    fields: { scope: `${MANAGEMENT}/.default`, client_info: undefined },
  });
  expect(response.json()).toEqual({
    token_type: "Bearer",
    scope: `${MANAGEMENT}/user_impersonation ${MANAGEMENT}/.default`,
    expires_in: 3_599,
    ext_expires_in: 3_599,
    access_token: opaque,
  });
});

test("a v1.0 access token says who the user is, and opens the resource as the user", async () => {
  const { access_token: token } = (await fixture.signIn("v1")).json();
  expect(claimsOf(token)).toEqual({
    ...times(),
    aud: MANAGEMENT,
    iss: `${LOGIN}/${TENANT_ID}/`,
    acr: "1",
    aio: opaque,
    amr: ["pwd"],
    appid: AZURE_CLI,
    appidacr: "0",
    family_name: "Lovelace",
    given_name: "Ada",
    idp: `${LOGIN}/${TENANT_ID}/`,
    idtyp: "user",
    ipaddr: "127.0.0.1",
    name: "Ada Lovelace",
    oid: fixture.user.objectId,
    rh: opaque,
    scp: "user_impersonation",
    sub: opaque,
    tid: TENANT_ID,
    unique_name: USER_NAME,
    upn: USER_NAME,
    uti: opaque,
    ver: "1.0",
  });
  const principal = await fixture.identity.authenticator.authenticate(
    `Bearer ${token}`,
    new Set([MANAGEMENT]),
  );
  expect(principal).toMatchObject({
    kind: "user",
    objectId: fixture.user.objectId,
    name: USER_NAME,
    appId: AZURE_CLI,
    scopes: ["user_impersonation"],
  });
});

describe("an API of the tenant", () => {
  beforeAll(async () => {
    await fixture.identity.preAuthorize({
      tenantId: TENANT_ID,
      resourceAppId: API_ID,
      clientAppId: AZURE_CLI,
      scopes: ["Read"],
    });
    await fixture.identity.grantDelegated({
      tenantId: TENANT_ID,
      clientAppId: NATIVE_ID,
      resourceAppId: API_ID,
      scopes: ["Write"],
      userObjectId: fixture.user.objectId,
    });
    await fixture.identity.grantDelegated({
      tenantId: TENANT_ID,
      clientAppId: CLIENT_ID,
      resourceAppId: API_ID,
      scopes: ["Write"],
    });
    await fixture.identity.grantDelegated({
      tenantId: TENANT_ID,
      clientAppId: CLIENT_ID,
      resourceAppId: API_ID,
      scopes: ["Read"],
    });
  });

  test("gets a v2.0 token with the permissions of a pre-authorised client", async () => {
    const response = await fixture.signIn("v2", { fields: { scope: `${API}/.default` } });
    expect(claimsOf(response.json().access_token)).toEqual({
      ...times(),
      aud: API_ID,
      iss: `${LOGIN}/${TENANT_ID}/v2.0`,
      aio: opaque,
      azp: AZURE_CLI,
      azpacr: "0",
      idtyp: "user",
      name: "Ada Lovelace",
      oid: fixture.user.objectId,
      preferred_username: USER_NAME,
      rh: opaque,
      scp: "Read",
      sub: opaque,
      tid: TENANT_ID,
      uti: opaque,
      ver: "2.0",
    });
  });

  test("gets the permission that the user consented to, named in any case", async () => {
    const response = await fixture.signIn("v2", {
      fields: { client_id: NATIVE_ID, scope: `${API}/write` },
    });
    expect(response.json().scope).toBe(`${API}/Write`);
    expect(claimsOf(response.json().access_token)["scp"]).toBe("Write");
  });

  test("gets what was asked for alone, and everything for a default scope", async () => {
    for (const [asked, scp] of [
      ["Read", "Read"],
      [".default", "Read Write"],
    ]) {
      const response = await fixture.signIn("v2", {
        fields: {
          client_id: CLIENT_ID,
          client_secret: fixture.secret,
          scope: `${API_ID}/${asked} offline_access`,
        },
      });
      expect(claimsOf(response.json().access_token)).toMatchObject({ scp, azpacr: "1" });
      expect(response.json()).not.toHaveProperty("foci");
    }
  });

  test("knows the user by another subject from each client", async () => {
    const subjects = await Promise.all(
      [AZURE_CLI, NATIVE_ID].map(async (client_id) => {
        const answer = await fixture.signIn("v2", {
          fields: { client_id, scope: `${API}/.default` },
        });
        return claimsOf(answer.json().access_token)["sub"];
      }),
    );
    expect(subjects[0]).not.toBe(subjects[1]);
    expect(subjects).not.toContain(fixture.user.objectId);
  });
});

test("an id token is of its endpoint's version, for the client, and verifies", async () => {
  const keys = await fixture.surface.inject(`/${TENANT_ID}/discovery/v2.0/keys`);
  const common = { ...times(), aud: AZURE_CLI, rh: opaque, sub: opaque, tid: TENANT_ID };
  const expected = {
    v1: {
      ...common,
      ipaddr: "127.0.0.1",
      iss: `${LOGIN}/${TENANT_ID}/`,
      amr: ["pwd"],
      family_name: "Lovelace",
      given_name: "Ada",
      name: "Ada Lovelace",
      oid: fixture.user.objectId,
      unique_name: USER_NAME,
      upn: USER_NAME,
      uti: opaque,
      ver: "1.0",
    },
    v2: {
      ...common,
      iss: `${LOGIN}/${TENANT_ID}/v2.0`,
      name: "Ada Lovelace",
      oid: fixture.user.objectId,
      preferred_username: USER_NAME,
      uti: opaque,
      ver: "2.0",
    },
  };
  for (const version of ["v1", "v2"] as const) {
    const { id_token: idToken, access_token: token } = (await fixture.signIn(version)).json();
    const { payload } = await jwtVerify(idToken, createLocalJWKSet(keys.json()), {
      currentDate: new Date(fixture.clock.now()),
    });
    expect(payload).toEqual(expected[version]);
    expect(payload.sub).toBe(claimsOf(token)["sub"]);
    // It opens nothing: it is not an access token.
    await expect(
      fixture.identity.authenticator.authenticate(`Bearer ${idToken}`, new Set([AZURE_CLI])),
    ).rejects.toMatchObject({ code: "http/token-malformed" });
  }
});

test("OpenID's scopes alone are permissions of Graph; email tells the address", async () => {
  const response = await fixture.signIn("v2", { fields: { scope: "openid email" } });
  const { scope, id_token: idToken, access_token: token } = response.json();
  expect(scope).toBe("openid email");
  expect(claimsOf(token)).toMatchObject({
    aud: "00000003-0000-0000-c000-000000000000",
    scp: "openid email",
  });
  expect(claimsOf(idToken)["email"]).toBe("ada@contoso.test");
  expect(claimsOf(idToken)).not.toHaveProperty("preferred_username");
});

test("a bare name is a permission of Graph", async () => {
  const response = await fixture.signIn("v2", { fields: { scope: "User.Read" } });
  expect(response.json().scope).toBe("User.Read");
  expect(claimsOf(response.json().access_token)["scp"]).toBe("User.Read");
});

test("where the path names no tenant, the domain of the user's name does", async () => {
  for (const tenant of ["organizations", "common"]) {
    const response = await fixture.signIn("v2", { tenant });
    expect(response.statusCode, response.body).toBe(200);
    expect(claimsOf(response.json().access_token)["tid"]).toBe(TENANT_ID);
  }
});

test("a user realm follows from the domain, not from who exists", async () => {
  const realm = async (user: string, version = "1.0") =>
    await fixture.surface.inject(`/common/userrealm/${user}?api-version=${version}`);
  const own = { ver: "1.0", cloud_instance_name: "microsoftonline.com" };
  const cloud_audience_urn = "urn:federation:MicrosoftOnline";
  for (const user of [USER_NAME, "nobody@Contoso.Test"]) {
    expect((await realm(user)).json()).toEqual({
      ...own,
      account_type: "Managed",
      domain_name: "contoso.test",
      cloud_audience_urn,
    });
  }
  for (const user of ["a@fabrikam.test", "nobody", "a@b", "contoso.test"]) {
    expect((await realm(user)).json()).toEqual({
      ...own,
      account_type: "Unknown",
      cloud_audience_urn,
    });
  }
  const refused = await realm(USER_NAME, "2.0");
  expect(refused.statusCode).toBe(400);
  expect(refused.json()).toMatchObject({ error: "invalid_request", error_codes: [90023] });
  expect(refused.json().error_description).toContain("'2.0' of user realms is not 1.0");
});

test("an id token tells the time of the sign-in where the request for it wants that", async () => {
  const claims = '{"id_token":{"auth_time":{"essential":true}}}';
  const told = (await fixture.signIn("v2", { fields: { claims } })).json();
  expect(claimsOf(told.id_token)["auth_time"]).toBe(fixture.clock.now() / 1_000);
  const untold = (await fixture.signIn("v2")).json();
  expect(claimsOf(untold.id_token)).not.toHaveProperty("auth_time");
});
