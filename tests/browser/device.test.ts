/** A person enters a device's code in a real browser, with and without script. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { accessibilityProblems } from "../support/accessibility.ts";
import { type Caller, callerOf } from "../support/call.ts";
import { type RunningChromium, startChromium } from "../support/chromium.ts";
import { type RunningLazurite, startLazurite } from "../support/start-lazurite.ts";
import { claimsOf } from "../support/user-fixture.ts";

const AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const SCOPE = "https://management.azure.com/.default openid";

let server: RunningLazurite;
let chromium: RunningChromium;
let caller: Caller;

beforeAll(async () => {
  server = await startLazurite();
  chromium = await startChromium({ caText: server.caText });
  caller = callerOf(server);
});

afterAll(async () => {
  await caller?.close();
  await chromium?.close();
  await server?.end();
});

interface Codes {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
}

async function post(path: string, fields: Readonly<Record<string, string>>): Promise<unknown> {
  const body = new URLSearchParams({ client_id: AZURE_CLI, ...fields });
  const url = `${server.ready.login}/organizations/oauth2/v2.0/${path}`;
  return (await caller.direct(url, { method: "POST", body })).json;
}

test.each([true, false])(
  "the device gets the person's tokens, script on: %s",
  async (hasScript) => {
    const codes = (await post("devicecode", { scope: SCOPE })) as Codes;
    const { user, password } = server.ready.demo;
    const visit = await chromium.open({ javaScriptEnabled: hasScript });
    const { page } = visit;
    const press = (name: string): Promise<void> =>
      page.getByRole("button", { name, exact: true }).first().click();
    await page.goto(codes.verification_uri);
    await page.getByLabel("Code").fill("bcd-fgh-jkl");
    await press("Continue");
    expect(await page.getByRole("alert").textContent()).toContain("No device waits with this code");
    await page.getByLabel("Code").fill(codes.user_code.toLowerCase());
    await press("Continue");
    await page.getByLabel("User name").fill(user);
    await page.getByLabel("Password").fill(password);
    await press("Sign in");
    await page.getByText("Are you signing in to Microsoft Azure CLI?").first().waitFor();
    if (hasScript) expect(await accessibilityProblems(page)).toEqual([]);
    await press("Continue");
    await page.getByText("You can close this window.").waitFor();
    expect(visit.problems()).toEqual([]);
    const poll = { grant_type: "device_code", device_code: codes.device_code };
    const tokens = (await post("token", poll)) as { readonly access_token: string };
    expect(claimsOf(tokens.access_token)).toMatchObject({ upn: user, scp: "user_impersonation" });
    await visit.close();
  },
);
