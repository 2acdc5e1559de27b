import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CLIENT_ID, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { errorBody, type TokenCall } from "../../../tests/support/login-fixture.ts";
import {
  API,
  API_ID,
  AZURE_CLI,
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

const MISSING = "The request body must contain the parameter";

type Row = readonly [string, TokenCall, number, number, string, string];

describe.each(["v1", "v2"] as const)("%s refuses a sign-in by password", (version) => {
  const api = version === "v1" ? { resource: API } : { scope: `${API}/.default` };
  const rows: readonly Row[] = [
    [
      "of an unknown user",
      { fields: { username: "nobody@contoso.test" } },
      400,
      50034,
      "invalid_grant",
      `There is no user account 'nobody@contoso.test' in the directory of the tenant '${TENANT_ID}'.`,
    ],
    [
      "of a name that is too long",
      { fields: { username: `${"a".repeat(120)}@contoso.test` } },
      400,
      50034,
      "invalid_grant",
      `There is no user account '${"a".repeat(120)}@contoso.test' in the directory of the tenant '${TENANT_ID}'.`,
    ],
    [
      "with a wrong password",
      { fields: { password: "Correct-horse-1" } },
      400,
      50126,
      "invalid_grant",
      "The user name or the password is wrong.",
    ],
    [
      "without a name",
      { fields: { username: undefined } },
      400,
      900144,
      "invalid_request",
      `${MISSING} 'username'.`,
    ],
    [
      "without a password",
      { fields: { password: "" } },
      400,
      900144,
      "invalid_request",
      `${MISSING} 'password'.`,
    ],
    [
      "with two passwords",
      { fields: { password: ["a", "b"] } },
      400,
      9000411,
      "invalid_request",
      "The parameter 'password' must not be sent more than once.",
    ],
    [
      "at organizations when the domain names no tenant",
      { tenant: "organizations", fields: { username: "ada@fabrikam.test" } },
      400,
      50059,
      "invalid_request",
      "Neither the request nor its credentials tell which tenant is meant.",
    ],
    [
      "at common when the name has no domain",
      { tenant: "common", fields: { username: "contoso.test" } },
      400,
      50059,
      "invalid_request",
      "Neither the request nor its credentials tell which tenant is meant.",
    ],
    [
      "from a confidential client without a proof",
      { fields: { client_id: CLIENT_ID } },
      401,
      7000218,
      "invalid_client",
      `${MISSING} 'client_secret' or 'client_assertion'.`,
    ],
    [
      "for an unknown resource",
      {
        fields: version === "v1" ? { resource: "api://none" } : { scope: "api://none/.default" },
      },
      400,
      500011,
      "invalid_resource",
      `There is no service principal for the resource 'api://none' in the tenant '${TENANT_ID}'.`,
    ],
  ];

  test.each(rows)("%s", async (_, call, status, number, error, text) => {
    const response = await fixture.signIn(version, call);
    expect(response.json()).toEqual(errorBody(number, error, text));
    expect(response.statusCode).toBe(status);
    expect(response.headers).toMatchObject({ "cache-control": "no-store", pragma: "no-cache" });
  });

  test.each([AZURE_CLI, NATIVE_ID])("to an API that nobody gave client %s", async (client_id) => {
    const appName = client_id === NATIVE_ID ? "native" : "Microsoft Azure CLI";
    const response = await fixture.signIn(version, { fields: { client_id, ...api } });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({
      ...errorBody(
        65001,
        "invalid_grant",
        `Neither the user nor an administrator has consented to what the application '${client_id}' (${appName}) asks for.`,
      ),
      suberror: "consent_required",
    });
  });
});

describe("v2 refuses a scope", () => {
  const rows: readonly (readonly [string, string | undefined, number, string, string])[] = [
    ["that is missing", undefined, 900144, "invalid_request", `${MISSING} 'scope'.`],
    ["that ends in a slash", "a/", 70011, "invalid_scope", "The scope 'a/' is not valid."],
    [
      "of forbidden characters",
      'a"b/c',
      70011,
      "invalid_scope",
      "The scope 'a\"b/c' is not valid.",
    ],
    [
      "of no resource",
      ".default openid",
      700023,
      "invalid_scope",
      "The scope '.default openid' names no resource.",
    ],
    [
      "of a session alone",
      "offline_access",
      700023,
      "invalid_scope",
      "The scope 'offline_access' names no resource.",
    ],
    [
      "of two resources",
      "https://a.test/x https://b.test/y",
      700022,
      "invalid_scope",
      "The scope 'https://a.test/x https://b.test/y' names more than one resource.",
    ],
    [
      "of Graph beside another resource",
      "https://a.test/x User.Read",
      700022,
      "invalid_scope",
      "The scope 'https://a.test/x User.Read' names more than one resource.",
    ],
    [
      "that mixes all with one",
      `${API}/.default ${API}/Read`,
      70011,
      "invalid_scope",
      `The scope '${API}/.default' stands for all permissions: it cannot be combined with single ones.`,
    ],
    [
      "that the resource does not offer",
      `${API}/Fly`,
      650053,
      "invalid_client",
      `The application '${AZURE_CLI}' asked for the scope 'Fly', which the resource 'lab' does not offer.`,
    ],
  ];

  test.each(rows)("%s", async (_, scope, number, error, text) => {
    const response = await fixture.signIn("v2", { fields: { scope } });
    expect(response.json()).toEqual(errorBody(number, error, text));
    expect(response.statusCode).toBe(400);
  });

  test("beside a resource", async () => {
    const response = await fixture.signIn("v2", { fields: { resource: API } });
    expect(response.json()).toEqual(
      errorBody(
        901002,
        "invalid_request",
        "The parameter 'resource' is not supported at this endpoint: use 'scope'.",
      ),
    );
  });

  test("of which one part was not granted", async () => {
    await fixture.identity.preAuthorize({
      tenantId: TENANT_ID,
      resourceAppId: API_ID,
      clientAppId: NATIVE_ID,
      scopes: ["Read"],
    });
    const scope = `${API}/Read ${API}/Write`;
    const response = await fixture.signIn("v2", { fields: { client_id: NATIVE_ID, scope } });
    expect(response.json()).toMatchObject({ error_codes: [65001], suberror: "consent_required" });
  });
});

describe("a user", () => {
  const body = (number: number, text: string) => errorBody(number, "invalid_grant", text);
  const LOCKED = "The account is locked for a while, because of too many wrong passwords.";
  const WRONG = "The user name or the password is wrong.";
  const DISABLED = "The user account is disabled.";

  async function makeUser(name: string) {
    return await fixture.identity.createUser({
      tenantId: TENANT_ID,
      userPrincipalName: name,
      displayName: name,
      password: "Correct-horse-1",
    });
  }

  const signIn = async (username: string, password: string) => {
    const response = await fixture.signIn("v2", { fields: { username, password } });
    const { error_codes: codes } = response.json();
    return { codes, body: response.json() };
  };

  test("who is disabled is told so only with the right password", async () => {
    const { objectId } = await makeUser("off@contoso.test");
    await fixture.identity.setUserEnabled({ tenantId: TENANT_ID, objectId, isEnabled: false });
    expect((await signIn("off@contoso.test", "wrong")).body).toEqual(body(50126, WRONG));
    expect((await signIn("off@contoso.test", "Correct-horse-1")).body).toEqual(
      body(50057, DISABLED),
    );
  });

  test("is locked after ten wrong passwords, sent at once, for a time that doubles", async () => {
    const name = "lock@contoso.test";
    await makeUser(name);
    const attempts = await Promise.all(Array.from({ length: 12 }, () => signIn(name, "wrong")));
    expect(attempts.map(({ codes }) => codes[0])).toEqual([
      ...Array.from({ length: 10 }, () => 50126),
      50053,
      50053,
    ]);
    const start = fixture.clock.now();
    try {
      const right = () => signIn(name, "Correct-horse-1");
      fixture.clock.move(59_000);
      expect((await right()).codes).toEqual([50053]);
      fixture.clock.move(1_000);
      expect((await signIn(name, "wrong")).codes).toEqual([50126]);
      fixture.clock.move(119_000);
      expect((await right()).codes).toEqual([50053]);
      fixture.clock.move(1_000);
      expect((await right()).codes).toBeUndefined();
      expect((await signIn(name, "wrong")).codes).toEqual([50126]);
      expect((await right()).codes).toBeUndefined();
    } finally {
      fixture.clock.move(start - fixture.clock.now());
    }
  });

  test("who is locked reads so in full, and another password unlocks", async () => {
    const name = "again@contoso.test";
    const { objectId } = await makeUser(name);
    for (let attempt = 0; attempt < 10; attempt += 1) await signIn(name, "wrong");
    expect((await signIn(name, "Correct-horse-1")).body).toEqual(body(50053, LOCKED));
    await fixture.identity.setPassword({ tenantId: TENANT_ID, objectId, password: "New-horse-22" });
    expect((await signIn(name, "New-horse-22")).codes).toBeUndefined();
  });

  test("is not kept waiting without end", async () => {
    const asked = Array.from({ length: 110 }, () =>
      fixture.signIn("v2", { fields: { username: USER_NAME } }),
    );
    const answers = await Promise.all(asked);
    const busy = answers.find(({ statusCode }) => statusCode === 503);
    expect(busy?.json()).toEqual(
      errorBody(
        90033,
        "temporarily_unavailable",
        "Too many sign-ins by password wait for their turn: try again in a moment.",
      ),
    );
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(100);
  });
});
