import { afterAll, beforeAll, expect, test } from "vitest";
import { type CodeFixture, openCodeFixture, PAGE_ID } from "../../../tests/support/code-fixture.ts";
import { CLIENT_ID, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { CORRELATION_ID, GUID } from "../../../tests/support/login-fixture.ts";
import { API, claimsOf } from "../../../tests/support/user-fixture.ts";

let fixture: CodeFixture;

beforeAll(async () => {
  fixture = await openCodeFixture();
});

afterAll(() => fixture.close());

const GRAPH = "https://graph.microsoft.com";

async function tokens(scope: string, tenant = TENANT_ID) {
  const code = await fixture.code({ scope });
  const response = await fixture.exchange("v2", { tenant, fields: { code } });
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
}

const ask = (headers: Record<string, string>, method: "GET" | "POST" = "GET") =>
  fixture.surface.inject({
    method,
    url: "/oidc/userinfo",
    headers: { host: "localhost:8443", "client-request-id": CORRELATION_ID, ...headers },
  });

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

test.each([
  ["openid", {}],
  ["openid email", { email: "ada@contoso.test" }],
  ["openid profile", { name: "Ada Lovelace", family_name: "Lovelace", given_name: "Ada" }],
  [
    `openid profile email ${GRAPH}/User.Read`,
    {
      name: "Ada Lovelace",
      family_name: "Lovelace",
      given_name: "Ada",
      email: "ada@contoso.test",
    },
  ],
])(
  "the scopes %s tell no more than they say, and the subject of the id token",
  async (scope, more) => {
    const { access_token, id_token } = await tokens(scope);
    for (const method of ["GET", "POST"] as const) {
      const response = await ask(bearer(access_token), method);
      expect(response.json()).toEqual({ sub: claimsOf(id_token)["sub"], ...more });
      expect(response.headers).toMatchObject({
        "access-control-allow-origin": "*",
        "cache-control": "no-store",
        "content-type": "application/json; charset=utf-8",
      });
    }
  },
);

test("two clients know one user by two subjects", async () => {
  const own = (await ask(bearer((await tokens("openid")).access_token))).json();
  const code = await fixture.code({
    clientId: PAGE_ID,
    redirect: { uri: "https://page.test/", platform: "spa" },
  });
  const fields = { client_id: PAGE_ID, client_secret: undefined, code };
  const response = await fixture.exchange("v2", {
    fields: { ...fields, redirect_uri: "https://page.test/" },
    headers: { origin: "https://page.test" },
  });
  const other = (await ask(bearer(response.json().access_token))).json();
  expect(other.sub).not.toBe(own.sub);
});

const refusal = (status: 401 | 403, message: string) => ({
  error: {
    code: status === 401 ? "InvalidAuthenticationToken" : "Authorization_RequestDenied",
    message,
    innerError: {
      date: "2026-01-02T03:04:05",
      "request-id": expect.stringMatching(GUID),
      "client-request-id": CORRELATION_ID,
    },
  },
});

const header = (error: string, text: string) =>
  `Bearer realm="userinfo", error="${error}", error_description="${text}"`;

test("a request without a token is told how to send one, and nothing else", async () => {
  const response = await ask({});
  expect(response.statusCode).toBe(401);
  expect(response.headers["www-authenticate"]).toBe('Bearer realm="userinfo"');
  expect(response.json()).toEqual(refusal(401, "The request has no access token."));
});

test.each([
  ["no bearer token", "Basic abc", "The access token cannot be read."],
  ["no token of ours", "Bearer abc", "The access token cannot be read."],
])("refused: %s", async (_title, authorization, text) => {
  const response = await ask({ authorization });
  expect(response.statusCode).toBe(401);
  expect(response.headers["www-authenticate"]).toBe(header("invalid_token", text));
  expect(response.json()).toEqual(refusal(401, text));
});

test("a token for another API, and an id token, tell nothing", async () => {
  const { access_token, id_token } = await tokens(`openid ${API}/Read`);
  const other = "The access token is not for Microsoft Graph.";
  const response = await ask(bearer(access_token));
  expect(response.headers["www-authenticate"]).toBe(header("invalid_token", other));
  expect(response.json()).toEqual(refusal(401, other));
  expect((await ask(bearer(id_token))).statusCode).toBe(401);
});

test("a changed token and an expired one are refused", async () => {
  const { access_token } = await tokens("openid");
  const [head, body, signature = ""] = access_token.split(".");
  const changed = `${head}.${body}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`;
  const text = "The access token's signature is not genuine.";
  expect((await ask(bearer(changed))).json()).toEqual(refusal(401, text));
  fixture.clock.move(3_600_000);
  const late = await ask(bearer(access_token));
  fixture.clock.move(-3_600_000);
  expect(late.statusCode).toBe(401);
  expect(late.headers["www-authenticate"]).toContain('error="invalid_token"');
});

test("a token without openid lacks a scope", async () => {
  const text = "The access token lacks the scope openid.";
  const response = await ask(bearer((await tokens(`${GRAPH}/User.Read`)).access_token));
  expect(response.statusCode).toBe(403);
  expect(response.headers["www-authenticate"]).toBe(header("insufficient_scope", text));
  expect(response.json()).toEqual(refusal(403, text));
});

test("an application's own token is for no user", async () => {
  const fields = { client_id: CLIENT_ID, scope: `${GRAPH}/.default` };
  const { access_token } = (await fixture.ask("v2", { fields })).json();
  const response = await ask(bearer(access_token));
  expect(response.json()).toEqual(refusal(401, "The access token is for no user."));
});
