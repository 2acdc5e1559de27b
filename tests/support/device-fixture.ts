import { expect } from "vitest";
import type { User } from "../../src/identity/index.ts";
import { type HttpBrowser, httpBrowser } from "./http-browser.ts";
import { PRINCIPAL_ID, TENANT_ID } from "./identity-fixture.ts";
import { CORRELATION_ID, formText, type LoginAnswer, type TokenCall } from "./login-fixture.ts";
import { AZURE_CLI, openUserFixture, PASSWORD, type UserFixture } from "./user-fixture.ts";

export const ARM_SCOPE = "https://management.azure.com//.default offline_access openid profile";
export const URN = "urn:ietf:params:oauth:grant-type:device_code";

export interface DeviceAnswer {
  readonly user_code: string;
  readonly device_code: string;
  readonly message: string;
}

/** What devices ask, and what the user of the fixture answers. */
export interface DeviceCalls {
  /** A request for codes that is good, except for what is said here. */
  startDevice(call?: TokenCall & { readonly path?: string }): Promise<LoginAnswer>;
  /** Codes of a good request. */
  codes(call?: TokenCall & { readonly path?: string }): Promise<DeviceAnswer>;
  /** A request for the tokens of a code, good except for what is said here. */
  poll(device: DeviceAnswer | undefined, call?: TokenCall): Promise<LoginAnswer>;
  /** The user of the fixture says yes. */
  approve(device: DeviceAnswer): Promise<void>;
}

/** The login surface with a user, asked by devices. */
export interface DeviceFixture extends UserFixture, DeviceCalls {}

export async function openDeviceFixture(): Promise<DeviceFixture> {
  const fixture = await openUserFixture();
  return { ...fixture, ...deviceCalls(fixture) };
}

export function deviceCalls(fixture: UserFixture): DeviceCalls {
  const { identity, surface, clock, user } = fixture;
  const post = async (url: string, good: object, { fields, headers }: TokenCall) =>
    await surface.inject({
      method: "POST",
      url,
      headers: {
        host: "localhost:8443",
        "content-type": "application/x-www-form-urlencoded",
        "client-request-id": CORRELATION_ID,
        ...headers,
      },
      payload: formText({ ...good, ...fields }),
    });
  const startDevice: DeviceCalls["startDevice"] = ({
    tenant = TENANT_ID,
    path = "oauth2/v2.0/devicecode",
    ...call
  } = {}) => post(`/${tenant}/${path}`, { client_id: AZURE_CLI, scope: ARM_SCOPE }, call);
  return {
    startDevice,
    async codes(call) {
      const response = await startDevice(call);
      expect(response.statusCode, response.body).toBe(200);
      return response.json();
    },
    poll: (device, { tenant = TENANT_ID, ...call } = {}) => {
      const good = { grant_type: URN, client_id: AZURE_CLI, device_code: device?.device_code };
      return post(`/${tenant}/oauth2/v2.0/token`, good, call);
    },
    approve: ({ user_code: userCode }) =>
      identity.approveDevice({
        userCode,
        tenantId: TENANT_ID,
        userObjectId: user.objectId,
        amr: ["pwd"],
        authenticatedAt: clock.now(),
      }),
  };
}

/** Adds a tenant, and gives its only user. */
export async function addStranger({ identity }: DeviceFixture): Promise<User> {
  await identity.createTenant({
    id: PRINCIPAL_ID,
    displayName: "Fabrikam",
    domains: ["fabrikam.test"],
  });
  return await identity.createUser({
    tenantId: PRINCIPAL_ID,
    userPrincipalName: "eve@fabrikam.test",
    displayName: "Eve",
    password: PASSWORD,
  });
}

/** A browser whose requests go straight into the surface. */
export function surfaceBrowser({ surface }: DeviceFixture): HttpBrowser {
  return httpBrowser(async ({ method, url, headers, body }) => {
    const { host, pathname, search } = new URL(url);
    const answer = await surface.inject({
      method,
      url: `${pathname}${search}`,
      headers: { host, ...headers },
      ...(body !== undefined && { payload: body }),
    });
    return { status: answer.statusCode, headers: answer.headers, text: answer.body };
  });
}
