/** Modules of the OpenID certification about who is asked to sign in, and when. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser } from "../../../../tests/support/browser.ts";
import {
  callbackOf,
  isSignInPage,
  openRelyingParty,
  type RelyingParty,
  STATE,
  signInByForm,
  type Tokens,
  type Variant,
  variants,
} from "../../../../tests/support/relying-party.ts";
import { USER_NAME } from "../../../../tests/support/user-fixture.ts";

let rp: RelyingParty;

beforeAll(async () => {
  rp = await openRelyingParty();
});

afterAll(() => rp.close());

/** A browser whose user signed in a moment ago. */
async function signedIn(
  variant: Variant,
  fields: Readonly<Record<string, string>> = {},
): Promise<{ readonly browser: Browser; readonly first: Tokens }> {
  const browser = rp.openBrowser();
  const first = await rp.signIn(variant, fields, browser);
  return { browser, first };
}

test.each(variants)(
  "oidcc-prompt-login with $name: who is signed in signs in once more",
  async (variant) => {
    const { browser, first } = await signedIn(variant, { max_age: "15000" });
    rp.clock.move(2_000);
    const fields = { prompt: "login", max_age: "15000" };
    const page = await rp.ask(variant, fields, browser);
    expect(isSignInPage(page)).toBe(true);
    const second = await rp.signIn(variant, fields, browser);
    expect(second.claims["sub"]).toBe(first.claims["sub"]);
    expect(Number(second.claims["auth_time"])).toBeGreaterThan(Number(first.claims["auth_time"]));
  },
);

test.each(variants)(
  "oidcc-prompt-none-not-logged-in with $name: login_required, and no page",
  async (variant) => {
    const answer = await rp.ask(variant, { prompt: "none" }, rp.openBrowser());
    const { parameters } = callbackOf(answer);
    expect(parameters).toMatchObject({ error: "login_required", state: STATE });
    expect(parameters).not.toHaveProperty("code");
    expect(parameters).not.toHaveProperty("id_token");
  },
);

test.each(variants)(
  "oidcc-prompt-none-logged-in with $name: the same user, and no page",
  async (variant) => {
    const { browser, first } = await signedIn(variant, { max_age: "15000" });
    rp.clock.move(2_000);
    const fields = { prompt: "none", max_age: "15000" };
    callbackOf(await rp.ask(variant, fields, browser));
    const second = await rp.signIn(variant, fields, browser);
    expect(second.claims["sub"]).toBe(first.claims["sub"]);
    expect(second.claims["auth_time"]).toBe(first.claims["auth_time"]);
  },
);

test.each(variants)(
  "oidcc-max-age-1 with $name: an older sign-in does not count",
  async (variant) => {
    const { browser, first } = await signedIn(variant, { max_age: "15000" });
    rp.clock.move(2_000);
    expect(isSignInPage(await rp.ask(variant, { max_age: "1" }, browser))).toBe(true);
    const second = await rp.signIn(variant, { max_age: "1" }, browser);
    expect(Number(second.claims["auth_time"])).toBeGreaterThan(Number(first.claims["auth_time"]));
    expect(second.claims["sub"]).toBe(first.claims["sub"]);
  },
);

test.each(variants)("oidcc-max-age-10000 with $name: a younger sign-in counts", async (variant) => {
  const { browser, first } = await signedIn(variant, { max_age: "10000" });
  rp.clock.move(2_000);
  const page = await rp.ask(variant, { max_age: "10000" }, browser);
  expect(isSignInPage(page)).toBe(false);
  const second = await rp.signIn(variant, { max_age: "10000" }, browser);
  expect(second.claims["auth_time"]).toBe(first.claims["auth_time"]);
});

test.each(variants)(
  "oidcc-id-token-hint with $name: the user of the token is signed in silently",
  async (variant) => {
    const { browser, first } = await signedIn(variant);
    const fields = { prompt: "none", id_token_hint: first.idToken };
    callbackOf(await rp.ask(variant, fields, browser));
    const second = await rp.signIn(variant, fields, browser);
    expect(second.claims["sub"]).toBe(first.claims["sub"]);
  },
);

test.each(variants)(
  "oidcc-login-hint with $name: the name stands in its field already",
  async (variant) => {
    const browser = rp.openBrowser();
    const page = await rp.ask(variant, { login_hint: USER_NAME }, browser);
    expect(page.body).toContain(`value="${USER_NAME}"`);
    const { parameters } = callbackOf(await signInByForm(browser, page));
    expect(parameters).not.toHaveProperty("error");
  },
);
