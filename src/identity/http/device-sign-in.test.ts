import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  addStranger,
  type DeviceAnswer,
  type DeviceFixture,
  openDeviceFixture,
  surfaceBrowser,
  URN,
} from "../../../tests/support/device-fixture.ts";
import type { BrowserPage, HttpBrowser } from "../../../tests/support/http-browser.ts";
import { TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { signInByPages } from "../../../tests/support/sign-in-by-pages.ts";
import {
  API,
  API_ID,
  AZURE_CLI,
  claimsOf,
  NATIVE_ID,
  PASSWORD,
  USER_NAME,
} from "../../../tests/support/user-fixture.ts";

let fixture: DeviceFixture;
let browser: HttpBrowser;

beforeAll(async () => {
  fixture = await openDeviceFixture();
});

beforeEach(() => {
  browser = surfaceBrowser(fixture);
});

afterAll(() => fixture.close());

const DEVICE = "https://localhost:8443/device";
const ENTRY = "https://localhost:8443/common/oauth2/deviceauth";
const DONE = "is signed in as Ada@contoso.test on your device. You can close this window.";
const ada = { userName: USER_NAME, password: PASSWORD };

const submit = async (page: BrowserPage, values: Readonly<Record<string, string>>) => {
  const [form] = page.forms;
  if (form === undefined) throw new Error(`no form: ${page.text}`);
  return await browser.submit(page, form, values);
};

/** Up to the page that asks whether the person means this application. */
async function confirmPage(device: DeviceAnswer): Promise<BrowserPage> {
  const entry = await browser.open(DEVICE);
  const signIn = await submit(entry, { user_code: device.user_code, action: "continue" });
  return await submit(signIn, {
    username: ada.userName,
    password: ada.password,
    action: "sign-in",
  });
}

const pollError = async (device: DeviceAnswer, client_id = AZURE_CLI) => {
  fixture.clock.move(5_000);
  return (await fixture.poll(device, { fields: { client_id } })).json().error;
};

test("a person enters the code, signs in, confirms, and the device has his tokens", async () => {
  const device = await fixture.codes({ tenant: "organizations" });
  const confirm = await confirmPage(device);
  expect(confirm.text).toContain("Are you signing in to Microsoft Azure CLI?");
  expect(confirm.text).toContain(AZURE_CLI);
  expect(await pollError(device)).toBe("authorization_pending");
  const done = await submit(confirm, { action: "continue" });
  expect(done.text).toContain(`Microsoft Azure CLI ${DONE}`);
  expect(done.headers).toMatchObject({ "cache-control": "no-store", "x-frame-options": "DENY" });
  const response = await fixture.poll(device, { tenant: "organizations" });
  expect(response.statusCode, response.body).toBe(200);
  expect(claimsOf(response.json().access_token)).toMatchObject({
    oid: fixture.user.objectId,
    tid: TENANT_ID,
    amr: ["pwd"],
  });
});

test("who is signed in already picks his account, and confirms all the same", async () => {
  const first = await fixture.codes();
  const person = { ...ada, userCode: first.user_code };
  expect((await signInByPages(browser, DEVICE, person)).text).toContain(DONE);
  const second = await fixture.codes();
  const entry = await browser.open(DEVICE);
  const picker = await submit(entry, { user_code: second.user_code, action: "continue" });
  expect(picker.text).toContain("Pick an account to continue to Microsoft Azure CLI");
  const confirm = await submit(picker, { account: fixture.user.objectId });
  expect(confirm.text).toContain("Are you signing in to Microsoft Azure CLI?");
  expect(await pollError(second)).toBe("authorization_pending");
  expect((await submit(confirm, { action: "continue" })).text).toContain(DONE);
  expect((await fixture.poll(second)).statusCode).toBe(200);
});

test("a link may fill in the code, but sends nothing by itself", async () => {
  for (const name of ["otc", "user_code"]) {
    const device = await fixture.codes();
    const page = await browser.open(`${DEVICE}?${name}=${device.user_code.toLowerCase()}`);
    expect(page.url).toBe(`${ENTRY}?${name}=${device.user_code.toLowerCase()}`);
    expect(page.forms[0]?.fields["user_code"]).toBe(device.user_code);
    expect(await pollError(device)).toBe("authorization_pending");
  }
  const other = await browser.open(`${DEVICE}?otc=${encodeURIComponent('"><b>')}`);
  expect(other.forms[0]?.fields["user_code"]).toBe("");
});

test("whoever cancels at the question tells the device so", async () => {
  const device = await fixture.codes();
  const end = await submit(await confirmPage(device), { action: "cancel" });
  expect(end.text).toContain("You did not sign in");
  expect(await pollError(device)).toBe("authorization_declined");
});

test("whoever cancels before he signed in may enter the code again", async () => {
  const device = await fixture.codes();
  const entry = await browser.open(DEVICE);
  const signIn = await submit(entry, { user_code: device.user_code, action: "continue" });
  const back = await submit(signIn, { action: "cancel" });
  expect(back.url).toBe(ENTRY);
  expect(await pollError(device)).toBe("authorization_pending");
});

describe("an application that nobody consented to", () => {
  const native = { client_id: NATIVE_ID, scope: `${API}/Write openid` };

  test("gets nothing when the person does not accept, and its tokens when he does", async () => {
    const refused = await fixture.codes({ fields: native });
    const question = await submit(await confirmPage(refused), { action: "continue" });
    expect(question.text).toContain("native asks for your permission");
    expect(question.text).toContain("Write");
    expect((await submit(question, { action: "cancel" })).text).toContain("You did not sign in");
    expect(await pollError(refused, NATIVE_ID)).toBe("authorization_declined");
    const device = await fixture.codes({ fields: native });
    const person = { ...ada, userCode: device.user_code };
    expect((await signInByPages(browser, DEVICE, person)).text).toContain(`native ${DONE}`);
    const response = await fixture.poll(device, { fields: { client_id: NATIVE_ID } });
    expect(response.json()).toMatchObject({ scope: `${API}/Write openid` });
  });

  test("is asked about again when the question changed while it was open", async () => {
    const { appId } = await fixture.identity.createApplication({
      tenantId: TENANT_ID,
      displayName: "probe",
      isPublicClient: true,
    });
    await fixture.identity.createServicePrincipal({ tenantId: TENANT_ID, appId });
    const scope = `${API}/Read ${API}/Write`;
    const device = await fixture.codes({ fields: { client_id: appId, scope } });
    const question = await submit(await confirmPage(device), { action: "continue" });
    await fixture.identity.grantDelegated({
      tenantId: TENANT_ID,
      clientAppId: appId,
      resourceAppId: API_ID,
      scopes: ["Write"],
    });
    const again = await submit(question, { action: "accept" });
    expect(again.text).toContain("probe asks for your permission");
    expect(again.text).not.toContain("Write");
    expect(await pollError(device, appId)).toBe("authorization_pending");
    expect((await submit(again, { action: "accept" })).text).toContain(`probe ${DONE}`);
  });
});

test("a person of another tenant may use an application that is for all, once he accepts", async () => {
  const { identity } = fixture;
  const { tenantId } = await addStranger(fixture);
  const home = { tenantId, displayName: "roaming" };
  const { appId } = await identity.createApplication({
    ...home,
    isPublicClient: true,
    signInAudience: "AzureADMultipleOrgs",
  });
  await identity.createServicePrincipal({ tenantId, appId });
  const fields = { client_id: appId, scope: "User.Read" };
  const device = await fixture.codes({ tenant: "organizations", fields });
  const question = await submit(await confirmPage(device), { action: "continue" });
  expect(question.text).toContain("Fabrikam");
  const done = await submit(question, { action: "accept" });
  expect(done.text).toContain(`roaming ${DONE}`);
  const response = await fixture.poll(device, { tenant: "organizations", fields });
  expect(claimsOf(response.json().access_token)).toMatchObject({ tid: TENANT_ID, appid: appId });
});

test("the approval and the tokens are recorded, the waiting is not", async () => {
  const device = await fixture.codes();
  const before = fixture.signIns.length;
  await fixture.poll(device);
  await fixture.poll(device);
  expect(fixture.signIns.length).toBe(before);
  await submit(await confirmPage(device), { action: "continue" });
  await fixture.poll(device);
  const { objectId: userObjectId, userPrincipalName: userName } = fixture.user;
  const who = { tenantId: TENANT_ID, userObjectId, userName, appId: AZURE_CLI };
  const success = { ...who, appName: "Microsoft Azure CLI", result: "success", errorNumber: 0 };
  expect(fixture.signIns.slice(before)).toEqual([
    expect.objectContaining({ ...success, flow: "device" }),
    expect.objectContaining({ ...success, flow: URN }),
  ]);
});

describe("the page says what is wrong", () => {
  const enter = async (user_code: string) => submit(await browser.open(DEVICE), { user_code });

  test("with the code, and the form goes on", async () => {
    const wrong = await enter("BCDFGHJKL");
    expect(wrong.status).toBe(200);
    expect(wrong.text).toContain("No device waits with this code: look at it again.");
    expect(wrong.forms[0]?.fields["user_code"]).toBe("BCDFGHJKL");
    const device = await fixture.codes();
    expect((await submit(wrong, { user_code: device.user_code })).text).toContain("Sign in");
    fixture.clock.move(900_000);
    expect((await enter(device.user_code)).text).toContain(
      "The code has expired: start again on the device.",
    );
  });

  test("after too many wrong codes: for how long the address has to wait", async () => {
    for (let count = 0; count < 10; count += 1) await enter("BCDFGHJKL");
    const device = await fixture.codes();
    const waiting = "Too many wrong codes were entered: wait";
    expect((await enter(device.user_code)).text).toContain(waiting);
    fixture.clock.move(3_600_000);
    expect((await enter(device.user_code)).text).toContain("expired");
    fixture.clock.move(3_600_000);
  });

  test("when the person is of another tenant than the device's", async () => {
    const device = await fixture.codes();
    const signIn = await enter(device.user_code);
    const stranger = { userPrincipalName: "eve@fabrikam.test" };
    const refused = await submit(signIn, {
      username: stranger.userPrincipalName,
      password: PASSWORD,
      action: "sign-in",
    });
    expect(refused.html).toContain('role="alert"');
    expect(await pollError(device)).toBe("authorization_pending");
  });

  test("when somebody else used the code meanwhile", async () => {
    const device = await fixture.codes();
    const confirm = await confirmPage(device);
    await fixture.approve(device);
    const end = await submit(confirm, { action: "continue" });
    expect(end.status).toBe(400);
    expect(end.text).toContain("70018");
  });
});

test("a form of another browser, or of none, is refused", async () => {
  const device = await fixture.codes();
  const confirm = await confirmPage(device);
  const stranger = surfaceBrowser(fixture);
  const [form] = confirm.forms;
  if (form === undefined) throw new Error("no form");
  const taken = await stranger.submit(confirm, form, { action: "continue" });
  expect(taken.status).toBe(400);
  const empty = { ...form, fields: {} };
  expect((await browser.submit(confirm, empty, { action: "continue" })).status).toBe(400);
  const elsewhere = { ...confirm, url: "https://evil.test/" };
  expect((await browser.submit(elsewhere, form, { action: "continue" })).status).toBe(400);
  expect(await pollError(device)).toBe("authorization_pending");
});
