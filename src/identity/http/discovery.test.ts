import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type IdentityFixture,
  LOGIN,
  openIdentityFixture,
  TENANT_ID,
} from "../../../tests/support/identity-fixture.ts";
import { createLogger } from "../../http/index.ts";
import { createLoginSurface } from "./index.ts";

let fixture: IdentityFixture;
let surface: FastifyInstance;

beforeAll(async () => {
  fixture = await openIdentityFixture();
  const { identity, clock, ids } = fixture;
  surface = createLoginSurface({ identity, clock, ids, log: createLogger({ level: "silent" }) });
});

afterAll(async () => {
  await surface.close();
  await fixture.close();
});

const get = (url: string, host = "localhost:8443") => surface.inject({ url, headers: { host } });

const CLAIMS = [
  ...["sub", "iss", "aud", "exp", "iat", "nbf", "auth_time", "nonce", "at_hash", "c_hash"],
  ...["name", "family_name", "given_name", "email", "preferred_username", "upn", "ipaddr"],
  ...["oid", "tid", "sid", "acct", "groups", "roles", "wids", "scp", "idtyp", "uti", "ver"],
];
const COMMON = {
  token_endpoint_auth_methods_supported: [
    "client_secret_post",
    "private_key_jwt",
    "client_secret_basic",
  ],
  token_endpoint_auth_signing_alg_values_supported: ["RS256", "PS256"],
  grant_types_supported: [
    "client_credentials",
    "authorization_code",
    "password",
    "refresh_token",
    "urn:ietf:params:oauth:grant-type:device_code",
    "device_code",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "implicit",
  ],
  subject_types_supported: ["pairwise"],
  id_token_signing_alg_values_supported: ["RS256"],
  response_types_supported: [
    "code",
    "code id_token",
    "code id_token token",
    "code token",
    "id_token",
    "id_token token",
    "token",
  ],
  response_modes_supported: ["query", "fragment", "form_post"],
  scopes_supported: ["openid", "profile", "email", "offline_access"],
  code_challenge_methods_supported: ["S256"],
  prompt_values_supported: ["none", "login", "select_account", "consent"],
  request_parameter_supported: false,
  http_logout_supported: true,
  frontchannel_logout_supported: true,
  frontchannel_logout_session_supported: true,
  request_uri_parameter_supported: false,
  userinfo_endpoint: `${LOGIN}/oidc/userinfo`,
  tenant_region_scope: null,
  cloud_instance_name: "microsoftonline.com",
  msgraph_host: "graph.microsoft.com",
};

test("the v2.0 document names the tenant by id at the origin that was asked", async () => {
  const base = `${LOGIN}/${TENANT_ID}`;
  const response = await get("/contoso.test/v2.0/.well-known/openid-configuration");
  expect(response.json()).toEqual({
    ...COMMON,
    issuer: `${base}/v2.0`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    claims_supported: [...CLAIMS, "azp", "azpacr"],
  });
  expect(response.headers["access-control-allow-origin"]).toBe("*");
});

test("the v1.0 document's issuer ends in a slash, and Microsoft's name is an origin too", async () => {
  const base = `https://login.microsoftonline.com/${TENANT_ID}`;
  const path = `/${TENANT_ID}/.well-known/openid-configuration`;
  expect((await get(path, "login.microsoftonline.com")).json()).toEqual({
    ...COMMON,
    userinfo_endpoint: "https://login.microsoftonline.com/oidc/userinfo",
    issuer: `${base}/`,
    token_endpoint: `${base}/oauth2/token`,
    authorization_endpoint: `${base}/oauth2/authorize`,
    device_authorization_endpoint: `${base}/oauth2/devicecode`,
    end_session_endpoint: `${base}/oauth2/logout`,
    jwks_uri: `${base}/discovery/keys`,
    microsoft_multi_refresh_token: true,
    claims_supported: [...CLAIMS, "acr", "amr", "appid", "appidacr", "idp", "unique_name"],
  });
});

test("common and organizations leave the tenant open, there are no personal accounts", async () => {
  for (const name of ["common", "organizations"]) {
    const path = `/${name}/v2.0/.well-known/openid-configuration`;
    expect((await get(path)).json()).toMatchObject({
      issuer: `${LOGIN}/{tenantid}/v2.0`,
      token_endpoint: `${LOGIN}/${name}/oauth2/v2.0/token`,
    });
  }
  const consumers = await get("/consumers/v2.0/.well-known/openid-configuration");
  expect(consumers.statusCode).toBe(400);
  expect(consumers.json()).toMatchObject({ error_codes: [90002] });
});

test("the ADFS form keeps its own paths", async () => {
  expect((await get("/adfs/.well-known/openid-configuration")).json()).toMatchObject({
    token_endpoint: `${LOGIN}/adfs/oauth2/token`,
    device_authorization_endpoint: `${LOGIN}/adfs/oauth2/devicecode`,
    end_session_endpoint: `${LOGIN}/adfs/oauth2/logout`,
    jwks_uri: `${LOGIN}/adfs/discovery/keys`,
  });
  expect((await get("/adfs/discovery/keys")).json().keys).toHaveLength(1);
});

test("an unknown tenant has no documents", async () => {
  for (const path of ["v2.0/.well-known/openid-configuration", "discovery/v2.0/keys"]) {
    const response = await get(`/fabrikam.test/${path}`);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ error: "invalid_request", error_codes: [90002] });
  }
});

test("keys are published without their private parts, with the issuer at v2.0 only", async () => {
  const [published] = fixture.identity.publishedKeys();
  const key = {
    kty: "RSA",
    use: "sig",
    kid: published?.kid,
    x5t: published?.kid,
    n: published?.n,
    e: "AQAB",
    x5c: [published?.certificateBase64],
  };
  expect((await get(`/${TENANT_ID}/discovery/keys`)).json()).toEqual({ keys: [key] });
  expect((await get(`/${TENANT_ID}/discovery/v2.0/keys`)).json()).toEqual({
    keys: [{ ...key, issuer: `${LOGIN}/${TENANT_ID}/v2.0` }],
  });
  expect((await get("/common/discovery/v2.0/keys")).json().keys[0].issuer).toBe(
    `${LOGIN}/{tenantid}/v2.0`,
  );
});

const instance = (endpoint: string, version = "1.1") =>
  get(
    `/common/discovery/instance?api-version=${version}` +
      `&authorization_endpoint=${encodeURIComponent(endpoint)}`,
    "login.microsoftonline.com",
  );

test("instance discovery gives back the port that a client left out", async () => {
  const response = await instance("https://localhost/contoso.test/oauth2/v2.0/authorize");
  expect(response.json()).toEqual({
    tenant_discovery_endpoint: `${LOGIN}/contoso.test/v2.0/.well-known/openid-configuration`,
    "api-version": "1.1",
    metadata: [
      {
        preferred_network: "login.microsoftonline.com",
        preferred_cache: "login.windows.net",
        aliases: [
          "login.microsoftonline.com",
          "login.windows.net",
          "login.microsoft.com",
          "sts.windows.net",
        ],
      },
      ...["localhost:8443", "127.0.0.1:8443", "[::1]:8443"].map((host) => ({
        preferred_network: host,
        preferred_cache: host,
        aliases: [host],
      })),
    ],
  });
});

test("an authority elsewhere is an invalid instance", async () => {
  for (const endpoint of [
    "https://login.evil.test/common/oauth2/authorize",
    "http://localhost:8443/common/oauth2/authorize",
    "https://localhost:8443/",
    "nonsense",
  ]) {
    const response = await instance(endpoint);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ error: "invalid_instance", error_codes: [50049] });
  }
});

test("instance discovery needs its parameters, in a version that it knows", async () => {
  expect((await get("/common/discovery/instance?api-version=1.1")).json()).toMatchObject({
    error_codes: [90014],
  });
  expect((await instance("https://localhost/common/oauth2/authorize", "2.0")).json()).toMatchObject(
    { error_codes: [90023] },
  );
});

test.each(["v2.0/.well-known/openid-configuration", "discovery/v2.0/keys", "discovery/keys"])(
  "%s may be kept, and asking about it again costs no body",
  async (path) => {
    const url = `/${TENANT_ID}/${path}`;
    const first = await get(url);
    expect(first.headers).toMatchObject({
      "cache-control": "private, max-age=0, must-revalidate",
      etag: expect.stringMatching(/^"[\w-]{27}"$/),
    });
    const etag = String(first.headers.etag);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const again = await surface.inject({
        url,
        headers: { host: "localhost:8443", "if-none-match": known },
      });
      expect(again.statusCode).toBe(304);
      expect(again.body).toBe("");
      expect(again.headers).toMatchObject({ etag });
    }
    const other = { host: "localhost:8443", "if-none-match": '"other"' };
    expect((await surface.inject({ url, headers: other })).statusCode).toBe(200);
  },
);

test("after a rotation the keys have another tag", async () => {
  const url = `/${TENANT_ID}/discovery/v2.0/keys`;
  const first = await get(url);
  await fixture.identity.signingKeys.rotate({ isImmediate: false });
  const headers = { host: "localhost:8443", "if-none-match": String(first.headers.etag) };
  const second = await surface.inject({ url, headers });
  expect(second.statusCode).toBe(200);
  expect(second.json().keys).toEqual([...first.json().keys, expect.anything()]);
});
