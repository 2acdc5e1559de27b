import { afterAll, beforeAll, expect, test } from "vitest";
import { CLIENT_ID, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { type LoginFixture, openLoginFixture } from "../../../tests/support/login-fixture.ts";

const PAGE = "https://page.test";
const TOKEN = `/${TENANT_ID}/oauth2/v2.0/token`;
const EXPOSED = "client-request-id, x-ms-client-request-id, x-ms-request-id, www-authenticate";

let fixture: LoginFixture;

beforeAll(async () => {
  fixture = await openLoginFixture();
  await fixture.identity.createApplication({
    tenantId: TENANT_ID,
    displayName: "page",
    redirectUris: [
      { uri: `${PAGE}/back`, platform: "spa" },
      { uri: "https://web.test/back", platform: "web" },
    ],
  });
});

afterAll(() => fixture.close());

type Headers = Readonly<Record<string, unknown>>;

/** The headers that browsers read of an answer. */
function shown(headers: Headers): Headers {
  const names = Object.keys(headers).filter((name) => /^(access-control-|vary$|allow$)/.test(name));
  return Object.fromEntries(names.map((name) => [name, headers[name]]));
}

async function preflight(url: string, origin: string, more: Record<string, string> = {}) {
  const headers = { origin, "access-control-request-method": "POST", ...more };
  const response = await fixture.surface.inject({ method: "OPTIONS", url, headers });
  expect(response.statusCode).toBe(204);
  expect(response.body).toBe("");
  return shown(response.headers);
}

test.each([TOKEN, `/contoso.test/oauth2/token`])(
  "%s lets the page of a single-page application ask beforehand",
  async (url) => {
    const wanted = { "access-control-request-headers": "content-type,x-client-sku" };
    expect(await preflight(url, PAGE, wanted)).toEqual({
      allow: "POST, OPTIONS",
      vary: "origin",
      "access-control-allow-origin": PAGE,
      "access-control-allow-methods": "POST, OPTIONS",
      "access-control-allow-headers": "content-type,x-client-sku",
      "access-control-max-age": "600",
    });
  },
);

test.each(["https://web.test", "https://evil.test", "http://page.test", `${PAGE}:444`, "null"])(
  "a page of %s may not read tokens",
  async (origin) => {
    expect(await preflight(TOKEN, origin)).toEqual({ allow: "POST, OPTIONS", vary: "origin" });
    const answer = await fixture.ask("v2", { headers: { origin } });
    expect(shown(answer.headers)).toEqual({ vary: "origin" });
  },
);

test("a page of this machine may read tokens at any port, as its redirect URI has any", async () => {
  for (const origin of ["http://localhost:5173", "http://127.0.0.1:8080", "http://[::1]:1"]) {
    expect(await preflight(TOKEN, origin)).not.toHaveProperty("access-control-allow-origin");
  }
  await fixture.identity.createApplication({
    tenantId: TENANT_ID,
    displayName: "page of this machine",
    redirectUris: [
      { uri: "http://localhost/back", platform: "spa" },
      { uri: "http://127.0.0.1:3000", platform: "spa" },
    ],
  });
  for (const origin of ["http://localhost", "http://localhost:5173", "http://127.0.0.1:8080"]) {
    const headers = await preflight(TOKEN, origin);
    expect(headers).toMatchObject({ "access-control-allow-origin": origin });
  }
  for (const origin of [
    "https://localhost:5173",
    "http://localhost.evil.test",
    "http://localhost:5173.evil.test",
    "http://localhost:x",
    "http://localhost.:5173",
    "http://[::1]:1",
    "http://127.0.0.12",
  ]) {
    expect(await preflight(TOKEN, origin)).not.toHaveProperty("access-control-allow-origin");
  }
});

test("what is no list of header names is not repeated", async () => {
  for (const wanted of ["content-type, x y", "a".repeat(70), Array(40).fill("a").join()]) {
    const headers = await preflight(TOKEN, PAGE, { "access-control-request-headers": wanted });
    expect(headers).not.toHaveProperty("access-control-allow-headers");
  }
});

test("a page may read why it was refused", async () => {
  const fields = { client_id: CLIENT_ID, client_secret: "wrong" };
  const answer = await fixture.ask("v2", { fields, headers: { origin: PAGE } });
  expect(answer.statusCode).toBe(401);
  expect(shown(answer.headers)).toEqual({
    vary: "origin",
    "access-control-allow-origin": PAGE,
    "access-control-expose-headers": EXPOSED,
  });
});

test("no answer lets a page send cookies", async () => {
  for (const url of [TOKEN, "/common/discovery/v2.0/keys", "/oidc/userinfo"]) {
    expect(await preflight(url, PAGE)).not.toHaveProperty("access-control-allow-credentials");
  }
});

test.each([
  [`/${TENANT_ID}/.well-known/openid-configuration`, 200],
  [`/${TENANT_ID}/v2.0/.well-known/openid-configuration`, 200],
  [`/${TENANT_ID}/discovery/keys`, 200],
  ["/common/discovery/v2.0/keys", 200],
  ["/common/discovery/instance", 400],
  ["/fabrikam.test/discovery/keys", 400],
  ["/oidc/userinfo", 401],
] as const)("any page may read %s, also what is wrong with it", async (url, status) => {
  const response = await fixture.surface.inject({ url, headers: { origin: "https://any.test" } });
  expect(response.statusCode).toBe(status);
  expect(shown(response.headers)).toEqual({
    "access-control-allow-origin": "*",
    "access-control-expose-headers": EXPOSED,
  });
  const asked = await preflight(url, "https://any.test");
  expect(asked).toMatchObject({ "access-control-allow-origin": "*" });
  expect(asked["access-control-allow-methods"]).toBe(asked["allow"]);
});

test.each(["oauth2/v2.0/authorize", "oauth2/v2.0/devicecode", "oauth2/authorize"])(
  "no page may read %s",
  async (path) => {
    const headers = await preflight(`/${TENANT_ID}/${path}`, PAGE);
    expect(Object.keys(headers)).toEqual(["allow"]);
    const { surface } = fixture;
    const answer = await surface.inject({
      url: `/${TENANT_ID}/${path}`,
      headers: { origin: PAGE },
    });
    expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
  },
);
