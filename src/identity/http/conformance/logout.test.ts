/** Modules of the OpenID certification's plan about logout that an application initiates. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeSigner, signJwt } from "../../../../tests/support/assertions.ts";
import type { Browser, BrowserAnswer } from "../../../../tests/support/browser.ts";
import { LOGIN, TENANT_ID } from "../../../../tests/support/identity-fixture.ts";
import {
  basic,
  callbackOf,
  openRelyingParty,
  type RelyingParty,
  RP_SIGNED_OUT,
  STATE,
} from "../../../../tests/support/relying-party.ts";

let rp: RelyingParty;

beforeAll(async () => {
  rp = await openRelyingParty();
});

afterAll(() => rp.close());

const PATH = `/${TENANT_ID}/oauth2/v2.0/logout`;

interface SignedIn {
  readonly browser: Browser;
  readonly idToken: string;
  logOut(fields: Readonly<Record<string, string>>): Promise<BrowserAnswer>;
}

async function signedIn(): Promise<SignedIn> {
  const browser = rp.openBrowser();
  const { idToken } = await rp.signIn(basic, {}, browser);
  return {
    browser,
    idToken,
    logOut: (fields) => browser.get(`${PATH}?${new URLSearchParams(fields)}`),
  };
}

/** Whether a silent sign-in still works. */
async function isSignedIn(browser: Browser): Promise<boolean> {
  const { parameters } = callbackOf(await rp.ask(basic, { prompt: "none" }, browser));
  if (parameters["error"] !== undefined) expect(parameters["error"]).toBe("login_required");
  return parameters["code"] !== undefined;
}

function expectErrorPage(answer: BrowserAnswer): void {
  expect(answer.location).toBeUndefined();
  expect(answer.status).toBe(400);
  expect(answer.body).toContain("AADSTS");
}

function expectSignedOutPage(answer: BrowserAnswer): void {
  expect(answer.location).toBeUndefined();
  expect(answer.status).toBe(200);
  expect(answer.body).toContain("You are signed out");
}

test("oidcc-rp-initiated-logout-discovery-endpoint-verification: the endpoint is named", async () => {
  const url = `/${TENANT_ID}/v2.0/.well-known/openid-configuration`;
  const response = await rp.surface.inject({ url, headers: { host: new URL(LOGIN).host } });
  expect(response.json().end_session_endpoint).toBe(`${LOGIN}${PATH}`);
});

test("oidcc-rp-initiated-logout: the user is signed out and goes back with the state", async () => {
  const { browser, idToken, logOut } = await signedIn();
  expect(await isSignedIn(browser)).toBe(true);
  const answer = await logOut({
    id_token_hint: idToken,
    post_logout_redirect_uri: RP_SIGNED_OUT,
    state: STATE,
  });
  expect(answer.status, answer.body).toBe(302);
  expect(`${answer.location?.origin}${answer.location?.pathname}`).toBe(RP_SIGNED_OUT);
  expect(Object.fromEntries(answer.location?.searchParams ?? [])).toEqual({ state: STATE });
  expect(await isSignedIn(browser)).toBe(false);
});

test("oidcc-rp-initiated-logout-no-state: the user goes back without one", async () => {
  const { browser, idToken, logOut } = await signedIn();
  const answer = await logOut({
    id_token_hint: idToken,
    post_logout_redirect_uri: RP_SIGNED_OUT,
  });
  expect(answer.location?.href).toBe(RP_SIGNED_OUT);
  expect(await isSignedIn(browser)).toBe(false);
});

test("oidcc-rp-initiated-logout-bad-post-logout-redirect-uri: an error, and nobody signed out", async () => {
  const { browser, idToken, logOut } = await signedIn();
  expectErrorPage(
    await logOut({
      id_token_hint: idToken,
      post_logout_redirect_uri: "https://rp.test/elsewhere",
      state: STATE,
    }),
  );
  expect(await isSignedIn(browser)).toBe(true);
});

test("oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri: an error", async () => {
  const { browser, idToken, logOut } = await signedIn();
  expectErrorPage(
    await logOut({
      id_token_hint: idToken,
      post_logout_redirect_uri: `${RP_SIGNED_OUT}?foo=bar`,
      state: STATE,
    }),
  );
  expect(await isSignedIn(browser)).toBe(true);
});

test("oidcc-rp-initiated-logout-modified-id-token-hint: a hint without signature is refused", async () => {
  const { browser, idToken, logOut } = await signedIn();
  const [, claims] = idToken.split(".");
  const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${claims}.`;
  for (const hint of [unsigned, `${idToken.slice(0, -8)}AAAAAAAA`]) {
    expectErrorPage(
      await logOut({
        id_token_hint: hint,
        post_logout_redirect_uri: RP_SIGNED_OUT,
        state: STATE,
      }),
    );
  }
  expect(await isSignedIn(browser)).toBe(true);
});

test("oidcc-rp-initiated-logout-bad-id-token-hint: a hint that somebody else signed is refused", async () => {
  const { browser, idToken, logOut } = await signedIn();
  const { privateKey } = await makeSigner(Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1));
  const [header = "", claims = ""] = idToken.split(".");
  const read = (part: string): object => JSON.parse(Buffer.from(part, "base64url").toString());
  const forged = signJwt({ ...read(header), alg: "RS256" }, read(claims), privateKey);
  expectErrorPage(
    await logOut({
      id_token_hint: forged,
      post_logout_redirect_uri: RP_SIGNED_OUT,
      state: STATE,
    }),
  );
  expect(await isSignedIn(browser)).toBe(true);
});

test("oidcc-rp-initiated-logout-no-id-token-hint: back only to an application that the user used", async () => {
  const { browser, logOut } = await signedIn();
  const answer = await logOut({ post_logout_redirect_uri: RP_SIGNED_OUT, state: STATE });
  expect(answer.location?.origin).toBe(new URL(RP_SIGNED_OUT).origin);
  expect(await isSignedIn(browser)).toBe(false);
  const stranger = rp.openBrowser();
  const fields = { post_logout_redirect_uri: RP_SIGNED_OUT, state: STATE };
  expectSignedOutPage(await stranger.get(`${PATH}?${new URLSearchParams(fields)}`));
});

test.each([
  ["oidcc-rp-initiated-logout-no-params", {}],
  ["oidcc-rp-initiated-logout-only-state", { state: STATE }],
] as const)("%s: the user is signed out, and told so", async (_module, fields) => {
  const { browser, logOut } = await signedIn();
  expectSignedOutPage(await logOut(fields));
  expect(await isSignedIn(browser)).toBe(false);
});

test("oidcc-rp-initiated-logout-no-post-logout-redirect-uri: the user is told on our own page", async () => {
  const { browser, idToken, logOut } = await signedIn();
  expectSignedOutPage(await logOut({ id_token_hint: idToken, state: STATE }));
  expect(await isSignedIn(browser)).toBe(false);
});
