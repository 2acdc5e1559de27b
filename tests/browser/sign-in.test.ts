/** People sign in to the demo's applications in a real browser that trusts the local authority. */
import { createHash } from "node:crypto";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import {
  type ApplicationListener,
  startApplicationListener,
} from "../support/application-listener.ts";
import { type Caller, callerOf } from "../support/call.ts";
import { type BrowserPage, type RunningChromium, startChromium } from "../support/chromium.ts";
import { type RunningLazurite, startLazurite } from "../support/start-lazurite.ts";
import { claimsOf } from "../support/user-fixture.ts";

/** A program on a desk, which asks each of its users for consent. */
const DESKTOP = "de5c7090-de30-4c1a-8b57-4b6d8fa1c3e5";
const AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const READER = { name: "reader@contoso.onmicrosoft.com", password: "Contoso-demo-2!" };
const ADMIN = { name: "admin@contoso.onmicrosoft.com", password: "Contoso-demo-1!" };
const VERIFIER = "a-verifier-of-at-least-forty-three-characters";
const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");

let server: RunningLazurite;
let chromium: RunningChromium;
let caller: Caller;
let application: ApplicationListener;
let visit: BrowserPage;
let page: Page;

beforeAll(async () => {
  server = await startLazurite();
  chromium = await startChromium({ caText: server.caText });
  caller = callerOf(server);
  application = await startApplicationListener();
});
afterAll(async () => {
  await application?.close();
  await caller?.close();
  await chromium?.close();
  await server?.end();
});
beforeEach(async () => {
  visit = await chromium.open();
  page = visit.page;
});
afterEach(() => visit.close());

const tenantUrl = (): string => `${server.ready.login}/${server.ready.tenantId}`;

function authorizeUrl(fields: Readonly<Record<string, string>> = {}): string {
  const parameters = new URLSearchParams({
    client_id: DESKTOP,
    response_type: "code",
    redirect_uri: application.redirectUri,
    scope: "openid profile User.Read",
    state: "a state & more",
    code_challenge: CHALLENGE,
    code_challenge_method: "S256",
    ...fields,
  });
  return `${tenantUrl()}/oauth2/v2.0/authorize?${parameters}`;
}

/** A client that everybody is taken to have consented to. */
const azureCli = (): Readonly<Record<string, string>> => ({
  client_id: AZURE_CLI,
  redirect_uri: application.origin,
  scope: "openid",
});

async function signIn({ name, password }: typeof READER): Promise<void> {
  await page.getByLabel("User name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).first().click();
}

const press = (name: string): Promise<void> => page.getByRole("button", { name }).click();

/** What the application gets next. */
async function arrival(
  from: number,
  visitor: Page = page,
): Promise<ApplicationListener["arrivals"][number]> {
  await expect.poll(() => application.arrivals.length).toBe(from + 1);
  // To leave before the browser has the answer would cut its navigation off.
  await visitor.waitForURL((url) => url.origin === application.origin);
  return application.arrivals[from] ?? expect.fail("nothing arrived");
}

async function redeem(code: string | undefined): Promise<Readonly<Record<string, unknown>>> {
  const { status, text, json } = await caller.direct(`${tenantUrl()}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: DESKTOP,
      code: code ?? "",
      redirect_uri: application.redirectUri,
      code_verifier: VERIFIER,
    }),
  });
  expect(status, text).toBe(200);
  return json as Readonly<Record<string, unknown>>;
}

test("a wrong password is said, the right one leads over consent to a code that is worth a token", async () => {
  const from = application.arrivals.length;
  await page.goto(authorizeUrl());
  await signIn({ ...READER, password: "not it" });
  await page.getByRole("alert").waitFor();
  expect(await page.title()).toBe("The user name or the password is wrong. – Sign in – Lazurite");
  expect(await page.getByLabel("User name").inputValue()).toBe(READER.name);
  await page.keyboard.type(READER.password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "demo-desktop asks for your permission" }).waitFor();
  await press("Accept");
  const { method, parameters } = await arrival(from);
  expect([method, parameters["state"]]).toEqual(["GET", "a state & more"]);
  const { id_token } = await redeem(parameters["code"]);
  expect(claimsOf(String(id_token))).toMatchObject({ preferred_username: READER.name });
  expect(visit.problems()).toEqual([]);
});

test("who is signed in gets an answer without a page, and picks the account when asked to", async () => {
  const from = application.arrivals.length;
  const client = azureCli();
  await page.goto(authorizeUrl(client));
  await press("Sign in as operator@contoso.onmicrosoft.com");
  expect((await arrival(from)).parameters["code"]).toBeTypeOf("string");
  await page.goto(authorizeUrl({ ...client, prompt: "none" }));
  expect((await arrival(from + 1)).parameters["code"]).toBeTypeOf("string");
  await page.goto(authorizeUrl({ ...client, prompt: "select_account" }));
  await page.getByRole("heading", { name: "Pick an account" }).waitFor();
  await press("Contoso Operator");
  expect((await arrival(from + 2)).parameters["code"]).toBeTypeOf("string");
  expect(visit.problems()).toEqual([]);
});

test("cancelling tells the application so", async () => {
  const from = application.arrivals.length;
  await page.goto(authorizeUrl());
  await press("Cancel");
  const { parameters } = await arrival(from);
  expect(parameters).toMatchObject({ error: "access_denied", state: "a state & more" });
  expect(visit.problems()).toEqual([]);
});

test("refusing consent tells the application so", async () => {
  const from = application.arrivals.length;
  await page.goto(authorizeUrl({ prompt: "consent" }));
  await signIn(ADMIN);
  await page.getByLabel("Accept for everyone in my organization").waitFor();
  await press("Cancel");
  const { parameters } = await arrival(from);
  expect(parameters).toMatchObject({
    error: "access_denied",
    error_description: expect.stringMatching(/^AADSTS65004: /),
    state: "a state & more",
  });
});

test("an answer by form arrives by itself", async () => {
  const from = application.arrivals.length;
  await page.goto(authorizeUrl({ ...azureCli(), response_mode: "form_post" }));
  await signIn(READER);
  const { method, parameters } = await arrival(from);
  expect(method).toBe("POST");
  expect(parameters).toMatchObject({ code: expect.any(String), state: "a state & more" });
  expect(visit.problems()).toEqual([]);
});

test("a redirect URI that is not registered is shown beside the one that is", async () => {
  const from = application.arrivals.length;
  const sent = application.redirectUri.replace("/callback", "/Callback");
  const response = await page.goto(authorizeUrl({ redirect_uri: sent }));
  expect(response?.status()).toBe(400);
  expect(await page.title()).toBe("AADSTS50011: you could not be signed in – Lazurite");
  expect(await page.locator("dd").first().textContent()).toBe(sent);
  expect(await page.locator("mark").count()).toBeGreaterThan(0);
  expect(application.arrivals.length).toBe(from);
});

test("signing out ends it: the next request asks again", async () => {
  const from = application.arrivals.length;
  const url = authorizeUrl(azureCli());
  await page.goto(url);
  await signIn(READER);
  await arrival(from);
  await page.goto(`${tenantUrl()}/oauth2/v2.0/logout`);
  await page.getByRole("heading", { name: "You are signed out" }).waitFor();
  await page.goto(url);
  expect(await page.title()).toBe("Sign in – Lazurite");
  expect(visit.problems()).toEqual([]);
});

test("through the gateway it is login.microsoftonline.com that asks", async () => {
  const inside = await startChromium({ caText: server.caText, proxy: server.ready.proxy });
  try {
    const from = application.arrivals.length;
    const { page: other, problems } = await inside.open();
    const { login } = server.ready;
    await other.goto(authorizeUrl(azureCli()).replace(login, "https://login.microsoftonline.com"));
    await other.getByRole("button", { name: "Sign in as reader@contoso.onmicrosoft.com" }).click();
    expect((await arrival(from, other)).parameters["code"]).toBeTypeOf("string");
    expect(problems()).toEqual([]);
  } finally {
    await inside.close();
  }
});
