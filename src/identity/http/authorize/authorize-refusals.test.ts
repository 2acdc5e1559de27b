import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type AuthorizeCall,
  type AuthorizeFixture,
  addFabrikam,
  broughtBy,
  CHALLENGE,
  FABRIKAM_ID,
  openAuthorizeFixture,
  PLAIN_ID,
  PLAIN_REDIRECTS,
  SPA_ID,
  SPA_REDIRECT,
  WEB_ID,
  WEB_REDIRECT,
} from "../../../../tests/support/authorize-fixture.ts";
import { TENANT_ID } from "../../../../tests/support/identity-fixture.ts";
import { API } from "../../../../tests/support/user-fixture.ts";

const OTHER_APP = "bbbbbbbb-0002-4333-8444-555555555555";

let fixture: AuthorizeFixture;

beforeAll(async () => {
  fixture = await openAuthorizeFixture();
  await addFabrikam(fixture);
  const { identity } = fixture;
  await identity.createApplication({
    tenantId: FABRIKAM_ID,
    displayName: "Fabrikam's own",
    appId: OTHER_APP,
    redirectUris: [{ uri: "https://fabrikam.test/in", platform: "web" }],
  });
});

afterAll(() => fixture.close());

describe("what must not reach an address is told to the person alone", () => {
  const cases: readonly (readonly [string, number, AuthorizeCall])[] = [
    ["an unknown tenant", 90002, { tenant: "nowhere.test" }],
    ["a tenant that is no name", 900023, { tenant: "no_name" }],
    ["personal accounts", 90002, { tenant: "consumers" }],
    ["no client", 900144, { fields: { client_id: undefined } }],
    ["an empty client", 900144, { fields: { client_id: "" } }],
    ["a client twice", 9000411, { fields: { client_id: [WEB_ID, WEB_ID] } }],
    ["a client that is no id", 700016, { fields: { client_id: "my-app" } }],
    ["an unknown client", 700016, { fields: { client_id: TENANT_ID } }],
    ["a client of another tenant", 700016, { fields: { client_id: OTHER_APP } }],
    [
      "a client of one tenant at common",
      50194,
      { tenant: "common", fields: { client_id: WEB_ID } },
    ],
    ["an address that is not registered", 50011, { fields: { redirect_uri: "https://evil.test" } }],
    ["an address with more of a path", 50011, { fields: { redirect_uri: `${WEB_REDIRECT}/x` } }],
    ["the address twice", 9000411, { fields: { redirect_uri: [WEB_REDIRECT, WEB_REDIRECT] } }],
    [
      "no address where there are two",
      900971,
      { fields: { client_id: PLAIN_ID, redirect_uri: undefined } },
    ],
  ];
  test.each(cases)("%s: AADSTS%d", async (_, number, call) => {
    for (const path of ["oauth2/authorize", "oauth2/v2.0/authorize"]) {
      const answer = await fixture.newBrowser().get(fixture.url({ ...call, path }));
      expect(answer.status).toBe(400);
      expect(answer.location).toBeUndefined();
      expect(answer.body).toContain(`AADSTS${number}`);
      expect(answer.headers).toMatchObject({
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        "x-frame-options": "DENY",
      });
    }
  });

  test("a request that grows too long when it is spelled as forms are", async () => {
    const url = `${fixture.url({ fields: { state: undefined } })}&state=${"~".repeat(12_000)}`;
    const answer = await fixture.newBrowser().get(url);
    expect(answer.status).toBe(400);
    expect(answer.body).toContain("AADSTS90015");
  });

  test("a posted request that is too long", async () => {
    const url = new URL(fixture.url(), "https://localhost");
    const fields = { ...Object.fromEntries(url.searchParams), state: "s".repeat(33_000) };
    const answer = await fixture.newBrowser().post(url.pathname, fields);
    expect(answer.status).toBe(400);
    expect(answer.body).toContain("AADSTS90015");
  });

  test("a query that cannot be read", async () => {
    for (const state of ["%E9", "%zz"]) {
      const answer = await fixture.newBrowser().get(`${fixture.url()}&x=${state}`);
      expect(answer.body).toContain("AADSTS9002313");
    }
  });

  test("the address of a page that is opened again", async () => {
    for (const path of ["login", "reprocess"]) {
      const answer = await fixture.newBrowser().get(`/${TENANT_ID}/${path}`);
      expect(answer.body).toContain("AADSTS900561");
    }
  });

  test("a disabled application", async () => {
    const { identity, tenantId, principalId: objectId, clientId } = fixture;
    await identity.setServicePrincipalEnabled({ tenantId, objectId, isEnabled: false });
    const url = fixture.url({ fields: { client_id: clientId } });
    expect((await fixture.newBrowser().get(url)).body).toContain("AADSTS7000112");
  });

  test("a mismatch shows what was sent and what is registered", async () => {
    const url = fixture.url({ fields: { client_id: PLAIN_ID, redirect_uri: "https://a.test/x" } });
    const { body } = await fixture.newBrowser().get(url);
    const text = body.replace(/<\/?mark>/g, "");
    for (const uri of ["https://a.test/x", ...PLAIN_REDIRECTS]) expect(text).toContain(uri);
  });
});

const spa = { client_id: SPA_ID, redirect_uri: SPA_REDIRECT };
const implicit = { response_type: "id_token token" };

/** What is wrong, where the answer goes, its error and number, and the request. */
const REDIRECTED: readonly (readonly [
  string,
  "query" | "fragment",
  string,
  number,
  AuthorizeCall["fields"] & {},
])[] = [
  ["no response type", "query", "invalid_request", 900144, { response_type: undefined }],
  ["response type none", "query", "unsupported_response_type", 70005, { response_type: "none" }],
  [
    "a response type twice",
    "query",
    "unsupported_response_type",
    70005,
    { response_type: "code code" },
  ],
  [
    "an unknown one beside a known",
    "query",
    "unsupported_response_type",
    70005,
    { response_type: "code magic" },
  ],
  [
    "an access token that is not enabled",
    "fragment",
    "unsupported_response_type",
    700051,
    { client_id: PLAIN_ID, redirect_uri: PLAIN_REDIRECTS[0], response_type: "token" },
  ],
  [
    "an id token that is not enabled",
    "fragment",
    "unsupported_response_type",
    700054,
    { client_id: PLAIN_ID, redirect_uri: PLAIN_REDIRECTS[0], response_type: "code id_token" },
  ],
  [
    "tokens in the query",
    "fragment",
    "invalid_request",
    70007,
    { ...implicit, response_mode: "query" },
  ],
  ["an unknown response mode", "query", "invalid_request", 70007, { response_mode: "smoke" }],
  [
    "no nonce for an id token",
    "fragment",
    "invalid_request",
    90014,
    { ...implicit, nonce: undefined },
  ],
  [
    "an id token without openid",
    "fragment",
    "invalid_scope",
    70011,
    { ...implicit, scope: `${API}/Read` },
  ],
  ["no scope", "query", "invalid_request", 900144, { scope: undefined }],
  ["a resource at v2.0", "query", "invalid_request", 901002, { resource: API }],
  ["a malformed scope", "query", "invalid_scope", 70011, { scope: "a\\b" }],
  ["two resources", "query", "invalid_scope", 700022, { scope: `${API}/Read User.Read` }],
  ["a parameter twice", "query", "invalid_request", 9000411, { nonce: ["1", "2"] }],
  ["prompt none with another", "query", "invalid_request", 90023, { prompt: "none login" }],
  ["prompt admin_consent", "query", "invalid_request", 90023, { prompt: "admin_consent" }],
  ["prompt create", "query", "invalid_request", 90023, { prompt: "create" }],
  ["max_age that is no number", "query", "invalid_request", 90023, { max_age: "-1" }],
  ["domain_hint consumers", "query", "invalid_request", 90023, { domain_hint: "consumers" }],
  ["malformed claims", "query", "invalid_request", 90023, { claims: "{" }],
  [
    "an essential claim that is not told",
    "query",
    "invalid_request",
    90023,
    { claims: '{"id_token":{"shoe_size":{"essential":true}}}' },
  ],
  [
    "one certain subject",
    "query",
    "invalid_request",
    90023,
    { claims: '{"id_token":{"sub":{"value":"x"}}}' },
  ],
  [
    "one of certain subjects",
    "query",
    "invalid_request",
    90023,
    { claims: '{"id_token":{"sub":{"values":["x"]}}}' },
  ],
  [
    "an essential claim of a certain value",
    "query",
    "invalid_request",
    90023,
    { claims: '{"id_token":{"tid":{"essential":true,"value":"elsewhere"}}}' },
  ],
  ["a request object", "query", "request_not_supported", 90023, { request: "e.y.J" }],
  ["a request URI", "query", "request_uri_not_supported", 90023, { request_uri: "https://x.test" }],
  ["a registration", "query", "registration_not_supported", 90023, { registration: "{}" }],
  ["a token bound to a key", "query", "invalid_request", 90023, { req_cnf: "e30" }],
  ["a token of another type", "query", "invalid_request", 90023, { token_type: "pop" }],
  ["a broker in between", "query", "invalid_request", 90023, { brk_client_id: PLAIN_ID }],
  ["an encrypted answer", "query", "invalid_request", 90023, { ear_jwk: "e30" }],
  ["a page without a challenge", "query", "invalid_request", 9002325, spa],
  [
    "a short challenge",
    "query",
    "invalid_request",
    501491,
    { code_challenge: "x", code_challenge_method: "S256" },
  ],
  [
    "a challenge of another size than S256",
    "query",
    "invalid_request",
    501491,
    { code_challenge: `${CHALLENGE}x`, code_challenge_method: "S256" },
  ],
  [
    "a plain challenge",
    "query",
    "invalid_request",
    501491,
    { code_challenge: CHALLENGE, code_challenge_method: "plain" },
  ],
  [
    "a challenge without a method",
    "query",
    "invalid_request",
    501491,
    { code_challenge: CHALLENGE },
  ],
  [
    "an unknown challenge method",
    "query",
    "invalid_request",
    501491,
    { code_challenge: CHALLENGE, code_challenge_method: "S512" },
  ],
  [
    "a method without a challenge",
    "query",
    "invalid_request",
    501491,
    { code_challenge_method: "S256" },
  ],
  ["an id token hint that is none", "query", "invalid_request", 90023, { id_token_hint: "e.y.J" }],
  ["nobody signed in and prompt none", "query", "login_required", 50058, { prompt: "none" }],
];

test.each(REDIRECTED)(
  "%s is answered in the %s: %s, AADSTS%d",
  async (_, place, error, number, fields) => {
    const browser = fixture.newBrowser();
    const answer = await browser.get(fixture.url({ fields }));
    expect(answer.status, answer.body).toBe(302);
    expect(browser.cookies.size).toBe(0);
    const { origin, pathname, search } = answer.location ?? new URL("about:blank");
    const asked = String(fields["redirect_uri"] ?? WEB_REDIRECT);
    expect(`${origin}${pathname}`).toBe(new URL(asked).href);
    expect(search === "").toBe(place === "fragment");
    expect(broughtBy(answer)).toEqual({
      error,
      error_description: expect.stringMatching(
        new RegExp(
          `^AADSTS${number}: .+ Trace ID: .+ Correlation ID: .+ Timestamp: 2026-01-02 03:04:05Z$`,
        ),
      ),
      error_uri: `https://login.microsoftonline.com/error?code=${number}`,
      state: "a&b c",
    });
  },
);

test("a refusal is posted where the answer would have been", async () => {
  const url = fixture.url({ fields: { response_mode: "form_post", prompt: "none" } });
  const answer = await fixture.newBrowser().get(url);
  expect(answer.status).toBe(200);
  expect(answer.body).toContain(`action="${WEB_REDIRECT}"`);
  expect(answer.body).toContain('name="error" value="login_required"');
});

test("version 1.0 needs a resource, and takes no scope but OpenID's", async () => {
  const path = "oauth2/authorize";
  for (const [fields, number] of [
    [{ scope: undefined }, 900144],
    [{ scope: "Read", resource: API }, 70011],
  ] as const) {
    const answer = await fixture.newBrowser().get(fixture.url({ path, fields }));
    expect(broughtBy(answer)["error_description"]).toContain(`AADSTS${number}`);
  }
});

test("a state that was sent twice is refused and not repeated", async () => {
  const answer = await fixture.newBrowser().get(fixture.url({ fields: { state: ["1", "2"] } }));
  expect(broughtBy(answer)).not.toHaveProperty("state");
  expect(broughtBy(answer)).toMatchObject({ error: "invalid_request" });
});
