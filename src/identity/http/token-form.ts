import { Failure } from "../../base/index.ts";
import type { FoundCredential } from "../client-auth/client-authentication.ts";
import { clientAuthentications } from "../client-auth/index.ts";
import { requireGrantType } from "../grants/find-grant.ts";
import { isGuid } from "../guid.ts";
import type { TokenRequest } from "../tokens/token-request.ts";
import { readCapabilities, wantsAuthTime } from "./claims-parameter.ts";

/** A token request as it arrived. */
export interface TokenForm {
  readonly tenant: string;
  readonly origin: string;
  readonly form: URLSearchParams;
  readonly authorization: string | undefined;
  /** Where the request came from. */
  readonly ipAddress: string | undefined;
  /** The `Origin` header. */
  readonly browserOrigin: string | undefined;
}

/** Reads what one dialect of the endpoint calls the API: `resource`, or `scope`. */
export type ResourceReader = (form: URLSearchParams) => string;

/** Parameters that mean something here: each may be sent once. Source: RFC 6749 section 3.2. */
const PARAMETERS = [
  "grant_type",
  "client_id",
  "client_secret",
  "client_assertion",
  "client_assertion_type",
  "resource",
  "scope",
  "claims",
  "username",
  "password",
  "refresh_token",
  "code",
  "redirect_uri",
  "code_verifier",
  "device_code",
  "assertion",
  "requested_token_use",
  "client_info",
  "token_type",
  "req_cnf",
  "request",
  "request_uri",
  "fmi_path",
] as const;

/**
 * Parameters that would change what is due, or to whom, and are not served. Source: what Microsoft's
 * libraries send on demand; RFC 9396 for `authorization_details`, RFC 9449 for `dpop_jkt`.
 */
const UNSUPPORTED = [
  "req_cnf",
  "dpop_jkt",
  "request",
  "request_uri",
  "fmi_path",
  "attribute_tokens",
  "authorization_details",
  "return_spa_code",
  "brk_client_id",
  "brk_redirect_uri",
  "ear_jwk",
  "ear_jwe_crypto",
] as const;

/**
 * Turns either dialect's form of an application's own request into the one request type.
 *
 * @throws {Failure} what `readTokenBase` and `readResource` throw.
 */
export function readTokenForm(tokenForm: TokenForm, readResource: ResourceReader): TokenRequest {
  return { ...readTokenBase(tokenForm), resource: readResource(tokenForm.form) };
}

/**
 * What every grant's form says; unknown parameters are ignored.
 *
 * @throws {Failure} `identity/parameter-repeated`, `identity/parameter-missing`,
 * `identity/parameter-unsupported` (fact: `parameter`), `identity/grant-type-unsupported`, `identity/grant-type-malformed`,
 * `identity/client-assertion-type-unsupported`, `identity/client-authentication-twice`,
 * `identity/client-id-ambiguous`, `identity/claims-malformed`, `identity/claim-unsupported`.
 */
export function readTokenBase({
  tenant,
  origin,
  form,
  authorization,
}: TokenForm): Omit<TokenRequest, "resource"> {
  refuseRepeated(form);
  const grantType = requireParameter(form, "grant_type");
  requireGrantType(grantType);
  refuseUnsupported(form);
  const { clientId, credential } = readClient(form, authorization);
  // Claims of id tokens that cannot be given are refused whatever the grant gives.
  wantsAuthTime(form.get("claims"));
  return {
    tenant,
    origin,
    grantType,
    clientId,
    credential,
    capabilities: readCapabilities(form.get("claims")),
  };
}

/**
 * The client of a request that is not one for a token, and how it proves itself.
 *
 * @throws {Failure} as `readTokenBase`, but for the grant type.
 */
export function readClientForm({
  form,
  authorization,
}: Pick<TokenForm, "form" | "authorization">): Pick<TokenRequest, "clientId" | "credential"> {
  refuseRepeated(form);
  refuseUnsupported(form);
  const client = readClient(form, authorization);
  // Capabilities are those of the request for the token; what no token can have is refused now.
  readCapabilities(form.get("claims"));
  wantsAuthTime(form.get("claims"));
  return client;
}

function refuseRepeated(form: URLSearchParams): void {
  for (const parameter of PARAMETERS) {
    if (form.getAll(parameter).length > 1) {
      throw new Failure("identity/parameter-repeated", "sent twice", { facts: { parameter } });
    }
  }
}

/** @throws {Failure} `identity/parameter-missing`; an empty value counts as missing. */
export function requireParameter(form: URLSearchParams, parameter: string): string {
  const value = form.get(parameter)?.trim() ?? "";
  if (value === "") {
    throw new Failure("identity/parameter-missing", "missing", { facts: { parameter } });
  }
  return value;
}

/** @throws {Failure} `identity/parameter-unsupported` (fact: `parameter`). */
export function refuseUnsupported(form: URLSearchParams): void {
  const tokenType = form.get("token_type") ?? "";
  const parameter =
    UNSUPPORTED.find((name) => form.has(name)) ??
    (/^(?:bearer)?$/i.test(tokenType) ? undefined : "token_type");
  if (parameter !== undefined) {
    throw new Failure("identity/parameter-unsupported", "not served", { facts: { parameter } });
  }
}

function readClient(
  form: URLSearchParams,
  authorization: string | undefined,
): FoundCredential & { readonly clientId: string } {
  const found = clientAuthentications.flatMap((way) => way.find({ form, authorization }) ?? []);
  if (found.length > 1) {
    throw new Failure("identity/client-authentication-twice", "two proofs were sent");
  }
  const credential = found[0]?.credential ?? { kind: "none" };
  const claimed = found[0]?.clientId;
  const named = form.get("client_id")?.trim() ?? "";
  if (claimed === undefined || claimed === "") {
    return { clientId: requireParameter(form, "client_id"), credential };
  }
  const clientId = claimed.trim();
  if (named !== "" && named.toLowerCase() !== clientId.toLowerCase()) {
    // What is not an id is not quoted: it may be the secret, in the wrong place.
    const ids = [named, clientId].map((id) => (isGuid(id) ? id : "(not a GUID)")).join(", ");
    throw new Failure("identity/client-id-ambiguous", "form and header name different clients", {
      facts: { ids },
    });
  }
  return { clientId, credential };
}
