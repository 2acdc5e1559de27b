import { authorizeFailures } from "./failures/authorize-failures.ts";
import { codeFailures } from "./failures/code-failures.ts";
import { deviceCodeFailures } from "./failures/device-code-failures.ts";
import { onBehalfOfFailures } from "./failures/on-behalf-of-failures.ts";
import { type LoginFailure, row } from "./failures/row.ts";

const REQUEST = "invalid_request";
const CLIENT = "invalid_client";
const SCOPE = "invalid_scope";
const RESOURCE = "invalid_resource";
const UNAUTHORIZED = "unauthorized_client";

/** Refusals of client assertions. Source: the numbers as the service's own answers use them. */
const assertionFailures: Readonly<Record<string, LoginFailure>> = {
  "identity/client-assertion-type-unsupported": row(
    90023,
    REQUEST,
    "The parameter 'client_assertion_type' must be urn:ietf:params:oauth:client-assertion-type:jwt-bearer.",
  ),
  "identity/assertion-malformed": row(
    50027,
    REQUEST,
    "The client assertion is not a JSON Web Token that can be read.",
  ),
  "identity/assertion-client-differs": row(
    700021,
    CLIENT,
    "The client assertion is not one of the application '{appId}': issuer and subject must be the client's id.",
  ),
  "identity/assertion-subject-missing": row(
    700022,
    CLIENT,
    "The client assertion has no subject: it must be the client's id.",
  ),
  "identity/assertion-audience": row(
    700023,
    CLIENT,
    "The audience '{audience}' of the client assertion is not the token endpoint of this tenant.",
  ),
  "identity/assertion-time": row(
    700024,
    CLIENT,
    "The client assertion is not within its time range. Now: {now}, valid from: {notBefore}, expires: {expiresOn}.",
  ),
  "identity/assertion-lifetime": row(
    700024,
    CLIENT,
    "The client assertion lives longer than a day.",
  ),
  "identity/assertion-algorithm": row(
    700027,
    CLIENT,
    "The client assertion is signed with '{algorithm}': use RS256 or PS256.",
  ),
  "identity/assertion-key-unknown": row(
    700027,
    CLIENT,
    "The application '{appId}' has no certificate with the thumbprint '{thumbprint}' that the client assertion names.",
  ),
  "identity/assertion-signature": row(
    700027,
    CLIENT,
    "The signature of the client assertion was not made with a certificate of the application '{appId}'.",
  ),
  "identity/certificate-not-current": row(
    700027,
    CLIENT,
    "The certificate that signed the client assertion is valid from {startsAt} until {endsAt} only.",
  ),
  "identity/assertion-replayed": row(
    50012,
    CLIENT,
    "The id (jti) of the client assertion was used before.",
  ),
  "identity/assertions-too-many": row(
    90055,
    "temporarily_unavailable",
    "The application uses more client assertions than can be remembered: send each for several minutes.",
    429,
  ),
  "identity/federated-none": row(
    70021,
    CLIENT,
    "The application '{appId}' has no federated credential that matches the client assertion.",
  ),
  "identity/federated-subject-unknown": row(
    700213,
    CLIENT,
    "No federated credential of the application '{appId}' names the subject '{subject}' with this issuer.",
  ),
  "identity/federated-audience-unknown": row(
    700212,
    CLIENT,
    "No federated credential of the application '{appId}' names the audience '{audience}' with this issuer and subject.",
  ),
  "identity/federated-signature": row(
    50013,
    CLIENT,
    "The client assertion is not signed by a key of the issuer '{issuer}'.",
  ),
  "identity/federated-issuer-unreachable": row(
    90061,
    REQUEST,
    "The keys of the issuer '{issuer}' could not be fetched.",
  ),
  "identity/federated-token-kind": row(
    700229,
    CLIENT,
    "Only a token of an application itself may stand for another application.",
  ),
  "identity/federated-issuer-unknown": row(
    700211,
    CLIENT,
    "No federated credential of the application '{appId}' names the issuer '{issuer}'.",
  ),
};

const GRANT = "invalid_grant";

/** Refusals of users' sign-ins, of what clients may do for them, and of refresh tokens. */
const userFailures: Readonly<Record<string, LoginFailure>> = {
  "identity/user-not-found": row(
    50034,
    GRANT,
    "There is no user account '{user}' in the directory of the tenant '{tenant}'.",
  ),
  "identity/password-wrong": row(50126, GRANT, "The user name or the password is wrong."),
  "identity/user-locked": row(
    50053,
    GRANT,
    "The account is locked for a while, because of too many wrong passwords.",
  ),
  "identity/user-disabled": row(50057, GRANT, "The user account is disabled."),
  "identity/password-checks-waiting": row(
    90033,
    "temporarily_unavailable",
    "Too many sign-ins by password wait for their turn: try again in a moment.",
    503,
  ),
  "identity/scope-default-mixed": row(
    70011,
    SCOPE,
    "The scope '{scope}' stands for all permissions: it cannot be combined with single ones.",
  ),
  "identity/scope-not-offered": {
    ...row(
      650053,
      CLIENT,
      "The application '{appId}' asked for the scope '{scope}', which the resource '{resource}' does not offer.",
    ),
    status: 400,
  },
  "identity/consent-missing": {
    ...row(
      65001,
      GRANT,
      "Neither the user nor an administrator has consented to what the application '{appId}' ({appName}) asks for.",
    ),
    suberror: "consent_required",
  },
  "identity/user-not-assigned": row(
    50105,
    GRANT,
    "The application '{appId}' ({appName}) is for assigned users alone: '{user}' is not assigned to it, nor is a group that the user is directly in.",
  ),
  "identity/user-not-assigned-silently": row(
    50105,
    "interaction_required",
    "The application '{appId}' ({appName}) is for assigned users alone, and the signed-in user is not assigned to it.",
  ),
  "identity/application-not-assigned": row(
    501051,
    GRANT,
    "The application '{appId}' ({appName}) is not assigned to a role of the application '{resourceId}' ({resource}), which is for assigned ones alone.",
  ),
  "identity/refresh-token-unknown": row(
    70000,
    GRANT,
    "The refresh token is not one of this application.",
  ),
  "identity/refresh-token-reused": row(
    70000,
    GRANT,
    "The refresh token was exchanged before: every token of its sign-in is revoked.",
  ),
  "identity/refresh-token-other-tenant": row(
    50020,
    GRANT,
    "The user of the refresh token has no account in the tenant '{tenant}'.",
  ),
  "identity/refresh-token-expired": row(
    700082,
    GRANT,
    "The refresh token has expired, since it was not used for too long.",
  ),
  "identity/refresh-token-revoked": row(
    50173,
    GRANT,
    "The refresh token was revoked: the user must sign in again.",
  ),
  "identity/realm-version-unknown": row(
    90023,
    REQUEST,
    "The api-version '{version}' of user realms is not 1.0.",
  ),
};

/**
 * Every failure that the login surface can meet, by code.
 *
 * Source: numbers and OAuth errors by learn.microsoft.com/entra/identity-platform/
 * reference-error-codes and publicly quoted answers. Assumed: which number stands for a refusal of
 * what only this product does not serve.
 */
export const loginFailures: Readonly<Record<string, LoginFailure>> = {
  "identity/tenant-not-found": row(90002, REQUEST, "There is no tenant '{tenant}'."),
  "identity/tenant-malformed": row(
    900023,
    REQUEST,
    "'{tenant}' is neither a tenant id nor a domain name.",
  ),
  "identity/tenant-undetermined": row(
    50059,
    REQUEST,
    "Neither the request nor its credentials tell which tenant is meant.",
  ),
  "identity/grant-at-shared-tenant": row(
    9001023,
    REQUEST,
    "This grant type is not served at /{tenant}: use the endpoint of a tenant.",
  ),
  "identity/parameter-missing": row(
    900144,
    REQUEST,
    "The request body must contain the parameter '{parameter}'.",
  ),
  "identity/parameter-repeated": row(
    9000411,
    REQUEST,
    "The parameter '{parameter}' must not be sent more than once.",
  ),
  "identity/parameter-unsupported": row(
    90023,
    REQUEST,
    "The parameter '{parameter}' is not supported by Lazurite.",
  ),
  "identity/grant-type-unsupported": row(
    70003,
    "unsupported_grant_type",
    "The grant type '{grantType}' is not supported.",
  ),
  "identity/grant-type-malformed": row(
    70003,
    "unsupported_grant_type",
    "The parameter 'grant_type' does not name a grant type.",
  ),
  "identity/claims-malformed": row(
    90023,
    REQUEST,
    "The parameter 'claims' is not a claims request.",
  ),
  "identity/claim-unsupported": row(
    90023,
    REQUEST,
    "The essential claim '{claim}' is not supported by Lazurite.",
  ),
  "identity/resource-parameter": row(
    901002,
    REQUEST,
    "The parameter 'resource' is not supported at this endpoint: use 'scope'.",
  ),
  "identity/scope-malformed": row(70011, SCOPE, "The scope '{scope}' is not valid."),
  "identity/scope-not-default": row(
    1002012,
    SCOPE,
    "The scope '{scope}' is not valid for client credentials: use the identifier of the resource followed by /.default.",
  ),
  "identity/scope-without-resource": row(700023, SCOPE, "The scope '{scope}' names no resource."),
  "identity/scopes-of-several-resources": row(
    700022,
    SCOPE,
    "The scope '{scope}' names more than one resource.",
  ),
  "identity/resource-not-found": row(
    500011,
    RESOURCE,
    "There is no service principal for the resource '{resource}' in the tenant '{tenant}'.",
  ),
  "identity/resource-disabled": row(50001, RESOURCE, "The resource '{resource}' is disabled."),
  "identity/application-not-found": row(
    700016,
    UNAUTHORIZED,
    "There is no application '{appId}' in the directory of the tenant '{tenant}'.",
  ),
  "identity/application-id-malformed": row(
    700016,
    UNAUTHORIZED,
    "The parameter 'client_id' does not name an application: it must be a GUID.",
  ),
  "identity/service-principal-missing": row(
    7000229,
    UNAUTHORIZED,
    "The application '{appId}' has no service principal in the tenant '{tenant}'.",
  ),
  "identity/service-principal-disabled": row(
    7000112,
    UNAUTHORIZED,
    "The application '{appId}' ({appName}) is disabled.",
  ),
  "identity/client-credential-missing": row(
    7000218,
    CLIENT,
    "The request body must contain the parameter 'client_secret' or 'client_assertion'.",
  ),
  "identity/client-secret-wrong": row(
    7000215,
    CLIENT,
    "The client secret is not valid for the application '{appId}': send the secret's value, not its id.",
  ),
  "identity/client-secret-expired": row(
    7000222,
    CLIENT,
    "The client secret of the application '{appId}' has expired.",
  ),
  "identity/public-client-with-secret": row(
    700025,
    CLIENT,
    "The application '{appId}' is a public client: it must send neither secret nor assertion.",
  ),
  ...assertionFailures,
  ...userFailures,
  ...codeFailures,
  ...onBehalfOfFailures,
  ...deviceCodeFailures,
  ...authorizeFailures,
  "identity/client-authentication-twice": row(
    90023,
    REQUEST,
    "The client must authenticate in one way only: by a secret in the form, a secret in the Authorization header, or an assertion.",
  ),
  "identity/client-authorization-malformed": row(
    9002313,
    REQUEST,
    "The Authorization header is not valid HTTP Basic authentication.",
  ),
  "identity/client-id-ambiguous": row(
    90011,
    REQUEST,
    "The request names more than one application: {ids}.",
  ),
  "identity/instance-unknown": row(
    50049,
    "invalid_instance",
    "The authorization endpoint is not one of this service.",
  ),
  "identity/query-parameter-missing": row(
    90014,
    REQUEST,
    "The query parameter '{parameter}' is missing.",
  ),
  "identity/api-version-unknown": row(
    90023,
    REQUEST,
    "The api-version '{version}' is not one of 1.0 and 1.1.",
  ),
};
