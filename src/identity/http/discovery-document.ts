import { clientAuthentications } from "../client-auth/index.ts";
import { grants, userGrants } from "../grants/index.ts";
import { OPENID_SCOPES } from "../sign-in/scope-request.ts";
import { issuerV1, issuerV2 } from "../tokens/access-token.ts";
import { RESPONSE_MODES, RESPONSE_TYPES } from "./authorize/authorize-request.ts";

/** Where a tenant's documents live, and whom they name as issuer. */
export interface Place {
  readonly origin: string;
  /** Path segment of the endpoints: the tenant's id, or a shared name. */
  readonly segment: string;
  /** The tenant's id, or `{tenantid}` where none is told. */
  readonly tenantId: string;
}

type Version = "v1" | "v2";

/** Of all tokens and of UserInfo; those that are nobody's business but ours are not told. */
const CLAIMS = [
  ...["sub", "iss", "aud", "exp", "iat", "nbf", "auth_time", "nonce", "at_hash", "c_hash"],
  ...["name", "family_name", "given_name", "email", "preferred_username", "upn", "ipaddr"],
  ...["oid", "tid", "sid", "acct", "groups", "roles", "wids", "scp", "idtyp", "uti", "ver"],
];
const CLAIMS_BY_VERSION: Readonly<Record<Version, readonly string[]>> = {
  v1: ["acr", "amr", "appid", "appidacr", "idp", "unique_name"],
  v2: ["azp", "azpacr"],
};

/** Every set of response types is one: `code`, `code id_token`, `id_token` and so on. */
function setsOf([first, ...rest]: readonly string[]): readonly string[] {
  if (first === undefined) return [];
  const others = setsOf(rest);
  return [first, ...others.map((names) => `${first} ${names}`), ...others];
}

/**
 * What is served and nothing else, where it can be told from the tables that the code works by. The
 * issuer is the document's own base at the origin that was asked, as openid-client demands, and
 * always by tenant id.
 *
 * Source: OpenID Connect Discovery section 3, RFC 8414 section 2, and the fields of the service's
 * own documents.
 */
export function discoveryDocument({ origin, segment, tenantId }: Place, version: Version): object {
  const base = `${origin}/${segment}`;
  const path = version === "v1" ? "oauth2" : "oauth2/v2.0";
  const keys = version === "v1" ? "discovery/keys" : "discovery/v2.0/keys";
  return {
    token_endpoint: `${base}/${path}/token`,
    token_endpoint_auth_methods_supported: clientAuthentications.map(({ method }) => method),
    token_endpoint_auth_signing_alg_values_supported: ["RS256", "PS256"],
    jwks_uri: `${base}/${keys}`,
    response_modes_supported: RESPONSE_MODES,
    grant_types_supported: [...grants.keys(), ...userGrants.keys(), "implicit"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    response_types_supported: setsOf(RESPONSE_TYPES),
    scopes_supported: [...OPENID_SCOPES],
    code_challenge_methods_supported: ["S256"],
    issuer: version === "v1" ? issuerV1(origin, tenantId) : issuerV2(origin, tenantId),
    ...(version === "v1" && { microsoft_multi_refresh_token: true }),
    request_uri_parameter_supported: false,
    userinfo_endpoint: `${origin}/oidc/userinfo`,
    authorization_endpoint: `${base}/${path}/authorize`,
    device_authorization_endpoint: `${base}/${path}/devicecode`,
    end_session_endpoint: `${base}/${path}/logout`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: true,
    prompt_values_supported: ["none", "login", "select_account", "consent"],
    request_parameter_supported: false,
    claims_supported: [...CLAIMS, ...CLAIMS_BY_VERSION[version]],
    tenant_region_scope: null,
    cloud_instance_name: "microsoftonline.com",
    msgraph_host: "graph.microsoft.com",
  };
}

/** The ADFS form, which az reads without instance discovery. Seen: az 2.45 speaks v2.0 there. */
export function adfsDocument(place: Place): object {
  const base = `${place.origin}/adfs`;
  return {
    ...discoveryDocument(place, "v2"),
    token_endpoint: `${base}/oauth2/token`,
    authorization_endpoint: `${base}/oauth2/authorize`,
    device_authorization_endpoint: `${base}/oauth2/devicecode`,
    end_session_endpoint: `${base}/oauth2/logout`,
    jwks_uri: `${base}/discovery/keys`,
  };
}
