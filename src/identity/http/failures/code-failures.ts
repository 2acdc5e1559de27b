import { type LoginFailure, row } from "./row.ts";

const GRANT = "invalid_grant";
const REQUEST = "invalid_request";

/**
 * Refusals of authorization codes, of what a browser brings, and of who redeems it.
 *
 * Source: the numbers as the service's own answers use them. Assumed: 70000 for a code of another
 * client, as for one that does not exist; 50173 after a change of the password.
 */
export const codeFailures: Readonly<Record<string, LoginFailure>> = {
  "identity/code-unknown": row(
    70000,
    GRANT,
    "The authorization code is not one of this application.",
  ),
  "identity/code-other-tenant": row(
    700005,
    GRANT,
    "The authorization code is not one of the tenant '{tenant}'.",
  ),
  "identity/code-expired": row(
    70008,
    GRANT,
    "The authorization code has expired: it is good for ten minutes.",
  ),
  "identity/code-used": row(
    54005,
    GRANT,
    "The authorization code was redeemed before: the refresh tokens that it brought are revoked.",
  ),
  "identity/code-revoked": row(
    50173,
    GRANT,
    "The authorization code was revoked: the user must sign in again.",
  ),
  "identity/code-redirect-missing": row(
    700009,
    REQUEST,
    "The request must contain the parameter 'redirect_uri', as the authorization request did.",
  ),
  "identity/code-redirect-differs": row(
    500112,
    GRANT,
    "The redirect URI '{sent}' is not the '{expected}' of the authorization request.",
  ),
  "identity/code-challenge-missing": row(
    9002325,
    REQUEST,
    "The authorization code of a single-page application must be bound by a code challenge (PKCE).",
  ),
  "identity/code-verifier-missing": row(
    50148,
    GRANT,
    "The request must contain the parameter 'code_verifier', since the authorization request had a code challenge.",
  ),
  "identity/code-verifier-malformed": row(
    501481,
    GRANT,
    "The parameter 'code_verifier' must have 43 to 128 unreserved characters.",
  ),
  "identity/code-verifier-differs": row(
    501481,
    GRANT,
    "The parameter 'code_verifier' does not fit the code challenge of the authorization request.",
  ),
  "identity/redemption-cross-origin": row(
    9002326,
    REQUEST,
    "Only codes and tokens of single-page applications are redeemed across origins. The origin of the request: '{origin}'.",
  ),
  "identity/redemption-not-cross-origin": row(
    9002327,
    REQUEST,
    "Codes and tokens of a single-page application are redeemed across origins only.",
  ),
  "identity/implicit-token-disabled": row(
    700051,
    "unsupported_response_type",
    "The application '{appId}' ({appName}) does not allow the response type 'token'.",
  ),
  "identity/implicit-id-token-disabled": row(
    700054,
    "unsupported_response_type",
    "The application '{appId}' ({appName}) does not allow the response type 'id_token'.",
  ),
  "identity/refresh-token-life-over": row(
    700084,
    GRANT,
    "The refresh token of a single-page application has ended: it lasts a day from the sign-in on.",
  ),
};
