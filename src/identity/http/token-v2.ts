import { Failure } from "../../base/index.ts";
import type { IssuedToken, TokenRequest } from "../tokens/token-request.ts";
import { requireParameter } from "./token-form.ts";

const SUFFIX = "/.default";
/** Source: RFC 6749 section 3.3, scope-token. */
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * The v2.0 dialect names the API by one `scope` that ends in `/.default`; exactly that suffix is
 * taken off, so that an identifier with a final slash keeps it.
 *
 * @throws {Failure} `identity/resource-parameter`, `identity/parameter-missing`,
 * `identity/scope-malformed`, `identity/scope-not-default`, `identity/scopes-of-several-resources`,
 * `identity/scope-without-resource` (fact: `scope`).
 */
export function readResourceV2(form: URLSearchParams): string {
  if (form.has("resource")) {
    throw new Failure("identity/resource-parameter", "v2.0 takes scope, not resource");
  }
  const scope = requireParameter(form, "scope");
  const facts = { scope };
  const scopes = [...new Set(scope.split(" ").filter((value) => value !== ""))];
  if (!scopes.every((value) => SCOPE_TOKEN.test(value))) {
    throw new Failure("identity/scope-malformed", "not a list of scopes", { facts });
  }
  if (scopes.some((value) => value === ".default" || value === SUFFIX)) {
    throw new Failure("identity/scope-without-resource", "the scope names no resource", { facts });
  }
  if (!scopes.every((value) => value.endsWith(SUFFIX))) {
    throw new Failure("identity/scope-not-default", "not a default scope", { facts });
  }
  const [only = "", ...others] = scopes;
  if (others.length > 0) {
    throw new Failure("identity/scopes-of-several-resources", "one resource a token", { facts });
  }
  return only.slice(0, -SUFFIX.length);
}

/**
 * The v2.0 answer, with numbers and the scope that was asked for:
 * `{"token_type":"Bearer","scope":"https://graph.microsoft.com/.default","expires_in":3599,
 * "ext_expires_in":3599,"access_token":"ey…"}`.
 */
export function writeTokenV2(token: IssuedToken, { resource }: TokenRequest): object {
  const lifetime = token.lifetimeSeconds - 1;
  return {
    token_type: "Bearer",
    scope: `${resource}${SUFFIX}`,
    expires_in: lifetime,
    ext_expires_in: lifetime,
    access_token: token.accessToken,
  };
}
