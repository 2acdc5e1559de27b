import { afterAll, beforeAll, expect, test } from "vitest";
import { TENANT_ID } from "../../../../tests/support/identity-fixture.ts";
import {
  basic,
  openRelyingParty,
  type RelyingParty,
  RP_ID,
} from "../../../../tests/support/relying-party.ts";
import { PASSWORD, USER_NAME } from "../../../../tests/support/user-fixture.ts";

let rp: RelyingParty;

beforeAll(async () => {
  rp = await openRelyingParty();
});

afterAll(() => rp.close());

const application = { tenantId: TENANT_ID, appId: RP_ID, appName: "relying party" };
const user = { userObjectId: expect.any(String), userName: USER_NAME };
const graph = { resourceName: "Microsoft Graph" };

test("a sign-in by the pages is recorded from the wrong password to the tokens", async () => {
  const browser = rp.openBrowser();
  const page = await rp.ask(basic, {}, browser);
  const wrong = { username: USER_NAME, password: "wrong", action: "sign-in" };
  await browser.submit(page, wrong);
  const { parameters } = await rp.callback(basic, {}, browser);
  await rp.redeem(parameters["code"]);
  const failure = { flow: "authorize", result: "failure", errorNumber: 50126 };
  const success = { result: "success", errorNumber: 0 };
  expect(rp.signIns).toEqual([
    expect.objectContaining({ ...application, ...user, ...failure }),
    expect.objectContaining({ ...application, ...user, ...graph, ...success, flow: "authorize" }),
    expect.objectContaining({
      ...application,
      ...user,
      ...graph,
      ...success,
      flow: "authorization_code",
      clientCredentialKind: "clientSecret",
    }),
  ]);
  const text = JSON.stringify(rp.signIns);
  for (const secret of [parameters["code"], PASSWORD.trim(), rp.rpSecret, "wrong"]) {
    expect(text.includes(String(secret))).toBe(false);
  }
});

test("who must act first interrupts a sign-in, whom nobody registered fails it", async () => {
  await rp.ask(basic, { prompt: "none" }, rp.openBrowser());
  expect(rp.signIns.at(-1)).toMatchObject({
    ...application,
    result: "interrupted",
    errorNumber: 50058,
  });
  await rp.ask(basic, { redirect_uri: "https://evil.test/" });
  expect(rp.signIns.at(-1)).toMatchObject({ appId: RP_ID, result: "failure", errorNumber: 50011 });
});
