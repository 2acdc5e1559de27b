import { type LoginFailure, row } from "./row.ts";

const GRANT = "invalid_grant";

/**
 * Refusals of tokens by which an API acts for its caller's user.
 *
 * Source: the numbers as the service's own answers use them. Assumed: 50013 for a token of another
 * tenant or of another issuer.
 */
export const onBehalfOfFailures: Readonly<Record<string, LoginFailure>> = {
  "identity/user-assertion-malformed": row(
    50027,
    "invalid_request",
    "The assertion is not an access token that can be read.",
  ),
  "identity/user-assertion-id-token": row(
    240002,
    GRANT,
    "An id token cannot be the assertion: send the access token that the API was called with.",
  ),
  "identity/user-assertion-signature": row(
    50013,
    GRANT,
    "The signature of the assertion is not genuine.",
  ),
  "identity/user-assertion-issuer": row(
    50013,
    GRANT,
    "The assertion was not issued by this service for this tenant.",
  ),
  "identity/user-assertion-time": row(500133, GRANT, "The assertion is not within its time range."),
  "identity/user-assertion-audience": row(
    500131,
    GRANT,
    "The audience '{audience}' of the assertion is not the application '{appId}' ({appName}) that presents it.",
  ),
  "identity/user-assertion-of-application": row(
    7000114,
    "unauthorized_client",
    "The assertion is a token of the application '{appId}' itself: only a user can be acted for.",
  ),
  "identity/user-assertion-without-user": row(
    50034,
    GRANT,
    "The user of the assertion does not exist any more.",
  ),
};
