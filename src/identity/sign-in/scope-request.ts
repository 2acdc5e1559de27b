/** OpenID's own scopes: they name no API. Source: OpenID Connect Core sections 5.4 and 11. */
export const OPENID_SCOPES: ReadonlySet<string> = new Set([
  "openid",
  "profile",
  "email",
  "offline_access",
]);

/** The permission name that stands for all that were granted. */
export const DEFAULT_SCOPE = ".default";

/** Which API a request for a user asks for, and which of its permissions. */
export interface ScopeRequest {
  /** Identifier of the API, as the request names it. */
  readonly resource: string;
  /** What stood before each permission in `scope`, its slash included; empty for bare names. */
  readonly prefix: string;
  /** Permission names; `.default` stands for all that were granted. */
  readonly permissions: readonly string[];
  /** Which of OpenID's scopes were named. */
  readonly openid: readonly string[];
}

/**
 * The permissions after the prefix of the request, then OpenID's; a `.default` that was asked for
 * is repeated, as caches look for it. Seen: never `offline_access`.
 */
export function grantedText(asked: ScopeRequest, scopes: readonly string[]): string {
  const hasDefault = asked.permissions.includes(DEFAULT_SCOPE);
  const openid = asked.openid.filter((value) => value !== "offline_access");
  const own = scopes.filter((value) => !openid.includes(value));
  const names = hasDefault ? [...own, DEFAULT_SCOPE] : own;
  return [...new Set([...names.map((name) => `${asked.prefix}${name}`), ...openid])].join(" ");
}
