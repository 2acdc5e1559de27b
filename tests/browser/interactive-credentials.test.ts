/** Programs that open a browser, or show a code for one, while a person signs in in Chromium. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningChromium, startChromium } from "../support/chromium.ts";
import { type ClientLab, lab as names, openClientLab } from "../support/client-lab.ts";
import { signInOn } from "../support/drive-sign-in.ts";
import { getTokens, getTokensByPython } from "../support/get-tokens.ts";
import { catchOpenedAddresses, type OpenedAddresses } from "../support/opened-addresses.ts";
import { claimsOf } from "../support/tokens.ts";

const ARM = "https://management.azure.com";
const { api, native, web } = names;
const SCOPES = [`${ARM}/.default`, `${api.uri}/${api.scope}`];

let lab: ClientLab;
let chromium: RunningChromium;
let opened: OpenedAddresses;

beforeAll(async () => {
  lab = await openClientLab();
  const { proxy } = lab.ready;
  chromium = await startChromium({ caText: lab.server.caText, proxy });
  opened = await catchOpenedAddresses();
});

afterAll(async () => {
  await opened?.close();
  await chromium?.close();
  await lab?.close();
});

/** A person signs in where the program opened a browser, until the program has its answer. */
async function signInWhereOpened(): Promise<void> {
  const address = await opened.next();
  const { page, close } = await chromium.open();
  await page.goto(address);
  const answered = page.waitForEvent("response", (response) =>
    response.url().startsWith("http://localhost:"),
  );
  await signInOn(page, lab.ready.demo);
  await answered;
  await close();
}

function expectUserTokens(tokens: readonly string[], appid: string): void {
  const { user } = lab.ready.demo;
  expect(tokens.map((token) => claimsOf(token))).toEqual([
    expect.objectContaining({ aud: ARM, upn: user, appid, scp: "user_impersonation" }),
    expect.objectContaining({ aud: api.appId, preferred_username: user, azp: appid }),
  ]);
}

const direct = (): NodeJS.ProcessEnv => ({
  ...process.env,
  NODE_EXTRA_CA_CERTS: lab.ready.ca,
  REQUESTS_CA_BUNDLE: lab.ready.ca,
});
const ownOrigins = () => ({ authorityHost: lab.ready.login, disableInstanceDiscovery: true });
const clientOf = () => ({ tenantId: lab.ready.tenantId, clientId: native.appId, scopes: SCOPES });

describe("@azure/identity", () => {
  test("InteractiveBrowserCredential opens a browser, and keeps the account", async () => {
    const credential = { kind: "browser" } as const;
    const env = { ...lab.server.env, ...opened.env };
    const tokens = getTokens({ ...clientOf(), credential }, env);
    await Promise.all([tokens, signInWhereOpened()]);
    expectUserTokens(await tokens, native.appId);
  });

  test("the same at our own origins", async () => {
    const input = {
      ...clientOf(),
      credential: { kind: "browser" },
      options: ownOrigins(),
    } as const;
    const tokens = getTokens(input, { ...direct(), ...opened.env });
    await Promise.all([tokens, signInWhereOpened()]);
    expectUserTokens(await tokens, native.appId);
  });

  test("AuthorizationCodeCredential redeems the code that came to the web application", async () => {
    const { redirectUri, appId: clientId, secret } = web;
    const { page, close } = await chromium.open();
    const query = new URLSearchParams({
      client_id: clientId,
      response_type: "code",
      redirect_uri: redirectUri,
      scope: `openid profile offline_access ${SCOPES[0]}`,
      state: "1",
    });
    const came = page.waitForRequest((request) => request.url().startsWith(redirectUri));
    await page.goto(`${lab.ready.login}/${lab.ready.tenantId}/oauth2/v2.0/authorize?${query}`);
    await signInOn(page, lab.ready.demo);
    const code = new URL((await came).url()).searchParams.get("code") ?? "";
    await close();
    const credential = { kind: "authorization code", secret, code, redirectUri } as const;
    const input = { ...clientOf(), clientId, credential, options: ownOrigins() };
    expectUserTokens(await getTokens(input, direct()), clientId);
    await expect(getTokens(input, direct())).rejects.toThrow(/AADSTS54005/);
  });
});

describe("azure-identity for Python", () => {
  const settings = () => ({ tenant_id: lab.ready.tenantId, client_id: native.appId });

  test("InteractiveBrowserCredential opens a browser, and keeps the account", async () => {
    const env = { ...lab.server.env, ...opened.env };
    const tokens = getTokensByPython("InteractiveBrowserCredential", settings(), env, SCOPES);
    await Promise.all([tokens, signInWhereOpened()]);
    expectUserTokens(await tokens, native.appId);
  });
});
