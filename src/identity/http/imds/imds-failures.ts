/** How the metadata service words one failure. */
export interface ImdsFailure {
  readonly status: number;
  /** The documented identifier of the error. */
  readonly error: string;
  /** Our own words; `{name}` stands for a fact. */
  readonly text: string;
}

const row = (error: string, text: string, status = 400): ImdsFailure => ({ status, error, text });

const REQUEST = "invalid_request";

/**
 * Every failure that the metadata service can meet, by code. A missing identity is 400, since
 * clients ask again for seconds after a 404.
 *
 * Source: learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token.
 * Assumed: the statuses of refused peers, hosts and identity headers, which no page names.
 */
export const imdsFailures: Readonly<Record<string, ImdsFailure>> = {
  "identity/metadata-header-missing": row(
    "bad_request_102",
    "Required metadata header not specified: send 'Metadata: true'.",
  ),
  "identity/metadata-forwarded": row(
    REQUEST,
    "A request with the header X-Forwarded-For is refused: ask without a proxy.",
  ),
  "identity/metadata-peer": row(
    "access_denied",
    "The metadata service answers this machine only.",
    403,
  ),
  "identity/metadata-host": row(
    "access_denied",
    "The metadata service answers to an IP address or localhost only, not to '{host}'.",
    403,
  ),
  "identity/identity-header-wrong": row(
    "access_denied",
    "The header '{header}' is missing, or does not have the value of IDENTITY_HEADER.",
    401,
  ),
  "identity/metadata-parameter-missing": row(
    REQUEST,
    "Required query variable '{parameter}' is missing.",
  ),
  "identity/metadata-parameter-repeated": row(
    REQUEST,
    "The parameter '{parameter}' must not be sent more than once.",
  ),
  "identity/metadata-parameter-unsupported": row(
    REQUEST,
    "The parameter '{parameter}' is not supported here.",
  ),
  "identity/metadata-version-unknown": row(
    REQUEST,
    "The api-version '{version}' is not supported; use one of: {versions}.",
  ),
  "identity/managed-identity-ambiguous": row(
    REQUEST,
    "The parameters {parameters} each name an identity: send one of them.",
  ),
  "identity/managed-identity-not-found": row(REQUEST, "Identity not found"),
  "identity/resource-not-found": row(
    "invalid_resource",
    "AADSTS500011: There is no service principal for the resource '{resource}' in the tenant '{tenant}'.",
  ),
  "identity/resource-disabled": row(
    "invalid_resource",
    "AADSTS50001: The resource '{resource}' is disabled.",
  ),
  "identity/application-not-assigned": row(
    "invalid_grant",
    "AADSTS501051: The application '{appId}' ({appName}) is not assigned to a role of the application '{resourceId}' ({resource}), which is for assigned ones alone.",
  ),
  "identity/service-principal-disabled": row(
    "unauthorized_client",
    "AADSTS7000112: The application '{appId}' ({appName}) is disabled.",
  ),
};
