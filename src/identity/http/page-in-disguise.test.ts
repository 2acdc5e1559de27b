/** Programs that call themselves a page by the header that browsers send. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DeviceFixture, openDeviceFixture } from "../../../tests/support/device-fixture.ts";
import { TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { errorBody } from "../../../tests/support/login-fixture.ts";
import { API, API_ID, claimsOf } from "../../../tests/support/user-fixture.ts";

/** An application that is a page as well as a web application with a secret. */
const BOTH_ID = "dddddddd-3333-4333-8444-555555555555";
const ORIGIN = "https://page.contoso.test";

let fixture: DeviceFixture;
let secret: string;

beforeAll(async () => {
  fixture = await openDeviceFixture();
  const { identity } = fixture;
  const home = { tenantId: TENANT_ID };
  const { objectId } = await identity.createApplication({
    ...home,
    appId: BOTH_ID,
    displayName: "both",
    redirectUris: [
      { uri: `${ORIGIN}/`, platform: "spa" },
      { uri: "https://web.contoso.test/in", platform: "web" },
    ],
  });
  await identity.createServicePrincipal({ ...home, appId: BOTH_ID });
  await identity.grantDelegated({
    ...home,
    clientAppId: BOTH_ID,
    resourceAppId: API_ID,
    scopes: ["Read"],
  });
  secret = (await identity.addPassword({ ...home, applicationObjectId: objectId })).secretText;
});

afterAll(() => fixture.close());

const fields = { client_id: BOTH_ID, scope: `${API}/Read openid` };
const headers = { origin: ORIGIN };
const unproven = errorBody(
  7000218,
  "invalid_client",
  "The request body must contain the parameter 'client_secret' or 'client_assertion'.",
);

test("a sign-in by password still needs the application's secret", async () => {
  const response = await fixture.signIn("v2", { fields, headers });
  expect(response.json()).toEqual(unproven);
  const proven = await fixture.signIn("v2", { fields: { ...fields, client_secret: secret } });
  expect(claimsOf(proven.json().access_token)).toMatchObject({ azp: BOTH_ID, azpacr: "1" });
});

test("the code of a device still needs the application's secret", async () => {
  const device = await fixture.codes({ fields });
  await fixture.approve(device);
  const own = { client_id: BOTH_ID };
  const response = await fixture.poll(device, { fields: own, headers });
  expect(response.json()).toEqual(unproven);
  const proven = await fixture.poll(device, { fields: { ...own, client_secret: secret } });
  expect(proven.statusCode, proven.body).toBe(200);
});
