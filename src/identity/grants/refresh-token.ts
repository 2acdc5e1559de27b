import { Failure } from "../../base/index.ts";
import { requireEnabled, subjectOfUser } from "../sign-in/check-password.ts";
import { requireRedeemable } from "../sign-in/client-platform.ts";
import { requireSameStamp } from "../sign-in/refresh-tokens.ts";
import type { UserGrant } from "./user-grant.ts";

/**
 * `grant_type=refresh_token`: a session goes on, for any API that was consented to.
 *
 * Each token is exchanged for the next one; an answer always brings one.
 *
 * Source: RFC 6749 section 6; that a token is good for every API is Entra's own.
 *
 * @throws {Failure} `identity/refresh-token-…`, `identity/redemption-…`, `identity/user-disabled`.
 */
export const refreshToken: UserGrant = {
  grantType: "refresh_token",
  parameters: ["refresh_token"],
  isScopeOptional: true,

  async findTenant({ parameters }, { appId }, { refreshTokens }) {
    const text = parameters.get("refresh_token") ?? "";
    return (await refreshTokens.open(text, appId, undefined)).row.tenantId;
  },

  platformOf: ({ parameters }, { client }, { refreshTokens }) =>
    refreshTokens.platformOf(parameters.get("refresh_token") ?? "", client.appId),

  async signIn(
    { parameters, browserOrigin, learn },
    { tenantId, client },
    { directoryStore, refreshTokens },
  ) {
    const text = parameters.get("refresh_token") ?? "";
    const { row, asked } = await refreshTokens.open(text, client.appId, tenantId);
    requireRedeemable(row.platform, browserOrigin);
    const user = await directoryStore.read.users.find(tenantId, row.userId);
    if (user === undefined) {
      throw new Failure("identity/refresh-token-unknown", "its user is gone");
    }
    learn?.(subjectOfUser(user));
    requireEnabled(user);
    requireSameStamp(row, user);
    const { amr, authenticatedAt, platform, sessionId, ipAddress } = row;
    return { user, amr, authenticatedAt, from: row, asked, platform, sessionId, ipAddress };
  },
};
