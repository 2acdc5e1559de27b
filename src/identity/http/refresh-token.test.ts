import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CLIENT_ID, PRINCIPAL_ID, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { errorBody, type TokenCall } from "../../../tests/support/login-fixture.ts";
import {
  AZURE_CLI,
  claimsOf,
  NATIVE_ID,
  openUserFixture,
  POWERSHELL,
  type UserFixture,
} from "../../../tests/support/user-fixture.ts";

let fixture: UserFixture;

beforeAll(async () => {
  fixture = await openUserFixture();
  await fixture.identity.createTenant({
    id: PRINCIPAL_ID,
    displayName: "Fabrikam",
    domains: ["fabrikam.test"],
  });
});

afterAll(() => fixture.close());

const ARM = "https://management.azure.com";
const LOGS = "https://api.loganalytics.io";
const DAY_MS = 24 * 60 * 60 * 1000;
const UNKNOWN = "The refresh token is not one of this application.";
const REVOKED = "The refresh token was revoked: the user must sign in again.";
const REUSED = "The refresh token was exchanged before: every token of its sign-in is revoked.";

let users = 0;

/** A user of his own, and the refresh token of his first sign-in. */
async function start(version: "v1" | "v2" = "v2", call: TokenCall = {}) {
  users += 1;
  const name = `user${users}@contoso.test`;
  const password = "Correct-horse-1";
  const { objectId } = await fixture.identity.createUser({
    tenantId: TENANT_ID,
    userPrincipalName: name,
    displayName: name,
    password,
  });
  const fields = { ...call.fields, username: name, password };
  const response = await fixture.signIn(version, { ...call, fields });
  return { objectId, token: String(response.json().refresh_token), first: response.json() };
}

const renew = async (token: string, call: TokenCall = {}, version: "v1" | "v2" = "v2") =>
  await fixture.renew(version, { ...call, fields: { refresh_token: token, ...call.fields } });

const grantError = (number: number, text: string) => errorBody(number, "invalid_grant", text);

describe.each(["v1", "v2"] as const)("%s", (version) => {
  test("without a word on the API it is the same one, with the same scope", async () => {
    const { token, first, objectId } = await start(version);
    const response = await renew(token, {}, version);
    expect(response.statusCode, response.body).toBe(200);
    const answer = response.json();
    expect(answer.scope).toBe(first.scope);
    expect(Object.keys(answer).sort()).toEqual(
      Object.keys(first)
        .filter((name) => name !== "client_info")
        .sort(),
    );
    expect(answer.refresh_token).not.toBe(token);
    expect(claimsOf(answer.access_token)).toMatchObject({
      oid: objectId,
      amr: ["pwd"],
      aud: claimsOf(first.access_token)["aud"],
      sub: claimsOf(first.access_token)["sub"],
    });
  });

  test("any API that was consented to can be asked for", async () => {
    const { token } = await start(version);
    const fields = version === "v1" ? { resource: LOGS } : { scope: `${LOGS}/Data.Read` };
    const answer = (await renew(token, { fields }, version)).json();
    expect(claimsOf(answer.access_token)).toMatchObject({ aud: LOGS, scp: "Data.Read" });
    expect(answer.refresh_token).toEqual(expect.any(String));
  });

  test("a missing token is named", async () => {
    const response = await fixture.renew(version, {});
    expect(response.json()).toEqual(
      errorBody(
        900144,
        "invalid_request",
        "The request body must contain the parameter 'refresh_token'.",
      ),
    );
  });
});

test("v1.0 takes no scope of an API, whether it names a resource or not", async () => {
  const { token } = await start("v1");
  for (const resource of [undefined, ARM]) {
    const response = await renew(token, { fields: { resource, scope: "User.Read" } }, "v1");
    expect(response.json()).toEqual(
      errorBody(70011, "invalid_scope", "The scope 'User.Read' is not valid."),
    );
  }
});

test("a session of one dialect goes on in the other, and where the path names no tenant", async () => {
  const { token } = await start("v1");
  const response = await renew(token, { tenant: "organizations" });
  expect(response.statusCode, response.body).toBe(200);
  const next = await renew(response.json().refresh_token, { tenant: "common" }, "v1");
  expect(next.json()).toMatchObject({ resource: `${ARM}/`, scope: "user_impersonation" });
});

test("a token is exchanged for the next, and again while clients still ask side by side", async () => {
  const { token } = await start();
  const answers = await Promise.all([renew(token), renew(token), renew(token)]);
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
  const tokens = answers.map((answer) => answer.json().refresh_token);
  expect(new Set([token, ...tokens]).size).toBe(4);
});

test("a token that comes back later revokes every token of its sign-in", async () => {
  const { token } = await start();
  const next = (await renew(token)).json().refresh_token;
  fixture.clock.move(31_000);
  const stolen = await renew(token);
  fixture.clock.move(-31_000);
  expect(stolen.json()).toEqual({
    ...grantError(70000, REUSED),
    error_description: expect.stringContaining(`AADSTS70000: ${REUSED}`),
    timestamp: "2026-01-02 03:04:36Z",
  });
  expect((await renew(next)).json()).toEqual(grantError(50173, REVOKED));
});

test("a refused renewal leaves the token good", async () => {
  const { token } = await start();
  const refused = await renew(token, { fields: { scope: `${CLIENT_ID}/.default` } });
  expect(refused.json()).toMatchObject({ error: "invalid_resource", error_codes: [650057] });
  fixture.clock.move(60_000);
  expect((await renew(token)).statusCode).toBe(200);
  fixture.clock.move(-60_000);
});

describe("a refresh token is refused", () => {
  test("when it is not one, or not this client's", async () => {
    const { token } = await start();
    for (const [text, client_id] of [
      ["x", AZURE_CLI],
      ["x".repeat(3_000), AZURE_CLI],
      [token, NATIVE_ID],
    ] as const) {
      const response = await renew(text, { fields: { client_id } });
      expect(response.json()).toEqual(grantError(70000, UNKNOWN));
      expect(response.statusCode).toBe(400);
    }
    const shared = await renew(token, { tenant: "common", fields: { client_id: NATIVE_ID } });
    expect(shared.json()).toEqual(grantError(70000, UNKNOWN));
  });

  test("unless the other client is of the same family of Microsoft's", async () => {
    const { token } = await start();
    expect((await renew(token, { fields: { client_id: POWERSHELL } })).statusCode).toBe(200);
  });

  test("at another tenant", async () => {
    const { token } = await start();
    const response = await renew(token, { tenant: "fabrikam.test" });
    expect(response.json()).toEqual(
      grantError(
        50020,
        `The user of the refresh token has no account in the tenant '${PRINCIPAL_ID}'.`,
      ),
    );
  });

  test("after ninety days without use", async () => {
    const { token } = await start();
    fixture.clock.move(90 * DAY_MS - 1_000);
    const next = (await renew(token)).json().refresh_token;
    fixture.clock.move(90 * DAY_MS);
    const { error_codes: codes, error } = (await renew(next)).json();
    fixture.clock.move(-180 * DAY_MS + 1_000);
    expect({ codes, error }).toEqual({ codes: [700082], error: "invalid_grant" });
  });

  test("after another password", async () => {
    const { token, objectId } = await start();
    await fixture.identity.setPassword({
      tenantId: TENANT_ID,
      objectId,
      password: "Another-horse-2",
    });
    expect((await renew(token)).json()).toEqual(grantError(50173, REVOKED));
  });

  test("while its user is disabled", async () => {
    const { token, objectId } = await start();
    const change = { tenantId: TENANT_ID, objectId };
    await fixture.identity.setUserEnabled({ ...change, isEnabled: false });
    expect((await renew(token)).json()).toEqual(grantError(50057, "The user account is disabled."));
    await fixture.identity.setUserEnabled({ ...change, isEnabled: true });
    expect((await renew(token)).statusCode).toBe(200);
  });

  test("when a confidential client gives no proof", async () => {
    await fixture.identity.grantDelegated({
      tenantId: TENANT_ID,
      clientAppId: CLIENT_ID,
      resourceAppId: "797f4846-ba00-4fd7-ba43-dac1f8f63013",
      scopes: ["user_impersonation"],
    });
    const client = { client_id: CLIENT_ID, client_secret: fixture.secret };
    const { token } = await start("v2", { fields: client });
    const response = await renew(token, { fields: { client_id: CLIENT_ID } });
    expect(response.statusCode).toBe(401);
    expect(response.json()).toMatchObject({ error: "invalid_client", error_codes: [7000218] });
    expect((await renew(token, { fields: client })).statusCode).toBe(200);
  });
});

test("only the hash of a refresh token is stored", async () => {
  const { token, objectId } = await start();
  expect(await fixture.directory.read.refreshTokens.find(token)).toBeUndefined();
  const { createHash } = await import("node:crypto");
  const sha256 = createHash("sha256").update(token).digest("hex");
  expect(await fixture.directory.read.refreshTokens.find(sha256)).toMatchObject({
    userId: objectId,
    clientId: AZURE_CLI,
    tenantId: TENANT_ID,
  });
});
