import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  CLIENT_ID,
  LOGIN,
  PRINCIPAL_ID,
  TENANT_ID,
} from "../../../tests/support/identity-fixture.ts";
import {
  ARM,
  CORRELATION_ID,
  formText,
  GUID,
  goodFields,
  type LoginFixture,
  openLoginFixture,
} from "../../../tests/support/login-fixture.ts";

let fixture: LoginFixture;

beforeAll(async () => {
  fixture = await openLoginFixture();
});

afterAll(() => fixture.close());

test("v1.0 answers in strings and echoes the resource", async () => {
  const response = await fixture.ask("v1", { fields: { redirect_uri: "https://ignored.test" } });
  expect(response.statusCode).toBe(200);
  expect(response.headers).toMatchObject({
    "cache-control": "no-store",
    pragma: "no-cache",
    "content-type": "application/json; charset=utf-8",
    "x-ms-request-id": expect.stringMatching(GUID),
    "client-request-id": CORRELATION_ID,
  });
  const now = fixture.clock.now() / 1000;
  expect(response.json()).toEqual({
    token_type: "Bearer",
    expires_in: "3599",
    ext_expires_in: "3599",
    expires_on: String(now + 3_600),
    not_before: String(now - 300),
    resource: ARM,
    access_token: expect.any(String),
  });
});

test("v2.0 answers in numbers and echoes the scope", async () => {
  const response = await fixture.ask("v2");
  expect(response.statusCode).toBe(200);
  expect(response.json()).toEqual({
    token_type: "Bearer",
    scope: `${ARM}/.default`,
    expires_in: 3_599,
    ext_expires_in: 3_599,
    access_token: expect.any(String),
  });
});

describe.each(["v1", "v2"] as const)("%s", (version) => {
  test("the published keys verify the token, whose version is the resource's", async () => {
    const { access_token: token } = (await fixture.ask(version)).json();
    const keys = await fixture.surface.inject(`/${TENANT_ID}/discovery/v2.0/keys`);
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys.json()), {
      issuer: `${LOGIN}/${TENANT_ID}/`,
      audience: ARM,
      algorithms: ["RS256"],
      currentDate: new Date(fixture.clock.now()),
    });
    expect(payload).toMatchObject({ ver: "1.0", appid: CLIENT_ID, oid: PRINCIPAL_ID });
    expect(decodeProtectedHeader(token)["x5t"]).toBe(decodeProtectedHeader(token).kid);
  });

  test("the tenant may be named by domain, in any case", async () => {
    for (const tenant of ["contoso.onmicrosoft.com", "Contoso.Test", TENANT_ID.toUpperCase()]) {
      const response = await fixture.ask(version, { tenant });
      expect(response.statusCode, response.body).toBe(200);
    }
  });

  test("the secret may come by HTTP Basic, both parts form-encoded", async () => {
    const encoded = [CLIENT_ID, fixture.secret].map((part) =>
      new URLSearchParams({ part }).toString().slice("part=".length),
    );
    const authorization = `Basic ${Buffer.from(encoded.join(":")).toString("base64")}`;
    for (const client_id of [undefined, CLIENT_ID]) {
      const fields = { client_id, client_secret: undefined };
      const response = await fixture.ask(version, { fields, headers: { authorization } });
      expect(response.statusCode, response.body).toBe(200);
    }
  });

  test("parameters that clients send for themselves are ignored", async () => {
    const response = await fixture.ask(version, {
      fields: { client_info: "1", "x-client-SKU": "msal.js.node", "x-ms-lib-capability": "a, b" },
    });
    expect(response.statusCode, response.body).toBe(200);
  });

  test("a client capability is repeated in the token", async () => {
    const claims = JSON.stringify({ access_token: { xms_cc: { values: ["cp1"] } } });
    const { access_token: token } = (await fixture.ask(version, { fields: { claims } })).json();
    const payload = JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
    expect(payload.xms_cc).toEqual(["CP1"]);
  });

  test.each([[{ toString: 1, valueOf: 1 }], [["cp1"]], [null]])(
    "a client capability that is no text, as %j, is none",
    async (value) => {
      const claims = JSON.stringify({ access_token: { xms_cc: { values: [value] } } });
      const response = await fixture.ask(version, { fields: { claims } });
      expect(response.statusCode, response.body).toBe(200);
      const { access_token: token } = response.json();
      const payload = JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
      expect(payload).not.toHaveProperty("xms_cc");
    },
  );
});

test("v1.0 takes the scopes that name no API", async () => {
  expect((await fixture.ask("v1", { fields: { scope: "openid offline_access" } })).statusCode).toBe(
    200,
  );
});

test("exactly /.default is taken off a scope, so the audience keeps its slash", async () => {
  for (const resource of ["https://graph.microsoft.com", "https://graph.microsoft.com/"]) {
    const { access_token: token } = (
      await fixture.ask("v2", { fields: { scope: `${resource}/.default` } })
    ).json();
    const payload = JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
    expect(payload.aud).toBe(resource);
  }
});

test("the ADFS path speaks the v2.0 dialect for the only tenant", async () => {
  const response = await fixture.surface.inject({
    method: "POST",
    url: "/adfs/oauth2/token",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: formText(goodFields("v2", fixture.secret)),
  });
  expect(response.json()).toMatchObject({ expires_in: 3_599, scope: `${ARM}/.default` });
});
