import { Failure } from "../../../base/index.ts";
import { firstPartyAppIds } from "../../first-party-apps.ts";
import type { ScopeRequest } from "../../sign-in/scope-request.ts";
import { readOpenIdScopes, readScopes } from "../user-token-form.ts";
import { optional } from "./authorize-form.ts";

/**
 * Which API an authorization request asks for: by `scope` in version 2.0, by `resource` in version
 * 1.0, where a sign-in alone names none.
 *
 * Assumed: version 1.0 takes an id token for asked for without `scope=openid`, as its first clients
 * sent none.
 *
 * @throws {Failure} `identity/openid-missing`, and what the readers of scopes throw.
 */
export function readAuthorizeScope(
  form: URLSearchParams,
  version: 1 | 2,
  hasIdToken: boolean,
): ScopeRequest {
  if (version === 2) {
    const asked = readScopes(form, 2);
    if (hasIdToken && !asked.openid.includes("openid")) {
      throw new Failure("identity/openid-missing", "an id token needs openid");
    }
    return asked;
  }
  const openid = [...new Set([...readOpenIdScopes(form), ...(hasIdToken ? ["openid"] : [])])];
  if (optional(form, "resource") !== undefined) return { ...readScopes(form, 1), openid };
  const permissions = openid.filter((value) => value !== "offline_access");
  if (permissions.length === 0) {
    throw new Failure("identity/parameter-missing", "no resource", {
      facts: { parameter: "resource" },
    });
  }
  return { resource: firstPartyAppIds.microsoftGraph, prefix: "", permissions, openid };
}
