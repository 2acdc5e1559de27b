import { expect } from "vitest";
import { firstPartyAppIds } from "../../src/identity/index.ts";
import { actionOf, type Browser, type BrowserAnswer, hiddenOf, openBrowser } from "./browser.ts";
import { LOGIN, TENANT_ID } from "./identity-fixture.ts";
import type { LoginAnswer } from "./login-fixture.ts";
import {
  claimsOf,
  openUserFixture,
  PASSWORD,
  USER_NAME,
  type UserFixture,
} from "./user-fixture.ts";

export const RP_ID = "99999999-1111-4333-8444-555555555555";
export const RP_CALLBACK = "https://rp.test/callback";
export const RP_SIGNED_OUT = "https://rp.test/signed-out";
export const ISSUER: string = `${LOGIN}/${TENANT_ID}/v2.0`;
const RP_OBJECT_ID = "99999999-2222-4333-8444-555555555555";

/** One way to ask for an answer: a plan of the certification runs its modules in some of them. */
export interface Variant {
  readonly name: string;
  readonly responseType: "code" | "id_token" | "id_token token";
  readonly responseMode?: "form_post";
}

export const basic: Variant = { name: "code", responseType: "code" };
const implicit: readonly Variant[] = [
  { name: "id_token", responseType: "id_token" },
  { name: "id_token token", responseType: "id_token token" },
];
const posted = ({ name, responseType }: Variant): Variant => ({
  name: `${name} by form_post`,
  responseType,
  responseMode: "form_post",
});
/** The variants of the Basic, Implicit and Form Post plans. */
export const variants: readonly Variant[] = [basic, ...implicit].flatMap((variant) => [
  variant,
  posted(variant),
]);
export const codeVariants: readonly Variant[] = [basic, posted(basic)];
export const implicitVariants: readonly Variant[] = implicit.flatMap((variant) => [
  variant,
  posted(variant),
]);

type Fields = Readonly<Record<string, string | undefined>>;
export type Parameters = Readonly<Record<string, string>>;

/** What came back at the relying party's address. */
export interface Callback {
  readonly by: "query" | "fragment" | "form_post";
  readonly parameters: Parameters;
}

/** What a relying party holds after a sign-in. */
export interface Tokens {
  readonly callback: Callback;
  readonly idToken: string;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly accessToken: string | undefined;
}

/** A relying party as the certification plays one, with its user in front of a browser. */
export interface RelyingParty extends Omit<UserFixture, "ask" | "signIn"> {
  readonly rpSecret: string;
  openBrowser(): Browser;
  /** Opens the authorization endpoint. */
  ask(variant: Variant, fields?: Fields, browser?: Browser): Promise<BrowserAnswer>;
  /** Asks, signs in where a page asks for it, and reads what comes back. */
  callback(variant: Variant, fields?: Fields, browser?: Browser): Promise<Callback>;
  /** As above, with the tokens that the answer brings, which are sound. */
  signIn(variant: Variant, fields?: Fields, browser?: Browser): Promise<Tokens>;
  redeem(code: string | undefined, fields?: Fields): Promise<LoginAnswer>;
  userInfo(accessToken: string | undefined): Promise<Readonly<Record<string, unknown>>>;
}

export const NONCE = "n-0S6_WzA2Mj";
export const STATE = "af0 ifjsldkj&?=+";

export async function openRelyingParty(): Promise<RelyingParty> {
  const fixture = await openUserFixture();
  const { identity, surface } = fixture;
  await identity.createApplication({
    tenantId: TENANT_ID,
    displayName: "relying party",
    appId: RP_ID,
    objectId: RP_OBJECT_ID,
    redirectUris: [
      { uri: RP_CALLBACK, platform: "web" },
      { uri: RP_SIGNED_OUT, platform: "web" },
    ],
    allowsImplicitIdToken: true,
    allowsImplicitAccessToken: true,
  });
  await identity.createServicePrincipal({ tenantId: TENANT_ID, appId: RP_ID });
  await identity.grantDelegated({
    tenantId: TENANT_ID,
    clientAppId: RP_ID,
    resourceAppId: firstPartyAppIds.microsoftGraph,
    scopes: ["openid", "profile", "email", "offline_access"],
  });
  const { secretText: rpSecret } = await identity.addPassword({
    tenantId: TENANT_ID,
    applicationObjectId: RP_OBJECT_ID,
  });
  const mine = openBrowser(surface);
  const ask: RelyingParty["ask"] = (variant, fields = {}, browser = mine) =>
    browser.get(authorizeUrl(variant, fields));
  const callback: RelyingParty["callback"] = async (variant, fields, browser = mine) =>
    callbackOf(await signInByForm(browser, await ask(variant, fields, browser)));
  const redeem: RelyingParty["redeem"] = async (code, fields = {}) =>
    await fixture.ask("v2", {
      fields: {
        grant_type: "authorization_code",
        client_id: RP_ID,
        client_secret: rpSecret,
        scope: undefined,
        redirect_uri: RP_CALLBACK,
        code,
        ...fields,
      },
    });
  return {
    ...fixture,
    rpSecret,
    openBrowser: () => openBrowser(surface),
    ask,
    callback,
    redeem,
    signIn: async (variant, fields, browser) => {
      const came = await callback(variant, fields, browser);
      const { parameters } = came;
      expect(parameters["error_description"]).toBeUndefined();
      const answer =
        variant.responseType === "code" ? (await redeem(parameters["code"])).json() : parameters;
      const { id_token: idToken = "", access_token: accessToken } = answer;
      return { callback: came, idToken, claims: claimsOf(idToken), accessToken };
    },
    userInfo: async (accessToken) => {
      const headers = { authorization: `Bearer ${accessToken}` };
      const response = await surface.inject({ url: "/oidc/userinfo", headers });
      expect(response.statusCode, response.body).toBe(200);
      return response.json();
    },
  };
}

/** A request that is good, except for what is said. */
export function authorizeUrl(variant: Variant, fields: Fields = {}): string {
  return `/${TENANT_ID}/oauth2/v2.0/authorize?${authorizeQuery(variant, fields)}`;
}

export function authorizeQuery(
  { responseType, responseMode }: Variant,
  fields: Fields = {},
): URLSearchParams {
  const all: Fields = {
    client_id: RP_ID,
    response_type: responseType,
    response_mode: responseMode,
    redirect_uri: RP_CALLBACK,
    scope: "openid",
    state: STATE,
    nonce: NONCE,
    ...fields,
  };
  const sent = Object.entries(all).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return new URLSearchParams(sent);
}

/** Enters name and password where a page wants them. */
export async function signInByForm(browser: Browser, page: BrowserAnswer): Promise<BrowserAnswer> {
  if (!isSignInPage(page)) return page;
  return await browser.submit(page, {
    username: USER_NAME,
    password: PASSWORD,
    action: "sign-in",
  });
}

/** Whether a page asks for a password. */
export const isSignInPage = ({ body }: BrowserAnswer): boolean => body.includes('name="password"');

/** What came back, whichever way it came. */
export function callbackOf(answer: BrowserAnswer): Callback {
  const { location } = answer;
  if (location === undefined) {
    expect(answer.status, answer.body).toBe(200);
    expect(actionOf(answer)).toBe(RP_CALLBACK);
    return { by: "form_post", parameters: hiddenOf(answer) };
  }
  expect(`${location.origin}${location.pathname}`).toBe(RP_CALLBACK);
  const isFragment = location.hash !== "";
  const text = isFragment ? location.hash.slice(1) : location.search;
  return {
    by: isFragment ? "fragment" : "query",
    parameters: Object.fromEntries(new URLSearchParams(text)),
  };
}
