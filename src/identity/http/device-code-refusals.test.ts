import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  ARM_SCOPE,
  addStranger,
  type DeviceAnswer,
  type DeviceFixture,
  openDeviceFixture,
} from "../../../tests/support/device-fixture.ts";
import { CLIENT_ID, PRINCIPAL_ID, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { errorBody, type TokenCall } from "../../../tests/support/login-fixture.ts";
import {
  API,
  AZURE_CLI,
  NATIVE_ID,
  PASSWORD,
  POWERSHELL,
} from "../../../tests/support/user-fixture.ts";
import type { User } from "../index.ts";

let fixture: DeviceFixture;
let stranger: User;

const MISSING = "The request body must contain the parameter";

beforeAll(async () => {
  fixture = await openDeviceFixture();
  stranger = await addStranger(fixture);
});

afterAll(() => fixture.close());

type Row = readonly [string, TokenCall, number, number, string, string];

describe("a device that asks for its tokens is refused", () => {
  let device: DeviceAnswer;
  const PENDING = "Nobody has signed in with the user code yet: ask again after the interval.";
  const UNKNOWN = "The device code is not one of this application.";
  const SLOW =
    "The device asks again before its interval is over: wait five seconds longer each time.";
  const DECLINED = "The person refused to sign in to the device.";
  const REDEEMED = "The device code brought its tokens before: go on with the refresh token.";

  beforeEach(async () => {
    device = await fixture.codes();
  });

  const rows: readonly Row[] = [
    [
      "without its code",
      { fields: { device_code: undefined } },
      400,
      900144,
      "invalid_request",
      `${MISSING} 'device_code'.`,
    ],
    [
      "with two different codes",
      { fields: { code: "another" } },
      400,
      9000411,
      "invalid_request",
      "The parameter 'device_code' must not be sent more than once.",
    ],
    [
      "with an unknown code",
      { fields: { device_code: "x" } },
      400,
      70018,
      "bad_verification_code",
      UNKNOWN,
    ],
    [
      "with a code that is too long",
      { fields: { device_code: "x".repeat(5_000) } },
      400,
      70018,
      "bad_verification_code",
      UNKNOWN,
    ],
    [
      "with an unknown code where no tenant is named",
      { tenant: "organizations", fields: { device_code: "x" } },
      400,
      70018,
      "bad_verification_code",
      UNKNOWN,
    ],
    [
      "with the code of another client, even of the same family",
      { fields: { client_id: POWERSHELL } },
      400,
      70018,
      "bad_verification_code",
      UNKNOWN,
    ],
    [
      "with the code of another tenant",
      { tenant: "fabrikam.test" },
      400,
      700005,
      "invalid_grant",
      `The device code is not one of the tenant '${PRINCIPAL_ID}'.`,
    ],
    ["before anybody signed in", {}, 400, 70016, "authorization_pending", PENDING],
    [
      "before anybody signed in, where no tenant is named",
      { tenant: "organizations" },
      400,
      70016,
      "authorization_pending",
      PENDING,
    ],
    [
      "as a confidential client without a proof",
      { fields: { client_id: CLIENT_ID } },
      401,
      7000218,
      "invalid_client",
      `${MISSING} 'client_secret' or 'client_assertion'.`,
    ],
    [
      "when it names an API in the other dialect's way",
      { fields: { resource: API } },
      400,
      901002,
      "invalid_request",
      "The parameter 'resource' is not supported at this endpoint: use 'scope'.",
    ],
  ];

  test.each(rows)("%s", async (_, call, status, number, error, text) => {
    const response = await fixture.poll(device, call);
    expect(response.json()).toEqual(errorBody(number, error, text));
    expect(response.statusCode).toBe(status);
  });

  /** The clock stands where it stood before, so that other tests read the same time. */
  async function later<Result>(ms: number, work: () => Promise<Result>): Promise<Result> {
    fixture.clock.move(ms);
    try {
      return await work();
    } finally {
      fixture.clock.move(-ms);
    }
  }

  const body = async (call?: TokenCall) => {
    const response = await fixture.poll(device, call);
    expect(response.statusCode, response.body).toBe(400);
    return response.json();
  };

  test("when it asks sooner than its interval and a second's grace, only while it waits", async () => {
    expect(await body()).toEqual(errorBody(70016, "authorization_pending", PENDING));
    expect(await body()).toEqual(errorBody(50196, "slow_down", SLOW));
    const codes = async () => (await body()).error;
    expect(await later(3_999, codes)).toBe("slow_down");
    expect(await later(3_999 + 4_000, codes)).toBe("authorization_pending");
    await fixture.approve(device);
    const response = await later(8_000, () => fixture.poll(device));
    expect(response.statusCode, response.body).toBe(200);
  });

  test("after the person refused", async () => {
    await fixture.identity.declineDevice(device.user_code);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect(await body()).toEqual(errorBody(65004, "authorization_declined", DECLINED));
    }
  });

  test("after fifteen minutes, also when the person said yes, and an hour later its code is forgotten", async () => {
    const expired = { error: "expired_token", error_codes: [70020] };
    expect(await later(899_999, body)).toMatchObject({ error: "authorization_pending" });
    await fixture.approve(device);
    expect(await later(900_000, body)).toMatchObject(expired);
    await later(3_600_000, async () => {
      expect(await body()).toMatchObject(expired);
      await fixture.codes();
      expect(await body()).toMatchObject({ error: "bad_verification_code" });
    });
  });

  test("a second time, also of two requests at once", async () => {
    await fixture.approve(device);
    const both = await Promise.all([fixture.poll(device), fixture.poll(device)]);
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 400]);
    const refused = both.find(({ statusCode }) => statusCode === 400);
    expect(refused?.json()).toEqual(errorBody(54005, "invalid_grant", REDEEMED));
    expect(await body()).toEqual(errorBody(54005, "invalid_grant", REDEEMED));
  });

  test("at another tenant than that of the person, where the device named none", async () => {
    device = await fixture.codes({ tenant: "organizations" });
    await fixture.approve(device);
    expect(await body({ tenant: "fabrikam.test" })).toMatchObject({ error_codes: [700005] });
    expect((await fixture.poll(device, { tenant: "contoso.test" })).statusCode).toBe(200);
  });

  test("for what nobody consented to, and its code stays good", async () => {
    await fixture.approve(device);
    expect(await body({ fields: { scope: `${API}/Read` } })).toMatchObject({
      error_codes: [65001],
      suberror: "consent_required",
    });
    const response = await fixture.poll(device, { fields: { scope: ARM_SCOPE } });
    expect(response.statusCode, response.body).toBe(200);
  });

  test("once the person is disabled or has another password", async () => {
    const { objectId } = fixture.user;
    const place = { tenantId: TENANT_ID, objectId };
    await fixture.approve(device);
    await fixture.identity.setUserEnabled({ ...place, isEnabled: false });
    expect(await body()).toMatchObject({ error: "invalid_grant", error_codes: [50057] });
    await fixture.identity.setUserEnabled({ ...place, isEnabled: true });
    await fixture.identity.setPassword({ ...place, password: PASSWORD });
    expect(await body()).toEqual(
      errorBody(
        50173,
        "invalid_grant",
        "The sign-in of the device is no longer valid, since the password was changed: start again.",
      ),
    );
  });
});

describe("a person is told", () => {
  const from = "192.0.2.1";
  const enter = (userCode: string) => fixture.identity.enterUserCode({ userCode, from });

  test("which application waits, for a code typed in any way", async () => {
    const device = await fixture.codes({ tenant: "organizations" });
    const code = device.user_code;
    for (const typed of [code, ` ${code.toLowerCase()} `, code.replace(/^(...)(...)/, "$1-$2 ")]) {
      expect(await enter(typed)).toEqual({
        appId: AZURE_CLI,
        appName: "Microsoft Azure CLI",
        tenantId: undefined,
        asked: expect.objectContaining({ resource: "https://management.azure.com/" }),
      });
    }
  });

  test("when no device waits with the code, when it is over, and when it was used", async () => {
    for (const wrong of ["", "BCDFGHJKL", "AEIOU1234", "B".repeat(5_000)]) {
      await expect(enter(wrong)).rejects.toMatchObject({ code: "identity/user-code-unknown" });
    }
    const device = await fixture.codes();
    fixture.clock.move(900_000);
    const expired = enter(device.user_code);
    await expect(expired).rejects.toMatchObject({ code: "identity/user-code-expired" });
    fixture.clock.move(-900_000);
    await fixture.approve(device);
    const used = { code: "identity/user-code-unknown" };
    await expect(enter(device.user_code)).rejects.toMatchObject(used);
    await expect(fixture.approve(device)).rejects.toMatchObject(used);
    const declined = fixture.identity.declineDevice(device.user_code);
    await expect(declined).rejects.toMatchObject(used);
  });

  test("that he is of the wrong tenant, or that nobody consented", async () => {
    const device = await fixture.codes();
    const approval = fixture.identity.approveDevice({
      userCode: device.user_code,
      tenantId: PRINCIPAL_ID,
      userObjectId: stranger.objectId,
      amr: ["pwd"],
      authenticatedAt: 0,
    });
    await expect(approval).rejects.toMatchObject({ code: "identity/device-code-other-tenant" });
    const native = await fixture.codes({
      fields: { client_id: NATIVE_ID, scope: `${API}/Write` },
    });
    await expect(fixture.approve(native)).rejects.toMatchObject({
      code: "identity/consent-missing",
    });
    expect((await fixture.poll(native, { fields: { client_id: NATIVE_ID } })).json()).toMatchObject(
      { error: "authorization_pending" },
    );
  });
});
