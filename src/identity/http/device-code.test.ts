import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ARM_SCOPE,
  type DeviceFixture,
  openDeviceFixture,
  URN,
} from "../../../tests/support/device-fixture.ts";
import { TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { AZURE_CLI, claimsOf, NATIVE_ID } from "../../../tests/support/user-fixture.ts";

let fixture: DeviceFixture;

beforeAll(async () => {
  fixture = await openDeviceFixture();
});

afterAll(() => fixture.close());

const CODE = /^[BCDFGHJKLMNPQRSTVWXZ]{9}$/;
const PAGE = "https://localhost:8443/device";
const ARM = "https://management.azure.com/";

test("a device gets both codes and where to enter the one, in numbers on v2.0", async () => {
  for (const tenant of [TENANT_ID, "contoso.test", "common", "organizations"]) {
    const response = await fixture.startDevice({ tenant });
    const { user_code: code } = response.json();
    expect(response.json()).toEqual({
      user_code: expect.stringMatching(CODE),
      device_code: expect.stringMatching(/^[\w-]{43}$/),
      verification_uri: PAGE,
      expires_in: 900,
      interval: 5,
      message: `Open ${PAGE} in a web browser and enter the code ${code} to authenticate.`,
    });
    expect(response.headers).toMatchObject({ "cache-control": "no-store", pragma: "no-cache" });
  }
});

test("v1.0 answers in strings and calls the page verification_url", async () => {
  const fields = { scope: undefined, resource: ARM };
  const response = await fixture.startDevice({ path: "oauth2/devicecode", fields });
  const { user_code: code } = response.json();
  expect(response.json()).toEqual({
    user_code: expect.stringMatching(CODE),
    device_code: expect.any(String),
    verification_url: PAGE,
    expires_in: "900",
    interval: "5",
    message: `Open ${PAGE} in a web browser and enter the code ${code} to authenticate.`,
  });
});

test("the ADFS form speaks v2.0, and Microsoft's name leads to our own page", async () => {
  const headers = { host: "login.microsoftonline.com" };
  const response = await fixture.startDevice({
    tenant: "adfs",
    path: "oauth2/devicecode",
    headers,
  });
  expect(response.json()).toMatchObject({ verification_uri: PAGE, expires_in: 900 });
});

test("a device that a person approved gets his tokens for what it asked at first", async () => {
  const device = await fixture.codes();
  await fixture.approve(device);
  const response = await fixture.poll(device, { fields: { client_info: "1" } });
  expect(response.json()).toEqual({
    token_type: "Bearer",
    scope: `${ARM}/user_impersonation ${ARM}/.default openid profile`,
    expires_in: 3599,
    ext_expires_in: 3599,
    access_token: expect.any(String),
    refresh_token: expect.any(String),
    foci: "1",
    id_token: expect.any(String),
    client_info: expect.any(String),
  });
  expect(claimsOf(response.json().access_token)).toMatchObject({
    aud: ARM,
    oid: fixture.user.objectId,
    tid: TENANT_ID,
    appid: AZURE_CLI,
    appidacr: "0",
    scp: "user_impersonation",
    amr: ["pwd"],
  });
  const renewed = await fixture.renew("v2", {
    fields: { refresh_token: response.json().refresh_token },
  });
  expect(renewed.statusCode, renewed.body).toBe(200);
});

test.each([
  ["as msal-node asks", { grant_type: "device_code", scope: ARM_SCOPE }],
  ["as az asks", { grant_type: URN, code: "same" }],
  ["by code alone", { device_code: undefined, code: "same" }],
])("the tokens come %s, at the tenant of the person where none is named", async (_, fields) => {
  const device = await fixture.codes({ tenant: "organizations" });
  await fixture.approve(device);
  const code = "code" in fields ? device.device_code : undefined;
  const response = await fixture.poll(device, {
    tenant: "organizations",
    fields: { ...fields, code },
  });
  expect(response.statusCode, response.body).toBe(200);
  expect(claimsOf(response.json().access_token)).toMatchObject({ tid: TENANT_ID, aud: ARM });
});

test("v1.0 polls by code, with or without the resource again", async () => {
  for (const resource of [undefined, ARM]) {
    const fields = { scope: undefined, resource: ARM };
    const device = await fixture.codes({ path: "oauth2/devicecode", fields });
    await fixture.approve(device);
    const response = await fixture.surface.inject({
      method: "POST",
      url: `/${TENANT_ID}/oauth2/token`,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      payload: new URLSearchParams({
        grant_type: "device_code",
        client_id: AZURE_CLI,
        code: device.device_code,
        ...(resource !== undefined && { resource }),
      }).toString(),
    });
    expect(response.statusCode, response.body).toBe(200);
    expect(response.json()).toMatchObject({ expires_in: "3599", resource: ARM, foci: "1" });
  }
});

test("a part of what was asked for at first may be asked for", async () => {
  const { identity } = fixture;
  await identity.grantDelegated({
    tenantId: TENANT_ID,
    clientAppId: NATIVE_ID,
    resourceAppId: "00000003-0000-0000-c000-000000000000",
    scopes: ["User.Read", "User.ReadBasic.All"],
  });
  const client = { client_id: NATIVE_ID };
  const device = await fixture.codes({
    fields: { ...client, scope: "User.Read User.ReadBasic.All" },
  });
  await fixture.approve(device);
  const answer = await fixture.poll(device, { fields: { ...client, scope: "user.read" } });
  expect(answer.json()).toMatchObject({ scope: "User.Read" });
  expect(answer.json().refresh_token).toBeUndefined();
});
