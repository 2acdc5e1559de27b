import { Failure } from "../../base/index.ts";
import type { IssuedToken, TokenRequest } from "../tokens/token-request.ts";
import { requireParameter } from "./token-form.ts";

/** OpenID's own scopes: a v1.0 client may add them, they name no other API. */
const OPENID_SCOPES: ReadonlySet<string> = new Set([
  "openid",
  "profile",
  "email",
  "offline_access",
]);

/**
 * The v1.0 dialect names the API by `resource`; a `scope` may not name another one.
 *
 * Assumed: a request without `resource` is refused; the service falls back to a retired API.
 *
 * @throws {Failure} `identity/parameter-missing`, `identity/scope-malformed`.
 */
export function readResourceV1(form: URLSearchParams): string {
  const resource = requireParameter(form, "resource");
  const scope = form.get("scope") ?? "";
  if (scope.split(" ").some((value) => value !== "" && !OPENID_SCOPES.has(value))) {
    throw new Failure("identity/scope-malformed", "v1.0 takes no such scope", { facts: { scope } });
  }
  return resource;
}

/**
 * The v1.0 answer, in which every value is a string:
 * `{"token_type":"Bearer","expires_in":"3599","ext_expires_in":"3599","expires_on":"1505929459",
 * "not_before":"1505925559","resource":"https://management.azure.com/","access_token":"ey…"}`.
 */
export function writeTokenV1(token: IssuedToken, { resource }: TokenRequest): object {
  const lifetime = String(token.lifetimeSeconds - 1);
  return {
    token_type: "Bearer",
    expires_in: lifetime,
    ext_expires_in: lifetime,
    expires_on: String(token.expiresOn),
    not_before: String(token.notBefore),
    resource,
    access_token: token.accessToken,
  };
}
