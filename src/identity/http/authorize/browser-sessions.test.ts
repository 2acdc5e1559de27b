import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ADMIN_NAME,
  type AuthorizeFixture,
  addFabrikam,
  broughtBy,
  EVE_NAME,
  openAuthorizeFixture,
  signIn,
} from "../../../../tests/support/authorize-fixture.ts";
import { actionOf, type Browser, hiddenOf } from "../../../../tests/support/browser.ts";
import { TENANT_ID } from "../../../../tests/support/identity-fixture.ts";
import { claimsOf, PASSWORD, USER_NAME } from "../../../../tests/support/user-fixture.ts";

const SESSION = "__Host-LazuriteSession";

let fixture: AuthorizeFixture;

beforeAll(async () => {
  fixture = await openAuthorizeFixture();
  await addFabrikam(fixture);
});

afterAll(() => fixture.close());

const ask = (browser: Browser, fields: Readonly<Record<string, string | undefined>> = {}) =>
  browser.get(fixture.url({ fields }));

/** A browser with both of Contoso's users. */
const withTwo = async (): Promise<Browser> => {
  const { browser } = await fixture.signedIn();
  await signIn(browser, await ask(browser, { prompt: "login" }), ADMIN_NAME);
  return browser;
};

describe("the session cookie", () => {
  test("is set by a sign-in alone, guarded, and for frames of other sites too", async () => {
    const browser = fixture.newBrowser();
    const page = await ask(browser);
    expect(browser.cookies.has(SESSION)).toBe(false);
    const answer = await signIn(browser, page);
    const cookies = [answer.headers["set-cookie"]].flat().map(String);
    const session = cookies.find((line) => line.startsWith(SESSION)) ?? "";
    expect(session).toMatch(
      new RegExp(`^${SESSION}=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; Secure; SameSite=None$`),
    );
    expect(cookies.some((line) => /LazuritePage.*Max-Age=0.*SameSite=Strict/.test(line))).toBe(
      true,
    );
  });

  test("changes with every sign-in, and the one before is worth nothing", async () => {
    const { browser } = await fixture.signedIn();
    const before = browser.cookies.get(SESSION) ?? "";
    await signIn(browser, await ask(browser, { prompt: "login" }));
    expect(browser.cookies.get(SESSION)).not.toBe(before);
    const thief = fixture.newBrowser();
    thief.cookies.set(SESSION, before);
    expect(broughtBy(await ask(thief, { prompt: "none" }))["error"]).toBe("login_required");
  });

  test("is stored as a hash", async () => {
    const { browser } = await fixture.signedIn();
    const cookie = browser.cookies.get(SESSION) ?? "";
    expect(await fixture.directory.read.browserSessions.find(cookie)).toBeUndefined();
  });

  test("ends after a day without use, and after a week in any case", async () => {
    const { clock } = fixture;
    const { browser } = await fixture.signedIn();
    for (let day = 0; day < 7; day += 1) {
      clock.move(86_399_000);
      const error = broughtBy(await ask(browser, { prompt: "none" }))["error"];
      expect(error).toBe(undefined);
    }
    clock.move(86_399_000);
    expect(broughtBy(await ask(browser, { prompt: "none" }))["error"]).toBe("login_required");
    const idle = (await fixture.signedIn()).browser;
    clock.move(86_400_000);
    expect(broughtBy(await ask(idle, { prompt: "none" }))["error"]).toBe("login_required");
  });
});

describe("who is signed in", () => {
  test("goes on without being asked", async () => {
    const { browser } = await fixture.signedIn();
    for (const prompt of [undefined, "none"]) {
      expect(broughtBy(await ask(browser, { prompt }))).toHaveProperty("code");
    }
  });

  test("signs in again where the request wants it", async () => {
    const { browser } = await fixture.signedIn();
    const page = await ask(browser, { prompt: "login", login_hint: USER_NAME });
    expect(page.body).toContain(`value="${USER_NAME}"`);
    expect(broughtBy(await signIn(browser, page))).toHaveProperty("code");
  });

  test("signs in again when that was too long ago", async () => {
    const { browser } = await fixture.signedIn();
    expect(broughtBy(await ask(browser, { max_age: "60" }))).toHaveProperty("code");
    fixture.clock.move(61_000);
    expect((await ask(browser, { max_age: "60" })).status).toBe(200);
    const silent = await ask(browser, { max_age: "60", prompt: "none" });
    expect(broughtBy(silent)["error"]).toBe("login_required");
    const now = await ask(browser, { max_age: "0", response_type: "id_token" });
    const { id_token: idToken = "" } = broughtBy(await signIn(browser, now));
    expect(claimsOf(idToken)["auth_time"]).toBe(fixture.clock.now() / 1_000);
  });

  test("is asked when his password changed", async () => {
    const { identity } = fixture;
    const user = await identity.createUser({
      tenantId: TENANT_ID,
      userPrincipalName: "joan@contoso.test",
      displayName: "Joan",
      password: PASSWORD,
    });
    const { browser } = await fixture.signedIn({}, "joan@contoso.test");
    const change = { tenantId: TENANT_ID, objectId: user.objectId };
    await identity.setPassword({ ...change, password: "Another-horse-2" });
    expect(broughtBy(await ask(browser, { prompt: "none" }))["error"]).toBe("login_required");
    const page = await ask(browser);
    expect(page.status).toBe(200);
    expect(page.body).toContain("joan@contoso.test");
    const picked = await browser.submit(page, { account: user.objectId });
    const wrong = await signIn(browser, picked, "joan@contoso.test");
    expect(wrong.body).toContain("The user name or the password is wrong.");
    const right = await signIn(browser, wrong, "joan@contoso.test", "Another-horse-2");
    expect(broughtBy(right)).toHaveProperty("code");
    await identity.setUserEnabled({ ...change, isEnabled: false });
    expect(broughtBy(await ask(browser, { prompt: "none" }))["error"]).toBe("login_required");
  });
});

describe("several accounts in one browser", () => {
  test("are picked from", async () => {
    const browser = await withTwo();
    const page = await ask(browser);
    expect(page.body).toContain("Ada Lovelace");
    expect(page.body).toContain("Grace Hopper");
    const answer = await browser.submit(page, { account: fixture.administrator.objectId });
    expect(broughtBy(answer)).toHaveProperty("code");
  });

  test("cannot be told apart in silence, but by a hint", async () => {
    const browser = await withTwo();
    expect(broughtBy(await ask(browser, { prompt: "none" }))).toMatchObject({
      error: "interaction_required",
      error_description: expect.stringContaining("AADSTS16000"),
    });
    const fields = { prompt: "none", response_type: "id_token", login_hint: ADMIN_NAME };
    const { id_token: idToken = "", session_state: sid = "" } = broughtBy(
      await ask(browser, fields),
    );
    expect(claimsOf(idToken)["name"]).toBe("Grace Hopper");
    for (const hint of [{ sid }, { id_token_hint: idToken }]) {
      const again = broughtBy(await ask(browser, { ...fields, login_hint: undefined, ...hint }));
      expect(claimsOf(again["id_token"] ?? "")["name"]).toBe("Grace Hopper");
    }
    const nobody = await ask(browser, { prompt: "none", login_hint: "nobody@contoso.test" });
    expect(broughtBy(nobody)["error"]).toBe("login_required");
  });

  test("are not who an id token means when somebody else signs in", async () => {
    const { answer } = await fixture.signedIn({ fields: { response_type: "id_token" } });
    const { id_token: idToken } = broughtBy(answer);
    const other = fixture.newBrowser();
    const page = await ask(other, { id_token_hint: idToken });
    expect(broughtBy(await signIn(other, page, ADMIN_NAME))).toMatchObject({
      error: "login_required",
    });
  });

  test("are picked from when the request wants it, also one alone", async () => {
    const { browser } = await fixture.signedIn();
    const page = await ask(browser, { prompt: "select_account", login_hint: USER_NAME });
    expect(page.body).toContain("Ada Lovelace");
    const other = await browser.submit(page, { action: "other-account" });
    expect(other.body).toContain('name="password"');
    const back = await browser.submit(other, { action: "other-account" });
    expect(back.body).toContain("Ada Lovelace");
    const answer = await browser.submit(back, { account: fixture.user.objectId });
    expect(broughtBy(answer)).toHaveProperty("code");
  });

  test("are those of the tenant that is asked for", async () => {
    const { browser } = await fixture.signedIn();
    const page = await ask(browser, { prompt: "login" });
    const refused = await signIn(browser, page, EVE_NAME);
    expect(refused.status).toBe(200);
    expect(refused.body).toContain("one of another tenant than &#39;Contoso&#39;");
  });
});

describe("a sign-in page", () => {
  const wrongs = [
    ["nobody@contoso.test", PASSWORD, "There is no user account"],
    ["nobody@nowhere.test", PASSWORD, "There is no user account"],
    [USER_NAME, "Wrong-password-1", "The user name or the password is wrong."],
    [USER_NAME, "", "The user name or the password is wrong."],
  ] as const;
  test.each(wrongs)("says what is wrong with %s and %j", async (name, password, text) => {
    const browser = fixture.newBrowser();
    const page = await signIn(browser, await ask(browser), name, password);
    expect(page.status).toBe(200);
    expect(page.body).toContain(text);
    expect(browser.cookies.has(SESSION)).toBe(false);
    expect(broughtBy(await signIn(browser, page))).toHaveProperty("code");
  });

  test("locks who guesses", async () => {
    await fixture.identity.createUser({
      tenantId: TENANT_ID,
      userPrincipalName: "locked@contoso.test",
      displayName: "Locked",
      password: PASSWORD,
    });
    const browser = fixture.newBrowser();
    let page = await ask(browser);
    for (let guess = 0; guess < 10; guess += 1) {
      page = await signIn(browser, page, "locked@contoso.test", `Wrong-password-${guess}`);
    }
    page = await signIn(browser, page, "locked@contoso.test");
    expect(page.body).toContain("locked for a while");
  });

  test("can be left", async () => {
    const browser = fixture.newBrowser();
    const answer = await browser.submit(await ask(browser), { action: "cancel" });
    expect(broughtBy(answer)).toMatchObject({ error: "access_denied", state: "a&b c" });
  });

  test("is taken from the browser that it was sent to alone", async () => {
    const browser = fixture.newBrowser();
    const page = await ask(browser);
    const fields = { username: USER_NAME, password: PASSWORD, action: "sign-in" };
    const elsewhere = await fixture.newBrowser().submit(page, fields);
    expect(elsewhere.status).toBe(400);
    expect(elsewhere.body).toContain("AADSTS165000");
    const { ctx = "" } = hiddenOf(page);
    const changed = `${ctx.slice(0, 20)}${ctx[20] === "A" ? "B" : "A"}${ctx.slice(21)}`;
    for (const sent of [{ ctx: changed }, { ctx: "" }, { ctx: "a.b" }]) {
      const answer = await browser.post(actionOf(page), { ...fields, ...sent });
      expect(answer.body).toContain("AADSTS165000");
    }
    const crossSite = await browser.submit(page, fields, { "sec-fetch-site": "same-site" });
    expect(crossSite.body).toContain("AADSTS165000");
    const good = await browser.submit(page, fields, { "sec-fetch-site": "same-origin" });
    expect(broughtBy(good)).toHaveProperty("code");
    expect((await browser.submit(page, fields)).body).toContain("AADSTS165000");
  });

  test("ends after an hour", async () => {
    const browser = fixture.newBrowser();
    const page = await ask(browser);
    fixture.clock.move(3_600_001);
    expect((await signIn(browser, page)).body).toContain("AADSTS50089");
  });

  test("is one of the last that a browser left open", async () => {
    const browser = fixture.newBrowser();
    const first = await ask(browser);
    for (let page = 0; page < 40; page += 1) await ask(browser);
    const last = await ask(browser);
    expect(browser.cookies.size).toBeLessThanOrEqual(31);
    expect((await signIn(browser, first)).body).toContain("AADSTS165000");
    expect(broughtBy(await signIn(browser, last))).toHaveProperty("code");
  });

  test("is one of two that a browser may have open", async () => {
    const browser = fixture.newBrowser();
    const [one, two] = [await ask(browser), await ask(browser)];
    expect(broughtBy(await signIn(browser, one))).toHaveProperty("code");
    expect(broughtBy(await signIn(browser, two))).toHaveProperty("code");
  });
});
