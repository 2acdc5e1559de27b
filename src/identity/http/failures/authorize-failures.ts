import { type LoginFailure, row } from "./row.ts";

const REQUEST = "invalid_request";

/**
 * Refusals of what browsers bring: authorization requests, answers of our pages, sign-outs.
 *
 * Source: the numbers as learn.microsoft.com/entra/identity-platform/reference-error-codes and
 * publicly quoted answers use them; the OAuth errors by RFC 6749 section 4.1.2.1, OpenID Connect
 * Core sections 3.1.2.6 and 6.
 */
export const authorizeFailures: Readonly<Record<string, LoginFailure>> = {
  "identity/redirect-uri-missing": row(
    900971,
    REQUEST,
    "The request names no redirect URI, and the application '{appId}' does not have exactly one.",
  ),
  "identity/redirect-uri-mismatch": row(
    50011,
    REQUEST,
    "The redirect URI '{sent}' of the request is not one of those that are registered for the application '{appId}'.",
  ),
  "identity/application-not-shared": row(
    50194,
    REQUEST,
    "The application '{appId}' ({appName}) is for users of its own tenant: it cannot sign in at /{tenant}.",
  ),
  "identity/personal-accounts": row(
    90002,
    REQUEST,
    "There are no personal accounts here: use the endpoint of a tenant instead of /consumers.",
  ),
  "identity/response-type-missing": row(
    900144,
    REQUEST,
    "The request must contain the parameter 'response_type'.",
  ),
  "identity/response-type-unsupported": row(
    70005,
    "unsupported_response_type",
    "The response type '{responseType}' is not supported.",
  ),
  "identity/response-mode-unsupported": row(
    70007,
    REQUEST,
    "The response mode '{responseMode}' is not supported for the response type '{responseType}'.",
  ),
  "identity/nonce-missing": row(90014, REQUEST, "The required field 'nonce' is missing."),
  "identity/openid-missing": row(
    70011,
    "invalid_scope",
    "An id token is given only where the scope contains 'openid'.",
  ),
  "identity/parameter-wrong": row(
    90023,
    REQUEST,
    "The value of the parameter '{parameter}' is not valid: {reason}.",
  ),
  "identity/request-object": row(
    90023,
    "request_not_supported",
    "The parameter 'request' is not supported.",
  ),
  "identity/request-uri": row(
    90023,
    "request_uri_not_supported",
    "The parameter 'request_uri' is not supported.",
  ),
  "identity/client-registration": row(
    90023,
    "registration_not_supported",
    "The parameter 'registration' is not supported.",
  ),
  "identity/challenge-malformed": row(
    501491,
    REQUEST,
    "The parameter 'code_challenge' is not valid: {reason}.",
  ),
  "identity/challenge-missing": row(
    9002325,
    REQUEST,
    "A single-page application must send 'code_challenge' (Proof Key for Code Exchange).",
  ),
  "identity/challenge-method": row(
    501491,
    REQUEST,
    "The code challenge method '{method}' is not allowed for the application '{appId}': use S256.",
  ),
  "identity/login-required": row(
    50058,
    "login_required",
    "A silent sign-in was asked for, but no user is signed in as the request demands.",
  ),
  "identity/hinted-user-differs": row(
    50058,
    "login_required",
    "Another user signed in than the one that the 'id_token_hint' tells of.",
  ),
  "identity/account-ambiguous": row(
    16000,
    "interaction_required",
    "Several accounts are signed in, and the request does not tell which is meant.",
  ),
  "identity/consent-required": row(
    65001,
    "consent_required",
    "The user or an administrator has not consented to what the application '{appId}' ({appName}) asks for.",
  ),
  "identity/consent-declined": row(
    65004,
    "access_denied",
    "The user declined to consent to what the application '{appId}' ({appName}) asks for.",
  ),
  "identity/sign-in-cancelled": row(65004, "access_denied", "The user cancelled the sign-in."),
  "identity/administrator-needed": row(
    90094,
    "consent_required",
    "Only an administrator can consent to what the application '{appId}' ({appName}) asks for.",
  ),
  "identity/resource-not-required": row(
    650057,
    "invalid_resource",
    "The resource '{resource}' is not among those that the registration of the application '{appId}' ({appName}) says it needs.",
  ),
  "identity/resource-offers-nothing": row(
    650057,
    "invalid_resource",
    "The resource '{resource}', which the application '{appId}' ({appName}) asks for, offers no permissions for users.",
  ),
  "identity/consent-for-one": row(
    90023,
    REQUEST,
    "Consent is given here for everybody: the only parameter is 'onBehalfOfAll', and it is 'true'.",
  ),
  "identity/required-resource-missing": row(
    650052,
    "invalid_client",
    "The application '{appId}' ({appName}) needs the API '{resource}', which is not present in the tenant.",
  ),
  "identity/required-permission-missing": row(
    650053,
    "invalid_client",
    "The application '{appId}' ({appName}) needs the permission '{permission}', which the API '{resource}' does not offer.",
  ),
  "identity/user-of-another-tenant": row(
    50020,
    "access_denied",
    "The user account '{user}' is one of another tenant than '{tenant}'.",
  ),
  "identity/conversation-unknown": row(
    165000,
    REQUEST,
    "The page does not belong to this browser, or its cookie is gone.",
  ),
  "identity/request-malformed": row(
    9002313,
    REQUEST,
    "The query of the request cannot be read: its percent-encoding is broken, or not UTF-8.",
  ),
  "identity/request-too-long": row(90015, REQUEST, "The authorization request is too long."),
  "identity/page-not-posted": row(
    900561,
    REQUEST,
    "This address takes what a page posts: go back to the application and begin again.",
  ),
  "identity/conversation-over": row(50089, REQUEST, "The page was open for too long."),
  "identity/id-token-hint": row(
    90023,
    REQUEST,
    "The parameter 'id_token_hint' is not an id token of this service.",
  ),
  "identity/id-token-hint-key": row(
    90023,
    REQUEST,
    "The id token of the parameter 'id_token_hint' was signed with a key that is not in use any more.",
  ),
  "identity/id-token-hint-differs": row(
    90023,
    REQUEST,
    "The parameters 'id_token_hint' and 'client_id' name different applications.",
  ),
};
