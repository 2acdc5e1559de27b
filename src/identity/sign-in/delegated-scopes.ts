import { Failure } from "../../base/index.ts";
import { firstPartyAppIds } from "../first-party-apps.ts";
import type { Resource } from "../resource.ts";
import type { Client } from "../token-directory.ts";
import { DEFAULT_SCOPE, type ScopeRequest } from "./scope-request.ts";

/**
 * Which permissions a token for a user gets: those that were asked for, each of which must exist
 * and have been granted; for `.default` all that were granted.
 *
 * Assumed: a token that was asked for by named permissions holds those alone; the service may add
 * others that were granted before.
 *
 * An API that offers users nothing at all cannot be consented to.
 *
 * Assumed: 650057 for `.default` of an API without permissions for users.
 *
 * @throws {Failure} `identity/resource-offers-nothing`, `identity/scope-default-mixed`, `identity/scope-not-offered` (facts: `scope`,
 * `resource`), `identity/consent-missing` (facts: `appId`, `appName`).
 */
export function decideScopes(
  asked: ScopeRequest,
  resource: Resource,
  granted: readonly string[],
  client: Client,
): readonly string[] {
  const named = asked.permissions.filter((name) => name !== DEFAULT_SCOPE);
  const hasDefault = named.length < asked.permissions.length;
  if (hasDefault && named.length > 0) {
    throw new Failure("identity/scope-default-mixed", "a default scope stands alone", {
      facts: { scope: `${asked.prefix}${DEFAULT_SCOPE}` },
    });
  }
  const offered = new Map(resource.scopes.map(({ value }) => [value.toLowerCase(), value]));
  const wanted = named.map((name) => {
    const value = offered.get(name.toLowerCase());
    if (value !== undefined) return value;
    throw new Failure("identity/scope-not-offered", "the resource has no such permission", {
      facts: { scope: name, resource: resource.displayName, appId: client.appId },
    });
  });
  const scopes = hasDefault ? granted.filter((value) => value !== "offline_access") : wanted;
  if (scopes.length === 0 && hasDefault && resource.scopes.length === 0) {
    throw new Failure("identity/resource-offers-nothing", "it has no permissions for users", {
      facts: { appId: client.appId, appName: client.displayName, resource: resource.displayName },
    });
  }
  if (scopes.length === 0 || !scopes.every((value) => granted.includes(value))) {
    throw new Failure("identity/consent-missing", "nobody consented", {
      facts: { appId: client.appId, appName: client.displayName },
    });
  }
  return [...new Set([...scopes, ...besides(asked, resource)])];
}

/**
 * Tokens for Graph tell OpenID's scopes too, since its UserInfo endpoint wants to see them.
 *
 * Assumed: beside a permission that was consented to they need no consent of their own.
 */
function besides({ openid }: ScopeRequest, { appId }: Resource): readonly string[] {
  if (appId !== firstPartyAppIds.microsoftGraph) return [];
  return openid.filter((value) => value !== "offline_access");
}
