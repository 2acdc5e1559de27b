/** Every page as people with different screens, colours and habits meet it. */
import type { BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessibilityProblems, tabOrder } from "../support/accessibility.ts";
import { type RunningChromium, startChromium } from "../support/chromium.ts";
import { type PageGallery, startPageGallery } from "../support/page-gallery.ts";
import { pageSamples } from "../support/page-samples.ts";

let gallery: PageGallery;
let chromium: RunningChromium;
beforeAll(async () => {
  gallery = await startPageGallery();
  chromium = await startChromium({ caText: gallery.caText });
});
afterAll(async () => {
  await chromium?.close();
  await gallery?.close();
});

/** The page that answers by form leaves at once; it is looked at without scripts, where it stays. */
const names = Object.keys(pageSamples).filter((name) => name !== "form-post");
const small = { width: 320, height: 640 };
const large = { width: 1280, height: 800 };
const people: readonly (readonly [string, BrowserContextOptions])[] = [
  ["light, 1280 px", { viewport: large, colorScheme: "light" }],
  ["dark, 1280 px", { viewport: large, colorScheme: "dark" }],
  ["light, 320 px", { viewport: small, colorScheme: "light" }],
  ["dark, 320 px", { viewport: small, colorScheme: "dark" }],
  ["forced colours", { viewport: large, forcedColors: "active" }],
];

describe.each(people)("%s", (_, options) => {
  test("no page has a barrier, scrolls sideways or complains", async () => {
    const { page, problems, close } = await chromium.open(options);
    const found: string[] = [];
    for (const name of names) {
      await page.goto(gallery.addressOf(name));
      const wrong = [...(await accessibilityProblems(page)), ...problems().filter(isOurs)];
      const wide = await page.evaluate<number>(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      if (wide > 0) wrong.push(`${wide} px wider than the window`);
      found.push(...wrong.map((problem) => `${name}: ${problem}`));
    }
    await close();
    expect(found).toEqual([]);
  });
});

/** The sample's frame leads nowhere, on purpose. */
const isOurs = (problem: string): boolean => !problem.includes("https://localhost:1/never");

test("large letters at 320 px fit too", async () => {
  const { page, close } = await chromium.open({ viewport: { width: 320, height: 640 } });
  const found: string[] = [];
  for (const name of names) {
    await page.goto(gallery.addressOf(name));
    await page.evaluate("document.documentElement.style.fontSize = '200%'");
    const wide = await page.evaluate<number>(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    if (wide > 0) found.push(`${name}: ${wide} px`);
  }
  await close();
  expect(found).toEqual([]);
});

test("the keyboard reaches every control, in the order in which they stand", async () => {
  const { page, close } = await chromium.open();
  const orders: Record<string, readonly string[]> = {};
  for (const name of names) {
    await page.goto(gallery.addressOf(name));
    orders[name] = await tabOrder(page);
  }
  await close();
  const signIn = ["input username", "input password", "button Sign in", "button Cancel"];
  expect(orders).toEqual({
    "sign-in": [
      ...signIn,
      "button Sign in as admin@contoso.onmicrosoft.com",
      "button Sign in as reader@contoso.onmicrosoft.com",
      "button Sign in as operator@contoso.onmicrosoft.com",
    ],
    "sign-in-again": [...signIn, "button Use another account"],
    "account-picker": [
      "button AL Ada Lovelace ada@contoso.onmicrosoft.com Signed in",
      "button GH Grace Brewster Murray Hopper grace.brewster.murray.hopper@a-very-long-name.contoso.onmicrosoft.com",
      "button + Use another account",
    ],
    "sign-out": ["button AL Ada Lovelace ada@contoso.onmicrosoft.com Signed in"],
    consent: ["input for_all", "button Accept", "button Cancel"],
    "admin-consent-required": ["button Back to the application"],
    "device-code": ["input user_code", "button Continue"],
    "device-code-again": ["input user_code", "button Continue"],
    "device-confirm": ["button Continue", "button Cancel"],
    notice: [],
    "signed-out": ["a Back to the application"],
    error: [],
    "redirect-mismatch": [],
  });
});

test("the focus is where typing begins, and Enter means the first button", async () => {
  const { page, problems, close } = await chromium.open();
  await page.goto(gallery.addressOf("sign-in"));
  // Chromium moves the focus after it has loaded the page.
  await page.locator("input[name=username]:focus").waitFor();
  await page.keyboard.type("ada@contoso.test");
  await page.keyboard.press("Tab");
  await page.keyboard.type("secret");
  const before = gallery.sent.length;
  await Promise.all([page.waitForURL("**/sent"), page.keyboard.press("Enter")]);
  expect([...(gallery.sent[before] ?? [])]).toEqual([
    ["ctx", "sealed"],
    ["username", "ada@contoso.test"],
    ["password", "secret"],
    ["action", "sign-in"],
  ]);
  expect(problems()).toEqual([]);
  await close();
});

test("one click on a demo account signs in with it", async () => {
  const { page, close } = await chromium.open();
  await page.goto(gallery.addressOf("sign-in"));
  const before = gallery.sent.length;
  await Promise.all([
    page.waitForURL("**/sent"),
    page.getByRole("button", { name: "Sign in as reader@contoso.onmicrosoft.com" }).click(),
  ]);
  expect([...(gallery.sent[before] ?? [])]).toEqual([
    ["ctx", "sealed"],
    ["username", "reader@contoso.onmicrosoft.com"],
    ["password", "Contoso-demo-2!"],
    ["action", "sign-in"],
  ]);
  await close();
});

test("a form may be followed by redirects across other origins, to the application", async () => {
  const { page, problems, close } = await chromium.open();
  const other = gallery.origin.replace("localhost", "127.0.0.1");
  gallery.redirectTo(`${other}/onwards`);
  await page.goto(gallery.addressOf("account-picker"));
  await Promise.all([page.waitForURL("**/arrived"), page.getByText("Ada Lovelace").click()]);
  expect(await page.title()).toBe("Arrived – Lazurite");
  expect(problems()).toEqual([]);
  gallery.redirectTo(undefined);
  await close();
});

test("where forms stay on this host, no redirect leads a form away", async () => {
  const { page, problems, close } = await chromium.open();
  gallery.redirectTo(`${gallery.origin.replace("localhost", "127.0.0.1")}/arrived`);
  await page.goto(gallery.addressOf("device-confirm"));
  await page.getByRole("button", { name: "Continue" }).click();
  await expect.poll(() => problems().join()).toContain("form-action 'self'");
  expect(await page.title()).toBe("Are you signing in to Microsoft Azure CLI? – Lazurite");
  gallery.redirectTo(undefined);
  await close();
});

describe("an answer by form", () => {
  const fields = { code: "1.AQ", state: "a\"b'c<d>&e ü", submit: "x" };

  test("goes on by itself", async () => {
    const { page, problems, close } = await chromium.open();
    const action = `${gallery.origin.replace("localhost", "127.0.0.1")}/sent`;
    const address = gallery.add("posted", { kind: "form-post", action, fields });
    const before = gallery.sent.length;
    await page.goto(address);
    await page.waitForURL("**/sent");
    expect([...(gallery.sent[before] ?? [])]).toEqual(Object.entries(fields));
    expect(problems()).toEqual([]);
    await close();
  });

  test("has a button without scripts, and no barrier", async () => {
    const { page, close } = await chromium.open({ javaScriptEnabled: false });
    const action = `${gallery.origin}/sent`;
    const address = gallery.add("posted", { kind: "form-post", action, fields });
    const before = gallery.sent.length;
    await page.goto(address);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL("**/sent");
    expect([...(gallery.sent[before] ?? [])]).toEqual(Object.entries(fields));
    await close();
  });
});

test("a notice goes on by itself once the other applications' pages are loaded", async () => {
  const { page, problems, close } = await chromium.open();
  const address = gallery.add("signed-out-everywhere", {
    kind: "notice",
    title: "Signing out",
    text: "One moment.",
    frontChannelLogoutUris: [`${gallery.origin}/signed-out-elsewhere`],
    next: { uri: `${gallery.origin}/arrived`, text: "Go on", isFollowed: true },
  });
  const before = gallery.framed.length;
  await page.goto(address);
  await page.waitForURL("**/arrived");
  expect(gallery.framed.slice(before)).toEqual(["/signed-out-elsewhere"]);
  expect(problems()).toEqual([]);
  await close();
});

test("no text of a page becomes markup in a real browser", async () => {
  const { page, problems, close } = await chromium.open();
  const nasty = `</title></style></script><script>throw 1</script>"'><img src=x onerror=throw> &lt;`;
  const form = { action: "/sent", hidden: { [nasty]: nasty }, endsAtApplication: false };
  await page.goto(
    gallery.add("nasty", {
      kind: "sign-in",
      form,
      appName: nasty,
      tenantName: nasty,
      userName: nasty,
      problem: { field: "username", text: nasty },
      otherAccounts: true,
      hints: [{ userName: nasty, password: nasty }],
    }),
  );
  expect(await page.inputValue("#username")).toBe(nasty);
  expect(await page.textContent(".lead b")).toBe(nasty);
  expect(await page.title()).toBe(`${nasty} – Sign in – Lazurite`);
  expect(await page.locator("img, script").count()).toBe(0);
  expect(problems()).toEqual([]);
  await close();
});
