/** How the login surface words one failure. */
export interface LoginFailure {
  /** The AADSTS number. */
  readonly number: number;
  /** The OAuth 2.0 error. */
  readonly error: string;
  readonly status: number;
  /** Our own words; `{name}` stands for a fact. */
  readonly text: string;
}

const row = (number: number, error: string, text: string, status = 400): LoginFailure => ({
  number,
  error,
  status: error === "invalid_client" ? 401 : status,
  text,
});

const REQUEST = "invalid_request";
const CLIENT = "invalid_client";
const SCOPE = "invalid_scope";
const RESOURCE = "invalid_resource";
const UNAUTHORIZED = "unauthorized_client";

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
  "identity/response-type-unsupported": row(
    70005,
    "unsupported_response_type",
    "Signing in with a browser is not supported by this version of Lazurite.",
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
  "identity/client-assertion-unsupported": row(
    50012,
    CLIENT,
    "The parameter 'client_assertion' is not supported by this version of Lazurite: use a client secret.",
  ),
  "identity/client-authentication-twice": row(
    90023,
    REQUEST,
    "The client must authenticate in one way only: in the form or in the Authorization header.",
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
