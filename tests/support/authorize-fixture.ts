import { createHash } from "node:crypto";
import type { User } from "../../src/identity/index.ts";
import { type Browser, type BrowserAnswer, openBrowser } from "./browser.ts";
import { TENANT_ID } from "./identity-fixture.ts";
import { formText } from "./login-fixture.ts";
import {
  API,
  API_ID,
  openUserFixture,
  PASSWORD,
  USER_NAME,
  type UserFixture,
} from "./user-fixture.ts";

export const WEB_ID = "aaaaaaaa-0001-4333-8444-555555555555";
export const SPA_ID = "aaaaaaaa-0002-4333-8444-555555555555";
/** One without implicit grants and with two redirect URIs. */
export const PLAIN_ID = "aaaaaaaa-0003-4333-8444-555555555555";
export const WEB_REDIRECT = "https://app.contoso.test/signed-in";
export const SPA_REDIRECT = "https://spa.contoso.test";
export const PLAIN_REDIRECTS: readonly string[] = [
  "https://plain.contoso.test/one",
  "https://plain.contoso.test/two",
];
export const LOGOUT_URL = "https://app.contoso.test/bye";
export const VERIFIER: string = "v".repeat(43);
export const CHALLENGE: string = createHash("sha256").update(VERIFIER).digest("base64url");
export const ADMIN_NAME = "grace@contoso.test";
/** Another tenant, with one user. */
export const FABRIKAM_ID = "bbbbbbbb-0001-4333-8444-555555555555";
export const EVE_NAME = "eve@fabrikam.test";

type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** An authorization request that is good, except for what is said here. */
export interface AuthorizeCall {
  readonly tenant?: string;
  readonly path?: string;
  /** Overrides; undefined leaves a parameter out, a list sends it several times. */
  readonly fields?: Fields;
}

/** The login surface with applications that sign people in by a browser. */
export interface AuthorizeFixture extends UserFixture {
  readonly administrator: User;
  newBrowser(): Browser;
  /** Path and query of a request of the web application for an API that it was granted. */
  url(call?: AuthorizeCall): string;
  /** A browser that asked, and signed in where it was asked to. */
  signedIn(call?: AuthorizeCall, userName?: string): Promise<SignedIn>;
}

export interface SignedIn {
  readonly browser: Browser;
  readonly answer: BrowserAnswer;
}

export async function openAuthorizeFixture(): Promise<AuthorizeFixture> {
  const fixture = await openUserFixture();
  const { surface, identity } = fixture;
  const administrator = await identity.createUser({
    tenantId: TENANT_ID,
    userPrincipalName: ADMIN_NAME,
    displayName: "Grace Hopper",
    password: PASSWORD,
    isAdministrator: true,
  });
  await makeClients(fixture);
  const url = ({
    tenant = TENANT_ID,
    path = "oauth2/v2.0/authorize",
    fields = {},
  }: AuthorizeCall = {}) => `/${tenant}/${path}?${formText({ ...goodFields, ...fields })}`;
  return {
    ...fixture,
    administrator,
    newBrowser: () => openBrowser(surface),
    url,
    async signedIn(call, userName = USER_NAME) {
      const browser = openBrowser(surface);
      return { browser, answer: await signIn(browser, await browser.get(url(call)), userName) };
    },
  };
}

/** Fills in a sign-in page. */
export async function signIn(
  browser: Browser,
  page: BrowserAnswer,
  userName: string = USER_NAME,
  password: string = PASSWORD,
): Promise<BrowserAnswer> {
  return await browser.submit(page, { username: userName, password, action: "sign-in" });
}

/** What a redirect brings, in query or fragment. */
export function broughtBy({ location }: BrowserAnswer): Readonly<Record<string, string>> {
  const text = location?.hash === "" ? location.search.slice(1) : (location?.hash.slice(1) ?? "");
  return Object.fromEntries(new URLSearchParams(text));
}

const goodFields: Fields = {
  client_id: WEB_ID,
  response_type: "code",
  redirect_uri: WEB_REDIRECT,
  scope: `${API}/Read openid profile`,
  state: "a&b c",
  nonce: "n-1",
};

/** Makes the other tenant; with it the ADFS form, which is for one tenant alone, ends. */
export async function addFabrikam({ identity }: AuthorizeFixture): Promise<void> {
  await identity.createTenant({
    id: FABRIKAM_ID,
    displayName: "Fabrikam",
    domains: ["fabrikam.test"],
  });
  await identity.createUser({
    tenantId: FABRIKAM_ID,
    userPrincipalName: EVE_NAME,
    displayName: "Eve",
    password: PASSWORD,
  });
}

async function makeClients({ identity }: UserFixture): Promise<void> {
  const web = (uri: string) => ({ uri, platform: "web" as const });
  const drafts = [
    {
      appId: WEB_ID,
      displayName: "Contoso Web",
      redirectUris: [web(WEB_REDIRECT)],
      allowsImplicitAccessToken: true,
      allowsImplicitIdToken: true,
      logoutUrl: LOGOUT_URL,
    },
    {
      appId: SPA_ID,
      displayName: "Contoso Page",
      redirectUris: [{ uri: SPA_REDIRECT, platform: "spa" as const }],
    },
    { appId: PLAIN_ID, displayName: "Contoso Plain", redirectUris: PLAIN_REDIRECTS.map(web) },
  ];
  for (const draft of drafts) {
    await identity.createApplication({ tenantId: TENANT_ID, ...draft });
    await identity.createServicePrincipal({ tenantId: TENANT_ID, appId: draft.appId });
    await identity.grantDelegated({
      tenantId: TENANT_ID,
      clientAppId: draft.appId,
      resourceAppId: API_ID,
      scopes: ["Read"],
    });
  }
}
