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
  NEWCOMER_SECRET as SECRET,
  USER_READ,
} from "../../../../tests/support/newcomer.ts";
import { API, API_ID, USER_NAME } from "../../../../tests/support/user-fixture.ts";
import { directoryRoleIds } from "../../directory-roles.ts";

/** An app role of Microsoft Graph. */
const USER_READ_ALL = "df021288-bdef-4463-88db-98f22de89214";

let fixture: AuthorizeFixture;
/** An application that nobody consented to yet, another one for each test. */
let appId: string;

beforeAll(async () => {
  fixture = await openTwoTenants();
});

beforeEach(async () => {
  appId = await makeNewcomer(fixture, {
    isPresent: false,
    requiredResourceAccess: [
      { resourceAppId: API_ID, scopes: [API_READ], roles: [] },
      { resourceAppId: GRAPH_ID, scopes: [USER_READ], roles: [USER_READ_ALL] },
    ],
  });
});

afterAll(() => fixture.close());

type Fields = Readonly<Record<string, string>>;

const url = (fields: Fields = {}, path = "adminconsent", tenant = TENANT_ID): string => {
  const all = { client_id: appId, redirect_uri: REDIRECT, state: "a&b c", ...fields };
  return `/${tenant}/${path}?${new URLSearchParams(all)}`;
};

const ask = async (
  address: string,
  userName: string,
): Promise<{ readonly browser: Browser; readonly page: BrowserAnswer }> => {
  const browser = fixture.newBrowser();
  return { browser, page: await signIn(browser, await browser.get(address), userName) };
};

const appToken = () =>
  fixture.ask("v2", {
    fields: {
      client_id: appId,
      client_secret: SECRET,
      scope: "https://graph.microsoft.com/.default",
    },
  });

/** What a user of the tenant is answered whose program may show nothing. */
const silently = async (scope: string): Promise<Fields> => {
  const fields = { client_id: appId, redirect_uri: REDIRECT, scope };
  const { browser } = await fixture.signedIn();
  return broughtBy(await browser.get(fixture.url({ fields: { ...fields, prompt: "none" } })));
};

describe("an administrator", () => {
  test("gives an application all that its registration needs, of both kinds", async () => {
    expect((await appToken()).statusCode).toBe(400);
    const { browser, page } = await ask(url(), ADMIN_NAME);
    for (const text of ["Newcomer", "for everyone", "User.Read.All", "without a user", "lab"]) {
      expect(page.body).toContain(text);
    }
    expect(page.body).not.toContain("for_all");
    const answer = await browser.submit(page, { action: "accept" });
    expect(answer.location?.origin).toBe("https://new.contoso.test");
    expect(broughtBy(answer)).toEqual({
      admin_consent: "True",
      tenant: TENANT_ID,
      state: "a&b c",
    });
    const token = (await appToken()).json() as { readonly access_token: string };
    const [, payload = ""] = token.access_token.split(".");
    expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toMatchObject({
      roles: ["User.Read.All"],
    });
    expect(await silently(`${API}/Read`)).toHaveProperty("code");
    expect((await silently(`${API}/Write`))["error"]).toBe("consent_required");
  });

  test("takes it back by removing the grant, and new tokens end", async () => {
    const { browser, page } = await ask(url(), ADMIN_NAME);
    await browser.submit(page, { action: "accept" });
    expect(await silently(`${API}/Read`)).toHaveProperty("code");
    const client = await fixture.identity.interactive.findClient(
      { kind: "tenant", id: TENANT_ID },
      appId,
    );
    const { items } = await fixture.identity.objects.delegatedGrants.page(TENANT_ID, {
      condition: {
        kind: "compare",
        column: "clientId",
        operator: "eq",
        value: client.principal?.objectId ?? "",
      },
      order: { column: "id", isDescending: false },
      after: undefined,
      limit: 10,
    });
    for (const { id } of items) {
      await fixture.identity.removeScopeGrant({ tenantId: TENANT_ID, id });
    }
    expect((await silently(`${API}/Read`))["error"]).toBe("consent_required");
  });

  test("gives in version 2.0 what the scope names", async () => {
    const scope = `${API}/Write`;
    const { browser, page } = await ask(url({ scope }, "v2.0/adminconsent"), ADMIN_NAME);
    expect(page.body).toContain("<code>Write</code>");
    expect(page.body).not.toContain("User.Read.All");
    const answer = await browser.submit(page, { action: "accept" });
    expect(broughtBy(answer)).toMatchObject({ admin_consent: "True", scope });
    expect(await silently(scope)).toHaveProperty("code");
    const all = await ask(url({ scope: `${API}/.default` }, "v2.0/adminconsent"), ADMIN_NAME);
    expect(all.page.body).toContain("User.Read.All");
  });

  test("declines, and nothing is given", async () => {
    const { browser, page } = await ask(url(), ADMIN_NAME);
    const answer = await browser.submit(page, { action: "cancel" });
    expect(broughtBy(answer)).toMatchObject({ error: "access_denied", state: "a&b c" });
    expect((await appToken()).statusCode).toBe(400);
  });

  test("is shown again what changed since he was asked", async () => {
    const { browser, page } = await ask(url(), ADMIN_NAME);
    await fixture.identity.updateApplication({
      tenantId: TENANT_ID,
      applicationObjectId: appId,
      requiredResourceAccess: [{ resourceAppId: API_ID, scopes: [API_READ], roles: [] }],
    });
    const second = await browser.submit(page, { action: "accept" });
    expect(second.status).toBe(200);
    expect(second.body).not.toContain("User.Read.All");
  });
});

test("a user who is no administrator gives nothing, and is told who can", async () => {
  const { browser, page } = await ask(url(), USER_NAME);
  expect(page.body).toContain("An administrator has to agree first");
  const forged = await browser.submit(page, { action: "accept" });
  expect(broughtBy(forged)["error_description"]).toContain("AADSTS90094");
  expect((await appToken()).statusCode).toBe(400);
});

test("app roles of Microsoft Graph are not an application administrator's to give", async () => {
  const carol = await fixture.identity.createUser({
    tenantId: TENANT_ID,
    userPrincipalName: "carol@contoso.test",
    displayName: "Carol",
    password: "Correct-Horse-9",
  });
  await fixture.identity.assignDirectoryRole({
    tenantId: TENANT_ID,
    principalId: carol.objectId,
    roleTemplateId: directoryRoleIds.applicationAdministrator,
  });
  const browser = fixture.newBrowser();
  const start = await browser.get(url());
  const page = await signIn(browser, start, "carol@contoso.test", "Correct-Horse-9");
  expect(page.body).toContain("An administrator has to agree first");
  const scope = `${API}/Read`;
  const named = await browser.get(url({ scope }, "v2.0/adminconsent"));
  expect(broughtBy(await browser.submit(named, { action: "accept" }))["admin_consent"]).toBe(
    "True",
  );
});

test("an administrator of another tenant makes the application present there", async () => {
  const eve = await fixture.identity.findUserByName(FABRIKAM_ID, EVE_NAME);
  await fixture.identity.assignDirectoryRole({
    tenantId: FABRIKAM_ID,
    principalId: eve?.objectId ?? "",
    roleTemplateId: directoryRoleIds.globalAdministrator,
  });
  await fixture.identity.updateApplication({
    tenantId: TENANT_ID,
    applicationObjectId: appId,
    requiredResourceAccess: [{ resourceAppId: GRAPH_ID, scopes: [USER_READ], roles: [] }],
  });
  const { browser, page } = await ask(url({}, "adminconsent", "organizations"), EVE_NAME);
  const answer = await browser.submit(page, { action: "accept" });
  expect(broughtBy(answer)).toMatchObject({ admin_consent: "True", tenant: FABRIKAM_ID });
  const choice = { kind: "tenant", id: FABRIKAM_ID } as const;
  const there = await fixture.identity.interactive.findClient(choice, appId);
  expect(there.principal).toMatchObject({ isEnabled: true });
});

describe("nobody is asked where", () => {
  test("the redirect URI is not the application's", async () => {
    const page = await fixture.newBrowser().get(url({ redirect_uri: "https://evil.test/" }));
    expect(page.status).toBe(400);
    expect(page.body).toContain("50011");
  });

  test("the API that it needs is not there, or does not offer what it needs", async () => {
    for (const [resourceAppId, number] of [
      ["dddddddd-9999-4333-8444-000000000000", 650052],
      [API_ID, 650053],
    ] as const) {
      await fixture.identity.updateApplication({
        tenantId: TENANT_ID,
        applicationObjectId: appId,
        requiredResourceAccess: [{ resourceAppId, scopes: [USER_READ], roles: [] }],
      });
      const { page } = await ask(url(), ADMIN_NAME);
      expect(broughtBy(page)["error_description"]).toContain(`AADSTS${number}`);
    }
  });

  test("version 2.0 names no scope", async () => {
    const page = await fixture.newBrowser().get(url({}, "v2.0/adminconsent"));
    expect(broughtBy(page)["error_description"]).toMatch(/AADSTS900144.*scope/);
  });
});
