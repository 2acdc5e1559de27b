import type { FastifyInstance } from "fastify";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  CLIENT_ID,
  type IdentityFixture,
  LOGIN,
  openIdentityFixture,
  PRINCIPAL_ID,
  TENANT_ID,
} from "../../../tests/support/identity-fixture.ts";
import { createLogger } from "../../http/index.ts";
import { firstPartyAppIds } from "../index.ts";
import { createLoginSurface } from "./index.ts";

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const CORRELATION = "99999999-2222-4333-8444-555555555555";
const ARM = "https://management.azure.com/";

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

type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

interface Call {
  readonly tenant?: string;
  readonly fields?: Fields;
  readonly headers?: Readonly<Record<string, string>>;
}

const PATHS = { v1: "oauth2/token", v2: "oauth2/v2.0/token" } as const;
type Version = keyof typeof PATHS;

const defaults = (version: Version): Fields => ({
  grant_type: "client_credentials",
  client_id: CLIENT_ID,
  client_secret: fixture.secret,
  ...(version === "v1" ? { resource: ARM } : { scope: `${ARM}/.default` }),
});

function formText(fields: Fields): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of value === undefined ? [] : [value].flat()) form.append(name, one);
  }
  return form.toString();
}

async function ask(version: Version, call: Call = {}) {
  const { tenant = TENANT_ID, fields = {}, headers = {} } = call;
  return await surface.inject({
    method: "POST",
    url: `/${tenant}/${PATHS[version]}`,
    headers: {
      host: "localhost:8443",
      "content-type": "application/x-www-form-urlencoded",
      "client-request-id": CORRELATION,
      ...headers,
    },
    payload: formText({ ...defaults(version), ...fields }),
  });
}

function errorBody(number: number, error: string, text: string) {
  const tail = `Trace ID: [0-9a-f-]{36} Correlation ID: ${CORRELATION} Timestamp: 2026-01-02 03:04:05Z`;
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return {
    error,
    error_description: expect.stringMatching(new RegExp(`^AADSTS${number}: ${escaped} ${tail}$`)),
    error_codes: [number],
    timestamp: "2026-01-02 03:04:05Z",
    trace_id: expect.stringMatching(GUID),
    correlation_id: CORRELATION,
    error_uri: `https://login.microsoftonline.com/error?code=${number}`,
  };
}

test("v1.0 answers in strings and echoes the resource", async () => {
  const response = await ask("v1", { fields: { redirect_uri: "https://ignored.test" } });
  expect(response.statusCode).toBe(200);
  expect(response.headers).toMatchObject({
    "cache-control": "no-store",
    pragma: "no-cache",
    "content-type": "application/json; charset=utf-8",
    "x-ms-request-id": expect.stringMatching(GUID),
    "client-request-id": CORRELATION,
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
  const response = await ask("v2");
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
    const { access_token: token } = (await ask(version)).json();
    const keys = await surface.inject(`/${TENANT_ID}/discovery/v2.0/keys`);
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
      const response = await ask(version, { tenant });
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
      const response = await ask(version, { fields, headers: { authorization } });
      expect(response.statusCode, response.body).toBe(200);
    }
  });

  test("parameters that clients send for themselves are ignored", async () => {
    const response = await ask(version, {
      fields: { client_info: "1", "x-client-SKU": "msal.js.node", "x-ms-lib-capability": "a, b" },
    });
    expect(response.statusCode, response.body).toBe(200);
  });

  test("a client capability is repeated in the token", async () => {
    const claims = JSON.stringify({ access_token: { xms_cc: { values: ["cp1"] } } });
    const { access_token: token } = (await ask(version, { fields: { claims } })).json();
    const payload = JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
    expect(payload.xms_cc).toEqual(["CP1"]);
  });

  const unknownId = "aaaaaaaa-2222-4333-8444-555555555555";
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;
  const refusals: readonly [string, Call, number, number, string, string][] = [
    [
      "an unknown tenant",
      { tenant: "fabrikam.test" },
      400,
      90002,
      "invalid_request",
      "There is no tenant 'fabrikam.test'.",
    ],
    [
      "an unknown tenant id",
      { tenant: unknownId },
      400,
      90002,
      "invalid_request",
      `There is no tenant '${unknownId}'.`,
    ],
    [
      "a tenant that is no name",
      { tenant: "contoso" },
      400,
      900023,
      "invalid_request",
      "'contoso' is neither a tenant id nor a domain name.",
    ],
    [
      "the shared tenant common",
      { tenant: "common" },
      400,
      9001023,
      "invalid_request",
      "This grant type is not served at /common: use the endpoint of a tenant.",
    ],
    [
      "the shared tenant organizations",
      { tenant: "organizations" },
      400,
      50059,
      "invalid_request",
      "Neither the request nor its credentials tell which tenant is meant.",
    ],
    [
      "no grant type",
      { fields: { grant_type: undefined } },
      400,
      900144,
      "invalid_request",
      "The request body must contain the parameter 'grant_type'.",
    ],
    [
      "a grant type of a later version",
      { fields: { grant_type: "refresh_token", resource: undefined, scope: undefined } },
      400,
      70003,
      "unsupported_grant_type",
      "The grant type 'refresh_token' is not supported.",
    ],
    [
      "no client",
      { fields: { client_id: undefined } },
      400,
      900144,
      "invalid_request",
      "The request body must contain the parameter 'client_id'.",
    ],
    [
      "an empty client",
      { fields: { client_id: "" } },
      400,
      900144,
      "invalid_request",
      "The request body must contain the parameter 'client_id'.",
    ],
    [
      "an unknown client",
      { fields: { client_id: unknownId } },
      400,
      700016,
      "unauthorized_client",
      `There is no application '${unknownId}' in the directory of the tenant '${TENANT_ID}'.`,
    ],
    [
      "a client that is no id",
      { fields: { client_id: "demo" } },
      400,
      700016,
      "unauthorized_client",
      `There is no application 'demo' in the directory of the tenant '${TENANT_ID}'.`,
    ],
    [
      "a wrong secret",
      { fields: { client_secret: "wrong" } },
      401,
      7000215,
      "invalid_client",
      `The client secret is not valid for the application '${CLIENT_ID}': send the secret's value, not its id.`,
    ],
    [
      "no secret",
      { fields: { client_secret: undefined } },
      401,
      7000218,
      "invalid_client",
      "The request body must contain the parameter 'client_secret' or 'client_assertion'.",
    ],
    [
      "an empty secret",
      { fields: { client_secret: "" } },
      401,
      7000218,
      "invalid_client",
      "The request body must contain the parameter 'client_secret' or 'client_assertion'.",
    ],
    [
      "a client assertion",
      { fields: { client_assertion: "ey", client_secret: undefined } },
      401,
      50012,
      "invalid_client",
      "The parameter 'client_assertion' is not supported by this version of Lazurite: use a client secret.",
    ],
    [
      "a secret in two places",
      { headers: { authorization: basic(`${CLIENT_ID}:x`) } },
      400,
      90023,
      "invalid_request",
      "The client must authenticate in one way only: in the form or in the Authorization header.",
    ],
    [
      "a header for another client than the form's",
      {
        fields: { client_secret: undefined },
        headers: { authorization: basic(`${unknownId}:x`) },
      },
      400,
      90011,
      "invalid_request",
      `The request names more than one application: ${CLIENT_ID}, ${unknownId}.`,
    ],
    [
      "a header that is not Basic credentials",
      { fields: { client_secret: undefined }, headers: { authorization: "Basic ???" } },
      400,
      9002313,
      "invalid_request",
      "The Authorization header is not valid HTTP Basic authentication.",
    ],
    [
      "a public client with a secret",
      { fields: { client_id: firstPartyAppIds.azureCli } },
      401,
      700025,
      "invalid_client",
      `The application '${firstPartyAppIds.azureCli}' is a public client: it must send neither secret nor assertion.`,
    ],
    [
      "a client sent twice",
      { fields: { client_id: [CLIENT_ID, CLIENT_ID] } },
      400,
      9000411,
      "invalid_request",
      "The parameter 'client_id' must not be sent more than once.",
    ],
    [
      "a proof-of-possession token",
      { fields: { token_type: "pop", req_cnf: "e30" } },
      400,
      90023,
      "invalid_request",
      "The parameter 'req_cnf' is not supported by Lazurite.",
    ],
    [
      "a certificate for ssh",
      { fields: { token_type: "ssh-cert" } },
      400,
      90023,
      "invalid_request",
      "The parameter 'token_type' is not supported by Lazurite.",
    ],
    [
      "claims that are no JSON",
      { fields: { claims: "{" } },
      400,
      90023,
      "invalid_request",
      "The parameter 'claims' is not a claims request.",
    ],
    [
      "an essential claim that cannot be given",
      { fields: { claims: '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}' } },
      400,
      90023,
      "invalid_request",
      "The essential claim 'acrs' is not supported by Lazurite.",
    ],
  ];

  test.each(refusals)("%s is refused", async (_, call, status, number, error, text) => {
    const response = await ask(version, call);
    expect(response.json()).toEqual(errorBody(number, error, text));
    expect(response.statusCode).toBe(status);
    expect(response.headers).toMatchObject({ "cache-control": "no-store", pragma: "no-cache" });
  });
});

const byDialect: readonly [string, Version, Fields, number, string, string][] = [
  [
    "v1.0 without a resource",
    "v1",
    { resource: undefined },
    900144,
    "invalid_request",
    "The request body must contain the parameter 'resource'.",
  ],
  [
    "v1.0 with an unknown resource",
    "v1",
    { resource: "https://nowhere.test" },
    500011,
    "invalid_resource",
    `There is no service principal for the resource 'https://nowhere.test' in the tenant '${TENANT_ID}'.`,
  ],
  [
    "v1.0 with two resources",
    "v1",
    { resource: [ARM, ARM] },
    9000411,
    "invalid_request",
    "The parameter 'resource' must not be sent more than once.",
  ],
  [
    "v1.0 with a scope of another API",
    "v1",
    { scope: "https://graph.microsoft.com/.default" },
    70011,
    "invalid_scope",
    "The scope 'https://graph.microsoft.com/.default' is not valid.",
  ],
  [
    "v2.0 without a scope",
    "v2",
    { scope: undefined },
    900144,
    "invalid_request",
    "The request body must contain the parameter 'scope'.",
  ],
  [
    "v2.0 with a resource",
    "v2",
    { resource: ARM },
    901002,
    "invalid_request",
    "The parameter 'resource' is not supported at this endpoint: use 'scope'.",
  ],
  [
    "v2.0 with an unknown resource",
    "v2",
    { scope: "https://nowhere.test/.default" },
    500011,
    "invalid_resource",
    `There is no service principal for the resource 'https://nowhere.test' in the tenant '${TENANT_ID}'.`,
  ],
  [
    "v2.0 with a named permission",
    "v2",
    { scope: "https://graph.microsoft.com/User.Read" },
    1002012,
    "invalid_scope",
    "The scope 'https://graph.microsoft.com/User.Read' is not valid for client credentials: use the identifier of the resource followed by /.default.",
  ],
  [
    "v2.0 with a default scope and another one",
    "v2",
    { scope: `${ARM}.default openid` },
    1002012,
    "invalid_scope",
    `The scope '${ARM}.default openid' is not valid for client credentials: use the identifier of the resource followed by /.default.`,
  ],
  [
    "v2.0 with two resources",
    "v2",
    { scope: "https://a.test/.default https://b.test/.default" },
    700022,
    "invalid_scope",
    "The scope 'https://a.test/.default https://b.test/.default' names more than one resource.",
  ],
  [
    "v2.0 with a scope of no resource",
    "v2",
    { scope: ".default" },
    700023,
    "invalid_scope",
    "The scope '.default' names no resource.",
  ],
  [
    "v2.0 with a scope of forbidden characters",
    "v2",
    { scope: 'https://a"b/.default' },
    70011,
    "invalid_scope",
    "The scope 'https://a\"b/.default' is not valid.",
  ],
];

test.each(byDialect)("%s is refused", async (_, version, fields, number, error, text) => {
  const response = await ask(version, { fields });
  expect(response.json()).toEqual(errorBody(number, error, text));
  expect(response.statusCode).toBe(400);
});

test("v1.0 takes the scopes that name no API", async () => {
  expect((await ask("v1", { fields: { scope: "openid offline_access" } })).statusCode).toBe(200);
});

test("exactly /.default is taken off a scope, so the audience keeps its slash", async () => {
  for (const resource of ["https://graph.microsoft.com", "https://graph.microsoft.com/"]) {
    const { access_token: token } = (
      await ask("v2", { fields: { scope: `${resource}/.default` } })
    ).json();
    const payload = JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
    expect(payload.aud).toBe(resource);
  }
});

test("the ADFS path speaks the v2.0 dialect for the only tenant", async () => {
  const response = await surface.inject({
    method: "POST",
    url: "/adfs/oauth2/token",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: formText(defaults("v2")),
  });
  expect(response.json()).toMatchObject({ expires_in: 3_599, scope: `${ARM}/.default` });
});

test("a wrong secret by HTTP Basic is answered with a challenge", async () => {
  const authorization = `Basic ${Buffer.from(`${CLIENT_ID}:x`).toString("base64")}`;
  const response = await ask("v2", {
    fields: { client_secret: undefined },
    headers: { authorization },
  });
  expect(response.statusCode).toBe(401);
  expect(response.headers["www-authenticate"]).toBe('Basic realm="login"');
});

test("a correlation id is taken from the URL or the form as well, when it is a GUID", async () => {
  const url = `/${TENANT_ID}/oauth2/token?client-request-id=${CORRELATION}`;
  const fromUrl = await surface.inject({ method: "POST", url });
  expect(fromUrl.json()).toMatchObject({ correlation_id: CORRELATION, error_codes: [900144] });
  const fromForm = await ask("v1", {
    headers: { "client-request-id": "no guid" },
    fields: { client_secret: "x", "client-request-id": CORRELATION },
  });
  expect(fromForm.json()).toMatchObject({ correlation_id: CORRELATION });
});

describe("what is no token request is refused in the service's form", () => {
  const token = `/${TENANT_ID}/oauth2/v2.0/token`;
  const headers = { "client-request-id": CORRELATION };
  const form = "application/x-www-form-urlencoded";
  const cases: readonly [string, object, number, number, string][] = [
    ["GET", { method: "GET", url: token }, 405, 900561, "POST only; the request used GET."],
    ["PUT", { method: "PUT", url: token }, 405, 900561, "POST only; the request used PUT."],
    ["another path", { method: "POST", url: "/x/y" }, 404, 90023, "There is no such endpoint."],
    [
      "JSON",
      { method: "POST", url: token, payload: { grant_type: "client_credentials" } },
      415,
      9002313,
      "The request body must be a form.",
    ],
    [
      "text",
      { method: "POST", url: token, payload: "a=b", headers: { "content-type": "text/plain" } },
      415,
      9002313,
      "The content type of the request body is not supported.",
    ],
    [
      "broken percent-encoding",
      { method: "POST", url: token, payload: "a=%zz", headers: { "content-type": form } },
      400,
      9002313,
      "The form body has broken percent-encoding.",
    ],
    [
      "a body that is too large",
      {
        method: "POST",
        url: token,
        payload: "a".repeat(70_000),
        headers: { "content-type": form },
      },
      413,
      9002313,
      "The request body is too large.",
    ],
  ];
  test.each(cases)("%s", async (_, request, status, number, text) => {
    const given = request as { headers?: Record<string, string> };
    const response = await surface.inject({
      ...request,
      headers: { ...headers, ...given.headers },
    });
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({
      error: "invalid_request",
      error_description: expect.stringContaining(text),
      error_codes: [number],
      correlation_id: CORRELATION,
    });
  });

  test("browser sign-in is refused by name", async () => {
    for (const path of ["oauth2/authorize", "oauth2/v2.0/authorize"]) {
      const response = await surface.inject({ url: `/${TENANT_ID}/${path}?client_id=x`, headers });
      expect(response.statusCode).toBe(400);
      expect(response.json()).toEqual(
        errorBody(
          70005,
          "unsupported_response_type",
          "Signing in with a browser is not supported by this version of Lazurite.",
        ),
      );
    }
  });
});
