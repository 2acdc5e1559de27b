/** The module of the OpenID certification's Config plan. */
import { createLocalJWKSet, importJWK, jwtVerify } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LOGIN, TENANT_ID } from "../../../../tests/support/identity-fixture.ts";
import {
  basic,
  openRelyingParty,
  type RelyingParty,
} from "../../../../tests/support/relying-party.ts";

let rp: RelyingParty;

beforeAll(async () => {
  rp = await openRelyingParty();
});

afterAll(() => rp.close());

async function read(url: string): Promise<Record<string, unknown>> {
  const { host, pathname } = new URL(url);
  const response = await rp.surface.inject({ url: pathname, headers: { host } });
  expect(response.statusCode).toBe(200);
  expect(response.headers["content-type"]).toBe("application/json; charset=utf-8");
  return response.json();
}

test.each([
  ["", ["sub", "iss", "auth_time", "acr"]],
  ["/v2.0", ["sub", "iss", "auth_time", "preferred_username"]],
] as const)(
  "oidcc-discovery-endpoint-verification of %s: the document says what the module demands",
  async (path, claims) => {
    const base = `${LOGIN}/${TENANT_ID}${path}`;
    const document = await read(`${base}/.well-known/openid-configuration`);
    expect(document["issuer"]).toBe(path === "" ? `${base}/` : base);
    for (const [name, value] of Object.entries(document)) {
      if (/_endpoint$|_uri$/.test(name)) expect(value, name).toMatch(/^https:\/\//);
    }
    expect(document).toMatchObject({
      authorization_endpoint: expect.any(String),
      token_endpoint: expect.any(String),
      userinfo_endpoint: expect.any(String),
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["RS256"],
      scopes_supported: expect.arrayContaining(["openid"]),
      response_types_supported: expect.arrayContaining(["code", "id_token", "id_token token"]),
      response_modes_supported: expect.arrayContaining(["query", "fragment", "form_post"]),
      grant_types_supported: expect.arrayContaining(["authorization_code", "implicit"]),
      claims_supported: expect.arrayContaining([...claims]),
      request_uri_parameter_supported: false,
    });
    const { keys } = (await read(String(document["jwks_uri"]))) as {
      keys: readonly Record<string, string>[];
    };
    expect(keys.length).toBeGreaterThan(0);
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(keys.length);
    for (const key of keys) {
      expect(key).toMatchObject({ kty: "RSA", use: "sig", kid: expect.any(String) });
      for (const secret of ["d", "p", "q", "dp", "dq", "qi", "k"]) {
        expect(key).not.toHaveProperty(secret);
      }
      await importJWK(key, "RS256");
    }
  },
);

test("the endpoints of the document are those that answer, and its keys verify what they issue", async () => {
  const document = await read(`${LOGIN}/${TENANT_ID}/v2.0/.well-known/openid-configuration`);
  const { idToken, accessToken } = await rp.signIn(basic);
  const keys = (await read(String(document["jwks_uri"]))) as unknown as Parameters<
    typeof createLocalJWKSet
  >[0];
  const { payload } = await jwtVerify(idToken, createLocalJWKSet(keys), {
    currentDate: new Date(rp.clock.now()),
  });
  expect(payload.iss).toBe(document["issuer"]);
  const { pathname } = new URL(String(document["userinfo_endpoint"]));
  const headers = { authorization: `Bearer ${accessToken}` };
  expect((await rp.surface.inject({ url: pathname, headers })).statusCode).toBe(200);
});
