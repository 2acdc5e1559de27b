import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  ADMIN_NAME,
  type AuthorizeFixture,
  broughtBy,
  EVE_NAME,
  FABRIKAM_ID,
  signIn,
} from "../../../../tests/support/authorize-fixture.ts";
import type { Browser, BrowserAnswer } from "../../../../tests/support/browser.ts";
import { TENANT_ID } from "../../../../tests/support/identity-fixture.ts";
import {
  API_READ,
  GRAPH_ID,
  makeNewcomer,
  openTwoTenants,
  NEWCOMER_REDIRECT as REDIRECT,
  USER_READ,
} from "../../../../tests/support/newcomer.ts";
import { API, API_ID, AZURE_CLI, USER_NAME } from "../../../../tests/support/user-fixture.ts";

let fixture: AuthorizeFixture;
/** An application that nobody consented to yet, another one for each test. */
let appId: string;

beforeAll(async () => {
  fixture = await openTwoTenants();
});

beforeEach(async () => {
  appId = await makeNewcomer(fixture, {
    isPresent: true,
    requiredResourceAccess: [
      { resourceAppId: API_ID, scopes: [API_READ], roles: [] },
      { resourceAppId: GRAPH_ID, scopes: [USER_READ], roles: [] },
    ],
  });
});

afterAll(() => fixture.close());

interface Asked {
  readonly browser: Browser;
  readonly page: BrowserAnswer;
}

const fieldsOf = (scope: string, prompt?: string) => ({
  client_id: appId,
  redirect_uri: REDIRECT,
  scope,
  prompt,
});

/** A browser whose user was asked, after signing in, for what a scope needs. */
const ask = async (scope: string, userName = USER_NAME, prompt?: string): Promise<Asked> => {
  const { browser, answer } = await fixture.signedIn({ fields: fieldsOf(scope, prompt) }, userName);
  return { browser, page: answer };
};

const again = (browser: Browser, scope: string, prompt = "none") =>
  browser.get(fixture.url({ fields: fieldsOf(scope, prompt) }));

describe("a user", () => {
  test("is told who asks for what, accepts, and is asked no more", async () => {
    const scope = `${API}/Read openid profile offline_access`;
    const { browser, page } = await ask(scope);
    expect(page.status).toBe(200);
    for (const text of ["Newcomer", "Contoso", appId, "lab", "Microsoft Graph", "offline_access"]) {
      expect(page.body).toContain(text);
    }
    expect(page.body).not.toContain("for_all");
    expect(broughtBy(await again(browser, scope))).toMatchObject({
      error: "consent_required",
      error_description: expect.stringContaining("AADSTS65001"),
    });
    expect(broughtBy(await browser.submit(page, { action: "accept" }))).toHaveProperty("code");
    expect(broughtBy(await again(browser, scope))).toHaveProperty("code");
    const other = await ask(scope, ADMIN_NAME);
    expect(other.page.status).toBe(200);
  });

  test("declines, and nothing is granted", async () => {
    const { browser, page } = await ask(`${API}/Read`);
    expect(broughtBy(await browser.submit(page, { action: "cancel" }))).toMatchObject({
      error: "access_denied",
      error_description: expect.stringContaining("AADSTS65004"),
      state: "a&b c",
    });
    expect(broughtBy(await again(browser, `${API}/Read`))["error"]).toBe("consent_required");
  });

  test("is asked for what is new alone", async () => {
    const { browser, page } = await ask(`${API}/Read`);
    await browser.submit(page, { action: "accept" });
    const more = await again(browser, `${API}/Read ${API}/Write`, "");
    expect(more.body).toContain("<code>Write</code>");
    expect(more.body).not.toContain("<code>Read</code>");
  });

  test("is asked again where the request wants it, but not for Microsoft's own clients", async () => {
    const { browser, page } = await ask(`${API}/Read`);
    await browser.submit(page, { action: "accept" });
    const forced = await again(browser, `${API}/Read`, "consent");
    expect(forced.body).toContain("<code>Read</code>");
    expect(broughtBy(await browser.submit(forced, { action: "accept" }))).toHaveProperty("code");
    const cli = await browser.get(
      fixture.url({
        fields: {
          client_id: AZURE_CLI,
          redirect_uri: "http://localhost:8400",
          scope: "https://management.azure.com//.default",
          prompt: "consent",
        },
      }),
    );
    expect(broughtBy(cli)).toHaveProperty("code");
  });

  test("is asked by .default for all that the registration needs", async () => {
    const { browser, page } = await ask(`${API}/.default`);
    expect(page.body).toContain("<code>Read</code>");
    expect(page.body).toContain("<code>User.Read</code>");
    expect(page.body).not.toContain("<code>Write</code>");
    expect(broughtBy(await browser.submit(page, { action: "accept" }))).toHaveProperty("code");
    expect(broughtBy(await again(browser, "User.Read"))).toHaveProperty("code");
  });

  test("cannot consent to a resource by .default that the registration does not need", async () => {
    const { page } = await ask("https://management.azure.com//.default");
    expect(broughtBy(page)).toMatchObject({
      error: "invalid_resource",
      error_description: expect.stringContaining("AADSTS650057"),
    });
  });

  test("cannot help where one of Microsoft's clients asks for all of an API", async () => {
    const fields = { client_id: AZURE_CLI, redirect_uri: "http://localhost:8400" };
    const { answer } = await fixture.signedIn({ fields: { ...fields, scope: `${API}/.default` } });
    expect(broughtBy(answer)).toMatchObject({
      error: "consent_required",
      error_description: expect.stringContaining("AADSTS65001"),
    });
  });

  test("is not asked for what does not exist", async () => {
    for (const [scope, number] of [
      [`${API}/Dance`, 650053],
      ["api://nobody/Read", 500011],
    ] as const) {
      const { page } = await ask(scope);
      expect(broughtBy(page)["error_description"]).toContain(`AADSTS${number}`);
    }
  });

  test("cannot give what is an administrator's to give", async () => {
    const { browser, page } = await ask("Directory.AccessAsUser.All");
    expect(page.body).toContain("An administrator has to agree first");
    const forged = await browser.submit(page, { action: "accept" });
    expect(broughtBy(forged)).toMatchObject({
      error: "consent_required",
      error_description: expect.stringContaining("AADSTS90094"),
    });
    const second = await ask(`${API}/Read`);
    const forAll = await second.browser.submit(second.page, { action: "accept", for_all: "1" });
    expect(broughtBy(forAll)["error_description"]).toContain("AADSTS90094");
  });

  test("is shown again what changed since he was asked", async () => {
    const { browser, page } = await ask(`${API}/.default`);
    await fixture.identity.updateApplication({
      tenantId: TENANT_ID,
      applicationObjectId: appId,
      requiredResourceAccess: [{ resourceAppId: API_ID, scopes: [API_READ], roles: [] }],
    });
    const second = await browser.submit(page, { action: "accept" });
    expect(second.status).toBe(200);
    expect(second.body).not.toContain("<code>User.Read</code>");
    expect(broughtBy(await browser.submit(second, { action: "accept" }))).toHaveProperty("code");
  });

  test("who signed out meanwhile signs in again before he accepts", async () => {
    const { browser, page } = await ask(`${API}/Read`);
    await browser.get(`/${TENANT_ID}/oauth2/v2.0/logout`);
    const asked = await browser.submit(page, { action: "accept" });
    expect(asked.body).toContain('name="password"');
    expect((await signIn(browser, asked)).body).toContain("<code>Read</code>");
  });
});

test("an administrator accepts for everybody", async () => {
  const { browser, page } = await ask("Directory.AccessAsUser.All", ADMIN_NAME);
  expect(page.body).toContain('name="for_all"');
  const answer = await browser.submit(page, { action: "accept", for_all: "1" });
  expect(broughtBy(answer)).toHaveProperty("code");
  const { page: others } = await ask("Directory.AccessAsUser.All");
  expect(broughtBy(others)).toHaveProperty("code");
});

test("an application of another tenant becomes present when somebody consents", async () => {
  const scope = "openid profile User.Read";
  for (const tenant of [FABRIKAM_ID, "common", "organizations"]) {
    const browser = fixture.newBrowser();
    const page = await browser.get(fixture.url({ tenant, fields: fieldsOf(scope) }));
    const signedIn = await signIn(browser, page, EVE_NAME);
    if (tenant === FABRIKAM_ID) {
      expect(signedIn.body).toContain("<b>Contoso</b>");
      expect(broughtBy(await browser.submit(signedIn, { action: "accept" }))).toHaveProperty(
        "code",
      );
    } else {
      expect(broughtBy(signedIn)).toHaveProperty("code");
    }
  }
});

test("an application that is kept to its own tenant serves nobody elsewhere any more", async () => {
  const asked = { tenant: FABRIKAM_ID, fields: fieldsOf("openid User.Read") };
  const { browser, answer } = await fixture.signedIn(asked, EVE_NAME);
  expect(broughtBy(await browser.submit(answer, { action: "accept" }))).toHaveProperty("code");
  const name = { tenantId: TENANT_ID, objectId: appId };
  await fixture.identity.changeApplication(name, { signInAudience: "AzureADMyOrg" });
  const refused = await browser.get(fixture.url(asked));
  expect(refused.status).toBe(400);
  expect(refused.body).toContain("AADSTS700016");
  const own = await ask("openid User.Read");
  expect(own.page.body).toContain("Newcomer");
});

test("an API has words of its own for who consents for himself", async () => {
  const { identity } = fixture;
  const id = "dddddddd-2000-4333-8444-000000000001";
  await identity.createApplication({
    tenantId: TENANT_ID,
    appId: id,
    displayName: "worded",
    identifierUris: ["api://worded"],
    scopes: [
      {
        id,
        value: "Read",
        displayName: "Read for everybody",
        description: "Read what everybody has.",
        userConsentDisplayName: "Read for you",
        userConsentDescription: "Read what you have.",
      },
    ],
  });
  await identity.createServicePrincipal({ tenantId: TENANT_ID, appId: id });
  const own = (await ask("api://worded/Read")).page.body;
  expect(own).toContain("Read for you");
  expect(own).toContain("Read what you have.");
  expect(own).not.toContain("everybody");
  const administrators = (await ask("api://worded/Read", ADMIN_NAME)).page.body;
  expect(administrators).toContain("Read for everybody");
  expect(administrators).toContain("Read what everybody has.");
});
