import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  type AuthorizeFixture,
  broughtBy,
  EVE_NAME,
  FABRIKAM_ID,
  signIn,
} from "../../../../tests/support/authorize-fixture.ts";
import type { Browser, BrowserAnswer } from "../../../../tests/support/browser.ts";
import { LOGIN, TENANT_ID } from "../../../../tests/support/identity-fixture.ts";
import type { LoginAnswer } from "../../../../tests/support/login-fixture.ts";
import {
  makeNewcomer,
  openTwoTenants,
  NEWCOMER_REDIRECT as REDIRECT,
  NEWCOMER_SECRET as SECRET,
} from "../../../../tests/support/newcomer.ts";
import { claimsOf, PASSWORD, USER_NAME } from "../../../../tests/support/user-fixture.ts";

const SCOPE = "openid offline_access User.Read";

let fixture: AuthorizeFixture;
/** An application for many tenants, registered in Contoso; another one for each test. */
let appId: string;

beforeAll(async () => {
  fixture = await openTwoTenants();
});

beforeEach(async () => {
  appId = await makeNewcomer(fixture, { isPresent: true, displayName: "Shop" });
});

afterAll(() => fixture.close());

const asking = (tenant: string) => ({
  tenant,
  fields: { client_id: appId, redirect_uri: REDIRECT, scope: SCOPE },
});

interface Asked {
  readonly browser: Browser;
  readonly page: BrowserAnswer;
}

/** Eve's browser after her password, at the consent page where there is one. */
async function eve(tenant: string = FABRIKAM_ID): Promise<Asked> {
  const { browser, answer } = await fixture.signedIn(asking(tenant), EVE_NAME);
  return { browser, page: answer };
}

const token = (fields: Readonly<Record<string, string>>, tenant = FABRIKAM_ID) =>
  fixture.ask("v2", {
    tenant,
    fields: { client_id: appId, client_secret: SECRET, scope: SCOPE, ...fields },
  });

/** Tokens of a code that Eve's browser brought. */
async function tokensOf(answer: BrowserAnswer) {
  const { code = "" } = broughtBy(answer);
  const grant = { grant_type: "authorization_code", code, redirect_uri: REDIRECT };
  const response = await token(grant);
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
}

const renew = (refresh_token: string): Promise<LoginAnswer> =>
  token({ grant_type: "refresh_token", refresh_token });

const presentIn = (tenantId: string) =>
  fixture.directory.read.servicePrincipals.findByAppId(tenantId, appId);

test("a first sign-in from another tenant makes the application present there, once it is consented to", async () => {
  const { browser, page } = await eve("common");
  expect(page.body).toContain("Shop");
  expect(await presentIn(FABRIKAM_ID)).toBeUndefined();
  const tokens = await tokensOf(await browser.submit(page, { action: "accept" }));
  expect(claimsOf(tokens.access_token)).toMatchObject({
    tid: FABRIKAM_ID,
    iss: `${LOGIN}/${FABRIKAM_ID}/`,
    appid: appId,
  });
  expect(claimsOf(tokens.id_token)).toMatchObject({ tid: FABRIKAM_ID, aud: appId });
  const present = await presentIn(FABRIKAM_ID);
  const shown = await fixture.identity.objects.servicePrincipals.find(
    FABRIKAM_ID,
    present?.objectId ?? "",
  );
  expect(shown).toMatchObject({ appId, displayName: "Shop", homeTenantId: TENANT_ID });
  expect(shown?.objectId).not.toBe((await presentIn(TENANT_ID))?.objectId);
  expect((await renew(tokens.refresh_token)).statusCode).toBe(200);
});

test("who declines leaves no trace of it in his tenant", async () => {
  const { browser, page } = await eve();
  const declined = broughtBy(await browser.submit(page, { action: "cancel" }));
  expect(declined["error_description"]).toContain("AADSTS65004");
  expect(await presentIn(FABRIKAM_ID)).toBeUndefined();
  const own = await token({
    grant_type: "client_credentials",
    scope: "https://graph.microsoft.com/.default",
  });
  expect(own.json().error_codes).toEqual([700016]);
});

test("a tenant disables it for its own people, tokens that were there included", async () => {
  const { browser, page } = await eve();
  const tokens = await tokensOf(await browser.submit(page, { action: "accept" }));
  const objectId = (await presentIn(FABRIKAM_ID))?.objectId ?? "";
  const name = { tenantId: FABRIKAM_ID, objectId };
  await fixture.identity.changeServicePrincipal(name, { isEnabled: false });
  expect((await renew(tokens.refresh_token)).json().error_codes).toEqual([7000112]);
  const again = await browser.get(fixture.url(asking(FABRIKAM_ID)));
  expect(again.body).toContain("AADSTS7000112");
  const home = await fixture.signedIn(asking(TENANT_ID), USER_NAME);
  expect(home.answer.body).toContain("Shop");
  await fixture.identity.changeServicePrincipal(name, { isEnabled: true });
  expect((await renew(tokens.refresh_token)).statusCode).toBe(200);
});

test("a tenant removes it with its consents, and is asked anew", async () => {
  const { browser, page } = await eve();
  const tokens = await tokensOf(await browser.submit(page, { action: "accept" }));
  const objectId = (await presentIn(FABRIKAM_ID))?.objectId ?? "";
  await fixture.identity.deleteServicePrincipal({ tenantId: FABRIKAM_ID, objectId });
  expect((await renew(tokens.refresh_token)).json().error_codes).toEqual([700016]);
  const asked = await browser.get(fixture.url(asking(FABRIKAM_ID)));
  expect(asked.body).toContain("User.Read");
  await tokensOf(await browser.submit(asked, { action: "accept" }));
  expect((await presentIn(FABRIKAM_ID))?.objectId).not.toBe(objectId);
});

test("who removes the registration ends it in every tenant", async () => {
  const { browser, page } = await eve();
  const tokens = await tokensOf(await browser.submit(page, { action: "accept" }));
  await fixture.identity.deleteApplication({ tenantId: TENANT_ID, objectId: appId });
  expect((await renew(tokens.refresh_token)).json().error_codes).toEqual([700016]);
  const again = await browser.get(fixture.url(asking(FABRIKAM_ID)));
  expect(again.status).toBe(400);
  expect(again.body).toContain("AADSTS700016");
});

test("an application for its own tenant knows neither other tenants nor their people", async () => {
  const name = { tenantId: TENANT_ID, objectId: appId };
  await fixture.identity.changeApplication(name, { signInAudience: "AzureADMyOrg" });
  const refused = async (tenant: string) =>
    (await fixture.newBrowser().get(fixture.url(asking(tenant)))).body;
  expect(await refused(FABRIKAM_ID)).toContain("AADSTS700016");
  for (const shared of ["common", "organizations"]) {
    expect(await refused(shared)).toContain("AADSTS50194");
  }
  const browser = fixture.newBrowser();
  const page = await signIn(browser, await browser.get(fixture.url(asking(TENANT_ID))), EVE_NAME);
  expect(page.status).toBe(200);
  expect(page.body).toContain("is one of another tenant");
  const password = {
    grant_type: "password",
    username: EVE_NAME,
    password: PASSWORD,
    client_id: appId,
  };
  expect((await token(password, TENANT_ID)).json().error_codes).toEqual([50034]);
  expect((await token(password, FABRIKAM_ID)).json().error_codes).toEqual([700016]);
  await expect(
    fixture.identity.createServicePrincipal({ tenantId: FABRIKAM_ID, appId }),
  ).rejects.toMatchObject({ code: "identity/application-single-tenant" });
});
