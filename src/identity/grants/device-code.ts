import { Failure } from "../../base/index.ts";
import { requireEnabled, subjectOfUser } from "../sign-in/check-password.ts";
import type { UserGrant } from "./user-grant.ts";

/**
 * `grant_type=urn:ietf:params:oauth:grant-type:device_code`: a device asks whether a person has
 * signed in with the code that it showed.
 *
 * A request without a scope gets what the device asked for at first; as with other codes, one with
 * a scope may name another API that was consented to. A refused request does not use up the code.
 *
 * Source: RFC 8628 section 3.4.
 *
 * @throws {Failure} `identity/device-code-…`, `identity/user-disabled`.
 */
export const deviceCode: UserGrant = {
  grantType: "urn:ietf:params:oauth:grant-type:device_code",
  parameters: ["device_code"],
  otherNames: { device_code: "code" },
  isScopeOptional: true,

  async findTenant({ parameters }, { appId }, { deviceCodes }) {
    const text = parameters.get("device_code") ?? "";
    return (await deviceCodes.poll(text, appId, undefined)).approval.tenantId;
  },

  async signIn({ parameters, learn }, { tenantId, client }, { directoryStore, deviceCodes }) {
    const text = parameters.get("device_code") ?? "";
    const device = await deviceCodes.poll(text, client.appId, tenantId);
    const { userId, securityStamp, amr, authenticatedAt, sessionId, ipAddress } = device.approval;
    const user = await directoryStore.read.users.find(tenantId, userId);
    if (user === undefined || user.securityStamp !== securityStamp) {
      throw new Failure("identity/device-code-revoked", "the password changed since");
    }
    learn?.(subjectOfUser(user));
    requireEnabled(user);
    return {
      user,
      amr,
      authenticatedAt,
      from: undefined,
      device,
      asked: device.asked,
      openid: device.asked.openid,
      sessionId,
      ipAddress,
    };
  },
};

/** The same grant by the name that Microsoft's libraries for JavaScript and the v1.0 dialect use. */
export const deviceCodeByShortName: UserGrant = { ...deviceCode, grantType: "device_code" };
