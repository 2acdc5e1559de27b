import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ADMIN_NAME,
  type AuthorizeFixture,
  broughtBy,
  LOGOUT_URL,
  openAuthorizeFixture,
  PLAIN_ID,
  PLAIN_REDIRECTS,
  SPA_ID,
  signIn,
  WEB_ID,
  WEB_REDIRECT,
} from "../../../../tests/support/authorize-fixture.ts";
import type { Browser } from "../../../../tests/support/browser.ts";
import { LOGIN, TENANT_ID } from "../../../../tests/support/identity-fixture.ts";
import { addDisabled, USER_NAME } from "../../../../tests/support/user-fixture.ts";

const BACK = PLAIN_REDIRECTS[0] ?? "";

let fixture: AuthorizeFixture;

beforeAll(async () => {
  fixture = await openAuthorizeFixture();
});

afterAll(() => fixture.close());

const plain = { client_id: PLAIN_ID, redirect_uri: BACK };

const logout = (browser: Browser, fields: Readonly<Record<string, string>> = {}) =>
  browser.get(`/${TENANT_ID}/oauth2/v2.0/logout?${new URLSearchParams(fields)}`);

/** Whether a user of the browser would get a code without being asked. */
const isSignedIn = async (browser: Browser, loginHint: string): Promise<boolean> => {
  const fields = { prompt: "none", login_hint: loginHint };
  return "code" in broughtBy(await browser.get(fixture.url({ fields })));
};

const withIdToken = async (userName = USER_NAME) => {
  const { browser, answer } = await fixture.signedIn(
    { fields: { response_type: "id_token" } },
    userName,
  );
  const { id_token: idToken = "", session_state: sid = "" } = broughtBy(answer);
  return { browser, idToken, sid };
};

test("the only account signs out, and the cookie goes", async () => {
  for (const path of ["oauth2/logout", "oauth2/v2.0/logout"]) {
    const { browser } = await fixture.signedIn({ fields: plain });
    const answer = await browser.get(`/common/${path}`);
    expect(answer.status).toBe(200);
    expect(answer.body).toContain("You are signed out");
    expect(browser.cookies.size).toBe(0);
    expect(await isSignedIn(browser, USER_NAME)).toBe(false);
  }
  expect((await logout(fixture.newBrowser())).body).toContain("You are signed out");
});

test("the browser goes back to an address of the application, with its state", async () => {
  const { browser } = await fixture.signedIn({ fields: plain });
  const fields = { client_id: PLAIN_ID, post_logout_redirect_uri: BACK, state: "s 1" };
  const answer = await logout(browser, fields);
  expect(answer.status).toBe(302);
  expect(answer.location?.href).toBe(`${BACK}?state=s+1`);
  const second = (await fixture.signedIn({ fields: plain })).browser;
  const posted = await second.post("/common/oauth2/v2.0/logout", {
    post_logout_redirect_uri: BACK,
  });
  expect(posted.location?.href).toBe(BACK);
});

test("an address of other letters, or without a path, is one that a header can say", async () => {
  const { identity } = fixture;
  const appId = "aaaaaaaa-0009-4333-8444-555555555555";
  const addresses = { "https://例え.test/zurück": "/zur%C3%BCck", "https://app.test": "/" };
  await identity.createApplication({
    tenantId: TENANT_ID,
    appId,
    displayName: "other letters",
    redirectUris: Object.keys(addresses).map((uri) => ({ uri, platform: "web" })),
  });
  for (const [uri, path] of Object.entries(addresses)) {
    const fields = { client_id: appId, post_logout_redirect_uri: uri, state: "ü" };
    const { status, headers } = await logout(fixture.newBrowser(), fields);
    expect(status).toBe(302);
    expect(headers["location"]).toMatch(/^[!-~]+$/);
    expect(headers["location"]).toMatch(new RegExp(`${path}[?]state=%C3%BC$`));
  }
});

test("applications that were used are told by hidden frames, then the browser goes on", async () => {
  const { browser, idToken, sid } = await withIdToken();
  const answer = await logout(browser, {
    id_token_hint: idToken,
    post_logout_redirect_uri: WEB_REDIRECT,
  });
  expect(answer.status).toBe(200);
  const query = new URLSearchParams({ iss: `${LOGIN}/${TENANT_ID}/v2.0`, sid });
  expect(answer.body.replaceAll("&amp;", "&")).toContain(`src="${LOGOUT_URL}?${query}"`);
  expect(answer.body).toContain(`href="${WEB_REDIRECT}"`);
  expect(answer.headers["content-security-policy"]).toContain("frame-src https://app.contoso.test");
  expect(await isSignedIn(browser, USER_NAME)).toBe(false);
});

describe("of several accounts", () => {
  const withTwo = async () => {
    const first = await withIdToken();
    const page = await first.browser.get(fixture.url({ fields: { prompt: "login" } }));
    await signIn(first.browser, page, ADMIN_NAME);
    return first;
  };

  test("the one that an id token tells of signs out, also after its end", async () => {
    const { browser, idToken } = await withTwo();
    fixture.clock.move(7_200_000);
    await logout(browser, { id_token_hint: idToken });
    expect(await isSignedIn(browser, USER_NAME)).toBe(false);
    expect(await isSignedIn(browser, ADMIN_NAME)).toBe(true);
  });

  test("the one that a hint names signs out", async () => {
    const { browser } = await withTwo();
    await logout(browser, { logout_hint: ADMIN_NAME.toUpperCase() });
    expect(await isSignedIn(browser, ADMIN_NAME)).toBe(false);
    expect(await isSignedIn(browser, USER_NAME)).toBe(true);
  });

  test("one is picked where nothing tells which", async () => {
    const { browser } = await withTwo();
    const page = await logout(browser, { post_logout_redirect_uri: WEB_REDIRECT });
    expect(page.body).toContain("Ada Lovelace");
    const elsewhere = await fixture.newBrowser().submit(page, { account: fixture.user.objectId });
    expect(elsewhere.body).toContain("AADSTS165000");
    const answer = await browser.submit(page, { account: fixture.user.objectId });
    expect(answer.body).toContain(`href="${WEB_REDIRECT}"`);
    expect(await isSignedIn(browser, USER_NAME)).toBe(false);
    expect(await isSignedIn(browser, ADMIN_NAME)).toBe(true);
  });
});

describe("nobody signs out, and nobody is sent anywhere, by", () => {
  const evil = "https://evil.test/";
  test.each([
    [
      "an address that the application did not register",
      50011,
      { client_id: PLAIN_ID, post_logout_redirect_uri: evil },
    ],
    ["an unknown application", 700016, { client_id: TENANT_ID }],
    ["an id token that is none", 90023, { id_token_hint: "e.y.J" }],
  ])("%s: AADSTS%d", async (_, number, fields) => {
    const { browser } = await fixture.signedIn({ fields: plain });
    const answer = await logout(browser, fields);
    expect(answer.status).toBe(400);
    expect(answer.body).toContain(`AADSTS${number}: you could not be signed out`);
    expect(answer.body).toContain("<h1>You could not be signed out</h1>");
    expect(await isSignedIn(browser, USER_NAME)).toBe(true);
  });

  test("an id token of one application and the id of another", async () => {
    const { browser, idToken } = await withIdToken();
    const answer = await logout(browser, { id_token_hint: idToken, client_id: SPA_ID });
    expect(answer.body).toContain("AADSTS90023");
    expect(await isSignedIn(browser, USER_NAME)).toBe(true);
  });

  test("an access token as hint", async () => {
    const { browser, answer } = await fixture.signedIn({ fields: { response_type: "token" } });
    const { access_token: hint = "" } = broughtBy(answer);
    expect((await logout(browser, { id_token_hint: hint })).body).toContain("AADSTS90023");
  });

  test("a parameter that is sent twice", async () => {
    const browser = fixture.newBrowser();
    const answer = await browser.get(`/common/oauth2/logout?client_id=${WEB_ID}&client_id=x`);
    expect(answer.body).toContain("AADSTS9000411");
  });
});

test("an address that belongs to nobody who was used is not followed", async () => {
  const { browser } = await fixture.signedIn({ fields: plain });
  const answer = await logout(browser, { post_logout_redirect_uri: "https://evil.test/" });
  expect(answer.status).toBe(200);
  expect(answer.body).not.toContain("evil.test");
  expect(answer.body).toContain("You are not sent back to the application");
  expect(await isSignedIn(browser, USER_NAME)).toBe(false);
});

describe("the user signs out, and is not sent back, by", () => {
  const DISABLED_ID = "aaaaaaaa-0010-4333-8444-555555555555";

  const expectSignedOutHere = async (browser: Browser, fields: Record<string, string>) => {
    const answer = await logout(browser, { post_logout_redirect_uri: WEB_REDIRECT, ...fields });
    expect(answer.status).toBe(200);
    expect(answer.body).toContain("You are signed out");
    expect(answer.body).toContain("You are not sent back to the application");
    expect(answer.body).not.toContain(`href="${WEB_REDIRECT}"`);
    expect(await isSignedIn(browser, USER_NAME)).toBe(false);
  };

  test("the name of a disabled application", async () => {
    await addDisabled(fixture, { appId: DISABLED_ID });
    const { browser } = await withIdToken();
    await expectSignedOutHere(browser, { client_id: DISABLED_ID });
  });

  test("an id token of a key that is not in use any more", async () => {
    const { browser, idToken } = await withIdToken();
    const [, claims, signature] = idToken.split(".");
    const header = Buffer.from('{"typ":"JWT","alg":"RS256","kid":"gone"}').toString("base64url");
    const hint = `${header}.${claims}.${signature}`;
    await expectSignedOutHere(browser, { id_token_hint: hint });
    const silent = await browser.get(fixture.url({ fields: { id_token_hint: hint } }));
    expect(broughtBy(silent)["error_description"]).toContain("AADSTS90023");
  });
});
