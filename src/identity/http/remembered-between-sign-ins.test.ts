import { afterAll, beforeAll, expect, test } from "vitest";
import { type CodeFixture, openCodeFixture } from "../../../tests/support/code-fixture.ts";
import { CLIENT_ID, PRINCIPAL_ID, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { API, API_ID, claimsOf } from "../../../tests/support/user-fixture.ts";

let fixture: CodeFixture;

beforeAll(async () => {
  fixture = await openCodeFixture();
});

afterAll(() => fixture.close());

/** A web application's session, and its renewals. */
async function start(scope = `openid offline_access ${API}/Read`) {
  const code = await fixture.code({ scope });
  const response = await fixture.exchange("v2", { fields: { code } });
  let token: string = response.json().refresh_token;
  const own = { client_id: CLIENT_ID, client_secret: fixture.secret };
  return async (fields: Readonly<Record<string, string>> = {}) => {
    const next = await fixture.renew("v2", { fields: { ...own, refresh_token: token, ...fields } });
    token = next.json().refresh_token ?? token;
    return next;
  };
}

test("whatever signs in or fails to, it makes nobody forget what was remembered", async () => {
  const { directory } = fixture;
  const before = directory.version();
  const renew = await start();
  expect((await renew()).statusCode).toBe(200);
  const code = await fixture.code();
  await fixture.exchange("v2", { fields: { code } });
  await fixture.exchange("v2", { fields: { code } });
  await fixture.signIn("v2");
  expect((await fixture.signIn("v2", { fields: { password: "wrong" } })).statusCode).toBe(400);
  await fixture.signIn("v2");
  expect(directory.version()).toBe(before);
});

test("consent that is given between two renewals counts at once", async () => {
  const renew = await start();
  const scope = `${API}/Write`;
  expect((await renew({ scope })).json()).toMatchObject({ error_codes: [65001] });
  await fixture.identity.grantDelegated({
    tenantId: TENANT_ID,
    clientAppId: CLIENT_ID,
    resourceAppId: API_ID,
    scopes: ["Write"],
  });
  const answer = (await renew({ scope })).json();
  expect(claimsOf(answer.access_token)).toMatchObject({ scp: "Write" });
});

test("a disabled client renews nothing from then on, and a revoked secret opens nothing", async () => {
  const renew = await start();
  expect((await renew()).statusCode).toBe(200);
  const principal = { tenantId: TENANT_ID, objectId: PRINCIPAL_ID };
  await fixture.identity.setServicePrincipalEnabled({ ...principal, isEnabled: false });
  expect((await renew()).json()).toMatchObject({ error_codes: [7000112] });
  await fixture.identity.setServicePrincipalEnabled({ ...principal, isEnabled: true });
  expect((await renew()).statusCode).toBe(200);
  const tenantId = TENANT_ID;
  const { applicationObjectId } = fixture;
  const extra = await fixture.identity.addPassword({ tenantId, applicationObjectId });
  const client_secret = extra.secretText;
  expect((await renew({ client_secret })).statusCode).toBe(200);
  const { keyId } = extra;
  await fixture.identity.removePassword({ tenantId, applicationObjectId, keyId });
  expect((await renew({ client_secret })).json()).toMatchObject({ error_codes: [7000215] });
});

test("a lock after wrong passwords holds at once, though nothing was forgotten", async () => {
  const userPrincipalName = "locked@contoso.test";
  const draft = { tenantId: TENANT_ID, displayName: "Locked", userPrincipalName };
  await fixture.identity.createUser({ ...draft, password: "Correct-horse-1" });
  const enter = (password: string) =>
    fixture.signIn("v2", { fields: { username: userPrincipalName, password } });
  for (let count = 0; count < 10; count += 1) await enter("wrong");
  expect((await enter("Correct-horse-1")).json()).toMatchObject({ error_codes: [50053] });
});
