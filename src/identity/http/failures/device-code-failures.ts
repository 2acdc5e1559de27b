import { type LoginFailure, row } from "./row.ts";

const GRANT = "invalid_grant";

/**
 * Refusals of devices and of the people who enter their codes.
 *
 * Source: errors by RFC 8628 section 3.5 and learn.microsoft.com/entra/identity-platform/
 * v2-oauth2-device-code; 70016 and 70020 as the service's own answers use them, 50196 as it stops
 * devices that ask too often, 50059 as it answers an application of one tenant. Assumed: the
 * numbers of a refused, a used and a foreign code, after what their names say.
 */
export const deviceCodeFailures: Readonly<Record<string, LoginFailure>> = {
  "identity/device-code-pending": row(
    70016,
    "authorization_pending",
    "Nobody has signed in with the user code yet: ask again after the interval.",
  ),
  "identity/device-code-slow-down": row(
    50196,
    "slow_down",
    "The device asks again before its interval is over: wait five seconds longer each time.",
  ),
  "identity/device-code-declined": row(
    65004,
    "authorization_declined",
    "The person refused to sign in to the device.",
  ),
  "identity/device-code-expired": row(
    70020,
    "expired_token",
    "The device code has expired: ask for a new one.",
  ),
  "identity/device-code-unknown": row(
    70018,
    "bad_verification_code",
    "The device code is not one of this application.",
  ),
  "identity/device-code-redeemed": row(
    54005,
    GRANT,
    "The device code brought its tokens before: go on with the refresh token.",
  ),
  "identity/device-code-other-tenant": row(
    700005,
    GRANT,
    "The device code is not one of the tenant '{tenant}'.",
  ),
  "identity/device-code-revoked": row(
    50173,
    GRANT,
    "The sign-in of the device is no longer valid, since the password was changed: start again.",
  ),
  "identity/device-client-single-tenant": row(
    50059,
    "invalid_request",
    "The application '{appId}' serves one tenant only: use that tenant's endpoint, not /{tenant}.",
  ),
  "identity/device-codes-too-many": row(
    90055,
    "temporarily_unavailable",
    "Too many devices wait for someone to sign in: try again later.",
    429,
  ),
  "identity/user-code-unknown": row(
    70018,
    "bad_verification_code",
    "No device waits with this code: look at it again.",
  ),
  "identity/user-code-expired": row(
    70019,
    "expired_token",
    "The code has expired: start again on the device.",
  ),
  "identity/user-code-attempts": row(
    50196,
    "temporarily_unavailable",
    "Too many wrong codes were entered: wait {seconds} seconds.",
    429,
  ),
};
