/** A single-page application signs in with msal-browser, in Chromium that trusts the authority. */
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningChromium, startChromium } from "../support/chromium.ts";
import {
  type ClientLab,
  consentForAll,
  lab as names,
  openClientLab,
  register,
} from "../support/client-lab.ts";
import { signInOn } from "../support/drive-sign-in.ts";
import { type SpaServer, startSpaServer } from "../support/spa-server.ts";
import { claimsOf } from "../support/tokens.ts";

/** May ask every user for what the lab offers. */
const SPA = "1ab00010-0b1e-4c70-8a10-0c0ffee01a2b";
/** Nobody has agreed to these yet: one for each place. */
const NEW_SPAS = [
  "1ab00011-0b1e-4c70-8a10-0c0ffee01a2b",
  "1ab00012-0b1e-4c70-8a10-0c0ffee01a2b",
] as const;
const GRAPH = "https://graph.microsoft.com";
const READ = `${GRAPH}/User.Read`;
const { api } = names;
const LAB = `${api.uri}/${api.scope}`;

let lab: ClientLab;
let spa: SpaServer;

beforeAll(async () => {
  lab = await openClientLab({
    prepare: async ({ identity, tenantId, tls }) => {
      spa = await startSpaServer(tls);
      for (const appId of [SPA, ...NEW_SPAS]) {
        await register(identity, {
          tenantId,
          appId,
          displayName: "Lab page",
          redirectUris: [spa.redirectUri, `${spa.origin}/signed-out`].map((uri) => ({
            uri,
            platform: "spa",
          })),
        });
      }
      await consentForAll(identity, tenantId, SPA);
    },
  });
});

afterAll(async () => {
  await spa?.close();
  await lab?.close();
});

interface Told {
  readonly accessToken: string;
  readonly fromCache: boolean;
  readonly scopes: readonly string[];
  readonly idTokenClaims: object;
  readonly homeAccountId: string;
}

interface Outcome {
  /** Undefined where a call answers nothing. */
  readonly answer?: Told | null;
  readonly refusal?: { readonly errorCode: string; readonly errorMessage: string };
}

const ask = (page: Page, method: string, request: object): Promise<Outcome> =>
  page.evaluate(`call(${JSON.stringify(method)}, ${JSON.stringify(request)})`);

/** What was answered; fails with the refusal that the application was told. */
function granted({ answer, refusal }: Outcome): Told {
  if (answer !== undefined && answer !== null) return answer;
  throw new Error(refusal === undefined ? "no answer" : Object.values(refusal).join(": "));
}

const call = async (page: Page, method: string, request: object): Promise<Told> =>
  granted(await ask(page, method, request));

/** Runs a call that opens a popup, and what a person does there. */
async function askWithPopup(
  page: Page,
  method: string,
  request: object,
  act: (popup: Page) => Promise<void>,
): Promise<Outcome> {
  const opened = page.waitForEvent("popup");
  const [, outcome] = await Promise.all([opened.then(act), ask(page, method, request)]);
  return outcome;
}

interface Place {
  readonly authority: string;
  readonly proxy?: string;
  readonly isOneProfile?: boolean;
}

const places: readonly [string, string, () => Place][] = [
  ["at our own origins", NEW_SPAS[0], () => ({ authority: lab.ready.login })],
  [
    "by Microsoft's name through the gateway",
    NEW_SPAS[1],
    // Another site's frame signs in silently only where the person lets it have its cookies.
    () => ({
      authority: "https://login.microsoftonline.com",
      proxy: lab.ready.proxy,
      isOneProfile: true,
    }),
  ],
];

describe.each(places)("%s", (_name, newSpa, place) => {
  let chromium: RunningChromium;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    const { authority: _, ...options } = place();
    chromium = await startChromium({ caText: lab.server.caText, ...options });
  });
  afterAll(() => chromium?.close());

  const configure = (clientId: string): void => {
    const { authority } = place();
    spa.configure({
      auth: {
        clientId,
        authority: `${authority}/${lab.ready.tenantId}`,
        knownAuthorities: [new URL(authority).host],
        redirectUri: spa.redirectUri,
        postLogoutRedirectUri: `${spa.origin}/signed-out`,
      },
    });
  };

  const open = async (): Promise<Page> => {
    const opened = await context.newPage();
    await opened.goto(spa.origin);
    return opened;
  };

  const anew = async (clientId: string): Promise<void> => {
    configure(clientId);
    const browserPage = await chromium.open();
    ({ page } = browserPage);
    context = page.context();
    await context.clearCookies();
    await page.goto(spa.origin);
  };

  const signIn = (popup: Page): Promise<void> => signInOn(popup, lab.ready.demo);

  test("a popup signs a user in; tokens come from the cache, and by the refresh token", async () => {
    await anew(SPA);
    const first = granted(await askWithPopup(page, "loginPopup", { scopes: [READ] }, signIn));
    const { user } = lab.ready.demo;
    expect(first.idTokenClaims).toMatchObject({
      aud: SPA,
      tid: lab.ready.tenantId,
      preferred_username: user,
      nonce: expect.any(String),
    });
    expect(claimsOf(first.accessToken)).toMatchObject({ aud: GRAPH, upn: user, appid: SPA });
    const cached = await call(page, "acquireTokenSilent", { scopes: [READ] });
    expect(cached).toMatchObject({ fromCache: true, accessToken: first.accessToken });
    const renewed = await call(page, "acquireTokenSilent", { scopes: [READ], forceRefresh: true });
    expect(renewed.fromCache).toBe(false);
    expect(renewed.accessToken).not.toBe(first.accessToken);
    const other = await call(page, "acquireTokenSilent", { scopes: [LAB] });
    expect(claimsOf(other.accessToken)).toMatchObject({ aud: api.appId, scp: api.scope });
  });

  test("another page signs the same user in by a hidden frame, and renews by one", async () => {
    const other = await open();
    const loginHint = lab.ready.demo.user;
    const silent = await call(other, "ssoSilent", { scopes: [READ], loginHint });
    expect(claimsOf(silent.accessToken)).toMatchObject({ upn: loginHint });
    const SKIP = 5;
    const request = { scopes: [LAB], cacheLookupPolicy: SKIP };
    const renewed = await call(other, "acquireTokenSilent", request);
    expect(claimsOf(renewed.accessToken)).toMatchObject({ aud: api.appId });
    expect(renewed.homeAccountId).toBe(silent.homeAccountId);
  });

  test("a popup signs the user out, so that no hidden frame signs in again", async () => {
    // Only the page of the redirect bridge tells the application, and closes the popup.
    const request = { postLogoutRedirectUri: spa.redirectUri };
    await askWithPopup(page, "logoutPopup", request, async (popup) => {
      if (!popup.isClosed()) await popup.waitForEvent("close");
    });
    const other = await open();
    const loginHint = lab.ready.demo.user;
    const refused = await ask(other, "ssoSilent", { scopes: [READ], loginHint });
    expect(refused.refusal).toMatchObject({ errorCode: "login_required" });
  });

  test("a redirect signs a user in, and another signs out", async () => {
    await anew(SPA);
    const leave = page.waitForURL((url) => url.pathname.endsWith("/oauth2/v2.0/authorize"));
    await page.evaluate(`void call("loginRedirect", ${JSON.stringify({ scopes: [READ] })})`);
    await leave;
    await signIn(page);
    await page.waitForURL(`${spa.origin}/`);
    const answer = (await page.evaluate("ready")) as Told;
    expect(claimsOf(answer.accessToken)).toMatchObject({ upn: lab.ready.demo.user, appid: SPA });
    await page.evaluate(`void call("logoutRedirect", {})`);
    await page.waitForURL(`${spa.origin}/signed-out*`);
    const other = await open();
    const refused = await ask(other, "ssoSilent", {
      scopes: [READ],
      loginHint: lab.ready.demo.user,
    });
    expect(refused.refusal).toMatchObject({ errorCode: "login_required" });
  });

  test("a user who declines leaves the page without a token, and one who agrees gets it", async () => {
    await anew(newSpa);
    const declined = await askWithPopup(page, "loginPopup", { scopes: [LAB] }, async (popup) => {
      await signIn(popup);
      await popup.getByRole("button", { name: "Cancel" }).click();
    });
    expect(declined.refusal).toMatchObject({
      errorCode: "access_denied",
      errorMessage: expect.stringContaining("AADSTS65004"),
    });
    const agreed = await askWithPopup(page, "loginPopup", { scopes: [LAB] }, async (popup) => {
      await popup.getByRole("button", { name: "Accept" }).click();
    });
    expect(claimsOf(granted(agreed).accessToken)).toMatchObject({ aud: api.appId, scp: api.scope });
  });
});
