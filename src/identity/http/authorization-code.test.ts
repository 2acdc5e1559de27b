import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  BACK,
  type CodeFixture,
  NATIVE_FIELDS,
  OWN,
  openCodeFixture,
  PAGE,
  PAGE_FIELDS,
  PAGE_ID,
  PAGE_ORIGIN,
  VERIFIER,
} from "../../../tests/support/code-fixture.ts";
import { CLIENT_ID, LOGIN, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { errorBody } from "../../../tests/support/login-fixture.ts";
import { API, API_ID, AZURE_CLI, claimsOf } from "../../../tests/support/user-fixture.ts";
import { firstPartyAppIds } from "../index.ts";

let fixture: CodeFixture;

beforeAll(async () => {
  fixture = await openCodeFixture();
});

afterAll(() => fixture.close());

const USED =
  "The authorization code was redeemed before: the refresh tokens that it brought are revoked.";

describe.each(["v1", "v2"] as const)("%s", (version) => {
  test("a code brings what the sign-in asked for", async () => {
    const graph = firstPartyAppIds.microsoftGraph;
    const resource = version === "v1" ? graph : undefined;
    const code = await fixture.code({ nonce: "n-1", ...(resource && { resource }) });
    const response = await fixture.exchange(version, { fields: { code, client_info: "1" } });
    expect(response.statusCode, response.body).toBe(200);
    const answer = response.json();
    expect(answer).toMatchObject({
      token_type: "Bearer",
      refresh_token: expect.any(String),
      client_info: expect.any(String),
    });
    expect(claimsOf(answer.access_token)).toMatchObject({
      amr: ["pwd"],
      appidacr: "1",
      aud: graph,
    });
    const id = claimsOf(answer.id_token);
    expect(id).toMatchObject({
      aud: CLIENT_ID,
      nonce: "n-1",
      tid: TENANT_ID,
      iss: `${LOGIN}/${TENANT_ID}/${version === "v1" ? "" : "v2.0"}`,
    });
    expect(id).not.toHaveProperty("c_hash");
    expect(id).not.toHaveProperty("auth_time");
  });
});

test("a nonce is repeated only where one was sent, and the hour only where it was asked for", async () => {
  const code = await fixture.code({ tellsAuthTime: true });
  const { id_token } = (await fixture.exchange("v2", { fields: { code } })).json();
  expect(claimsOf(id_token)).not.toHaveProperty("nonce");
  expect(claimsOf(id_token)).toMatchObject({ auth_time: Math.floor(fixture.clock.now() / 1000) });
});

test("without offline_access there is no refresh token, and the code is used up all the same", async () => {
  const code = await fixture.code({ scope: "openid" });
  const first = await fixture.exchange("v2", { fields: { code } });
  expect(first.json()).not.toHaveProperty("refresh_token");
  const second = await fixture.exchange("v2", { fields: { code } });
  expect(second.json()).toEqual(errorBody(54005, "invalid_grant", USED));
});

test("version 1.0 brings an id token with a code, though no scope asked for it", async () => {
  const v1Code = await fixture.code({ resource: API, scope: "" });
  const v1 = (await fixture.exchange("v1", { fields: { code: v1Code } })).json();
  expect(claimsOf(v1.id_token)).toMatchObject({ aud: CLIENT_ID, ver: "1.0" });
  const code = await fixture.code({ scope: "User.Read" });
  const v2 = (await fixture.exchange("v2", { fields: { code } })).json();
  expect(v2).not.toHaveProperty("id_token");
});

test("the exchange may name another API that was consented to, and only such a one", async () => {
  const scope = `${API}/Read`;
  const code = await fixture.code();
  const refused = await fixture.exchange("v2", { fields: { code, scope: `${API}/Write` } });
  expect(refused.json()).toMatchObject({ error_codes: [65001], suberror: "consent_required" });
  const answer = (await fixture.exchange("v2", { fields: { code, scope } })).json();
  expect(answer).toMatchObject({ scope: `${scope} openid profile`, id_token: expect.any(String) });
  expect(claimsOf(answer.access_token)).toMatchObject({ aud: API_ID, scp: "Read", azpacr: "1" });
});

test("the tenant of the path comes from the code where the path names none, and on /adfs", async () => {
  for (const tenant of ["common", "organizations", "adfs"]) {
    const code = await fixture.code();
    const response = await fixture.exchange(tenant === "adfs" ? "v1" : "v2", {
      tenant,
      fields: { code, resource: undefined },
    });
    expect(response.statusCode, response.body).toBe(200);
    expect(claimsOf(response.json().id_token)).toMatchObject({ tid: TENANT_ID, ver: "2.0" });
  }
});

test("of two exchanges at once exactly one wins, and nothing of the session lives on", async () => {
  const code = await fixture.code();
  const answers = await Promise.all(
    [1, 2, 3].map(() => fixture.exchange("v2", { fields: { code } })),
  );
  const won = answers.filter(({ statusCode }) => statusCode === 200);
  expect(won).toHaveLength(1);
  for (const lost of answers.filter(({ statusCode }) => statusCode !== 200)) {
    expect(lost.json()).toEqual(errorBody(54005, "invalid_grant", USED));
  }
  const fields = { client_id: CLIENT_ID, client_secret: fixture.secret };
  const refresh_token = won[0]?.json().refresh_token;
  const renewed = await fixture.renew("v2", { fields: { ...fields, refresh_token } });
  expect(renewed.json()).toMatchObject({ error_codes: [50173] });
});

test("whoever is refused leaves the code to its owner", async () => {
  const code = await fixture.code();
  const attempts = [
    { client_id: PAGE_ID, client_secret: undefined },
    { client_secret: "wrong" },
    { redirect_uri: "https://elsewhere.test/" },
    { code_verifier: VERIFIER.replace("a", "b") },
    { scope: "nothing.at/all" },
  ];
  for (const fields of attempts) {
    const refused = await fixture.exchange("v2", { fields: { code, ...fields } });
    expect(refused.statusCode, refused.body).toBeGreaterThan(399);
  }
  expect((await fixture.exchange("v2", { fields: { code } })).statusCode).toBe(200);
});

test("a native application sends no secret, also where it is a web application besides", async () => {
  const code = await fixture.code({ redirect: OWN });
  const fields = { code, redirect_uri: OWN.uri };
  const withSecret = await fixture.exchange("v2", { fields });
  expect(withSecret.json()).toMatchObject({ error_codes: [700025] });
  const answer = (
    await fixture.exchange("v2", { fields: { ...fields, client_secret: undefined } })
  ).json();
  expect(claimsOf(answer.access_token)).toMatchObject({ appidacr: "0" });
  const renewal = { client_id: CLIENT_ID, refresh_token: answer.refresh_token };
  expect((await fixture.renew("v2", { fields: renewal })).statusCode).toBe(200);
});

test("a plain challenge is its own verifier, and a code without one takes none", async () => {
  const plain = await fixture.code({ challenge: { text: VERIFIER, method: "plain" } });
  expect((await fixture.exchange("v2", { fields: { code: plain } })).statusCode).toBe(200);
  const bare = await fixture.code({ challenge: undefined });
  const fields = { code: bare, code_verifier: undefined };
  expect((await fixture.exchange("v2", { fields })).statusCode).toBe(200);
});

test("a redirect URI that the sign-in left out may be left out again", async () => {
  const redirect = { uri: BACK, platform: "web", isImplied: true } as const;
  const code = await fixture.code({ redirect });
  const fields = { code, redirect_uri: undefined };
  expect((await fixture.exchange("v2", { fields })).statusCode).toBe(200);
});

describe("a page", () => {
  const origin = { origin: PAGE_ORIGIN };
  const pageCode = () => fixture.code({ clientId: PAGE_ID, redirect: PAGE });

  test("redeems its code and its tokens across origins, for a day from the sign-in on", async () => {
    const code = await pageCode();
    const response = await fixture.exchange("v2", {
      fields: { code, ...PAGE_FIELDS },
      headers: origin,
    });
    expect(response.statusCode, response.body).toBe(200);
    const renew = (refresh_token: string, headers: Record<string, string> = origin) =>
      fixture.renew("v2", { headers, fields: { client_id: PAGE_ID, refresh_token } });
    const first = response.json().refresh_token;
    expect((await renew(first, {})).json()).toMatchObject({ error_codes: [9002327] });
    fixture.clock.move(23 * 3_600_000);
    const second = (await renew(first)).json().refresh_token;
    expect(second).toEqual(expect.any(String));
    fixture.clock.move(3_600_000);
    const over = await renew(second);
    expect(over.json()).toMatchObject({ error: "invalid_grant", error_codes: [700084] });
  });

  test("is told of an unknown token as such, not asked for a secret", async () => {
    const fields = { client_id: PAGE_ID, refresh_token: "unknown" };
    const response = await fixture.renew("v2", { fields, headers: origin });
    expect(response.json()).toMatchObject({ error: "invalid_grant", error_codes: [70000] });
  });
});

test("a code is good in its tenant only", async () => {
  const id = "44444444-9999-4333-8444-555555555555";
  await fixture.identity.createTenant({ id, displayName: "Fabrikam", domains: ["fabrikam.test"] });
  const code = await fixture.code({ clientId: AZURE_CLI, redirect: OWN });
  const fields = { ...NATIVE_FIELDS, client_id: AZURE_CLI, code };
  const response = await fixture.exchange("v2", { tenant: id, fields });
  expect(response.json()).toMatchObject({
    error: "invalid_grant",
    error_codes: [700005],
  });
});

test("a changed password ends the codes before it, and so does a disabled user", async () => {
  const userPrincipalName = "brief@contoso.test";
  const draft = { tenantId: TENANT_ID, displayName: "Brief", userPrincipalName };
  const { objectId } = await fixture.identity.createUser({ ...draft, password: "Correct-horse-1" });
  const code = await fixture.code({ userName: userPrincipalName });
  const person = { tenantId: TENANT_ID, objectId };
  await fixture.identity.setUserEnabled({ ...person, isEnabled: false });
  const disabled = await fixture.exchange("v2", { fields: { code } });
  expect(disabled.json()).toMatchObject({ error_codes: [50057] });
  await fixture.identity.setUserEnabled({ ...person, isEnabled: true });
  await fixture.identity.setPassword({ ...person, password: "Correct-horse-2" });
  const stale = await fixture.exchange("v2", { fields: { code } });
  expect(stale.json()).toMatchObject({ error: "invalid_grant", error_codes: [50173] });
});

test("a user has a hundred codes at most: the oldest leave first", async () => {
  const codes: string[] = [];
  for (let count = 0; count < 101; count += 1) {
    codes.push(await fixture.code());
    fixture.clock.move(1);
  }
  const [first, second] = codes;
  const gone = await fixture.exchange("v2", { fields: { code: first ?? "" } });
  expect(gone.json()).toMatchObject({ error_codes: [70000] });
  const there = await fixture.exchange("v2", { fields: { code: second ?? "" } });
  expect(there.statusCode).toBe(200);
});
