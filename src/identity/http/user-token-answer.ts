import { grantedText } from "../sign-in/scope-request.ts";
import type { IssuedUserTokens } from "../tokens/user-token-request.ts";

/**
 * The v1.0 answer for a user: that of an application, in strings, with `scope`, `refresh_token`,
 * and where asked for `id_token`, `client_info` and `foci`.
 */
export function writeUserTokenV1(tokens: IssuedUserTokens, hasClientInfo: boolean): object {
  const lifetime = String(tokens.lifetimeSeconds - 1);
  return {
    token_type: "Bearer",
    scope: tokens.scopes.join(" "),
    expires_in: lifetime,
    ext_expires_in: lifetime,
    expires_on: String(tokens.expiresOn),
    not_before: String(tokens.notBefore),
    resource: tokens.asked.resource,
    access_token: tokens.accessToken,
    ...session(tokens, hasClientInfo),
  };
}

/** The v2.0 answer for a user; a `.default` that was asked for is repeated, as caches look for it. */
export function writeUserTokenV2(tokens: IssuedUserTokens, hasClientInfo: boolean): object {
  const lifetime = tokens.lifetimeSeconds - 1;
  return {
    token_type: "Bearer",
    scope: grantedText(tokens.asked, tokens.scopes),
    expires_in: lifetime,
    ext_expires_in: lifetime,
    access_token: tokens.accessToken,
    ...session(tokens, hasClientInfo),
  };
}

function session(tokens: IssuedUserTokens, hasClientInfo: boolean): object {
  return {
    ...(tokens.refreshToken !== undefined && { refresh_token: tokens.refreshToken }),
    ...(tokens.isFamily && { foci: "1" }),
    ...(tokens.idToken !== undefined && { id_token: tokens.idToken }),
    ...(hasClientInfo && { client_info: clientInfo(tokens) }),
  };
}

/** By which MSAL names the account. Source: every MSAL reads `uid` and `utid` of it. */
export function clientInfo({
  userObjectId,
  tenantId,
}: Pick<IssuedUserTokens, "userObjectId" | "tenantId">): string {
  return Buffer.from(JSON.stringify({ uid: userObjectId, utid: tenantId })).toString("base64url");
}
