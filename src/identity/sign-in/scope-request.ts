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
