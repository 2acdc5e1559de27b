/** Forms of one page that are posted where another page's belong. */
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type AuthorizeFixture,
  broughtBy,
  EVE_NAME,
  FABRIKAM_ID,
  signIn,
  WEB_ID,
} from "../../../../tests/support/authorize-fixture.ts";
import { type Browser, type BrowserAnswer, hiddenOf } from "../../../../tests/support/browser.ts";
import { TENANT_ID } from "../../../../tests/support/identity-fixture.ts";
import { openTwoTenants } from "../../../../tests/support/newcomer.ts";
import { AZURE_CLI } from "../../../../tests/support/user-fixture.ts";

let fixture: AuthorizeFixture;

beforeAll(async () => {
  fixture = await openTwoTenants();
});

afterAll(() => fixture.close());

const SIGN_IN = "<h1>Sign in</h1>";

/** Picks an account that the page did not offer, and says yes to what nobody asked. */
async function pickAndAccept(
  browser: Browser,
  page: BrowserAnswer,
  account: string,
): Promise<BrowserAnswer> {
  const picked = await browser.post(`/${TENANT_ID}/reprocess`, { ...hiddenOf(page), account });
  expect(picked.body).toContain(SIGN_IN);
  return await browser.post(`/${TENANT_ID}/Consent/Set`, {
    ...hiddenOf(picked),
    action: "accept",
  });
}

test.each([{ prompt: "login" }, { max_age: "0" }])(
  "an accepted question does not stand for the password that %j demands",
  async (fields) => {
    const { browser } = await fixture.signedIn();
    fixture.clock.move(1_000);
    const page = await browser.get(fixture.url({ fields }));
    const answer = await pickAndAccept(browser, page, fixture.user.objectId);
    expect(answer.status).toBe(200);
    expect(answer.body).toContain(SIGN_IN);
    expect(broughtBy(await signIn(browser, answer))).toHaveProperty("code");
  },
);

test("an accepted question does not let in the user of another tenant", async () => {
  const eve = await fixture.directory.read.users.findByName(FABRIKAM_ID, EVE_NAME);
  const cli = {
    client_id: AZURE_CLI,
    redirect_uri: "http://localhost:8400",
    scope: "https://management.azure.com//.default",
  };
  const { browser } = await fixture.signedIn({ tenant: FABRIKAM_ID, fields: cli }, EVE_NAME);
  const page = await browser.get(fixture.url({ fields: cli }));
  const answer = await pickAndAccept(browser, page, eve?.objectId ?? "");
  expect(answer.status).toBe(200);
  expect(answer.body).toContain(SIGN_IN);
});

test("a form of one purpose is none of another's", async () => {
  const browser = fixture.newBrowser();
  const page = await browser.get(fixture.url());
  for (const path of ["/common/appverify", "/common/oauth2/deviceauth", "/common/logout/account"]) {
    const answer = await browser.post(path, { ...hiddenOf(page), user_code: "BCDFGHJKL" });
    expect(answer.status).toBe(400);
    expect(answer.location).toBeUndefined();
    expect(answer.body).toContain("AADSTS165000");
  }
  const entry = await browser.get("/common/oauth2/deviceauth");
  const answer = await browser.post("/common/consent/set", {
    ...hiddenOf(entry),
    action: "accept",
  });
  expect(answer.body).toContain("AADSTS165000");
});

test("a registration that needs hundreds of permissions can be consented to", async () => {
  const { identity } = fixture;
  const id = (at: number) => `99999999-0000-4333-8444-${String(at).padStart(12, "0")}`;
  const ids = Array.from({ length: 400 }, (_, at) => id(at + 10));
  await identity.createApplication({
    tenantId: TENANT_ID,
    appId: id(1),
    displayName: "many",
    identifierUris: ["api://many"],
    scopes: ids.map((one, at) => ({ id: one, value: `Scope.${at}`, displayName: one })),
  });
  await identity.createServicePrincipal({ tenantId: TENANT_ID, appId: id(1) });
  const redirectUri = "https://needy.contoso.test/in";
  await identity.createApplication({
    tenantId: TENANT_ID,
    appId: id(2),
    displayName: "needy",
    redirectUris: [{ uri: redirectUri, platform: "web" }],
    requiredResourceAccess: [{ resourceAppId: id(1), scopes: ids, roles: [] }],
  });
  await identity.createServicePrincipal({ tenantId: TENANT_ID, appId: id(2) });
  const fields = { client_id: id(2), redirect_uri: redirectUri, scope: "api://many/.default" };
  const browser = fixture.newBrowser();
  const page = await browser.post(`/${TENANT_ID}/oauth2/v2.0/authorize`, {
    ...fields,
    response_type: "code",
    state: "s".repeat(32_000),
  });
  const answer = await signIn(browser, page);
  expect(answer.body).toContain("Scope.399");
  expect(broughtBy(await browser.submit(answer, { action: "accept" }))).toHaveProperty("code");
});

test("nobody picked is nobody signed out", async () => {
  const { browser } = await fixture.signedIn({ fields: { client_id: WEB_ID } });
  await signIn(
    browser,
    await browser.get(fixture.url({ fields: { prompt: "login" } })),
    "grace@contoso.test",
  );
  const picker = await browser.get(`/${TENANT_ID}/oauth2/v2.0/logout`);
  expect(picker.body).toContain("Which account");
  const again = await browser.submit(picker, {});
  expect(again.body).toContain("Which account");
});
