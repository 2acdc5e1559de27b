/** Who makes a request, as proven by a verified bearer token. */
export interface Principal {
  readonly kind: "user" | "servicePrincipal";
  readonly tenantId: string;
  /** Object id of the user or service principal (`oid`). */
  readonly objectId: string;
  /** The client application that the token was issued to (`appid`, `azp`). */
  readonly appId: string;
  /** What a refusal calls the caller: user principal name, or the application id. */
  readonly name: string;
  /** The token's `aud`. */
  readonly audience: string;
  /** Delegated permissions (`scp`). */
  readonly scopes: readonly string[];
  /** Application permissions or the user's app roles (`roles`). */
  readonly roles: readonly string[];
  /** Object ids of all groups the principal is in, nested ones included. */
  readonly groupIds: readonly string[];
}

/** Codes that an `Authenticator` throws as a `Failure`; each surface words them itself. */
export type AuthenticationFailureCode =
  | "http/token-missing"
  | "http/token-malformed"
  | "http/token-signature"
  | "http/token-expired"
  | "http/token-issuer"
  | "http/token-audience"
  | "http/token-tenant";

/**
 * Turns the Authorization header into a principal, or refuses.
 *
 * Checks scheme, signature and algorithm, lifetime, issuer and audience. Facts of the failures:
 * `audience` (the token's), `issuer`, `tenantId` where they can be told without trusting the token.
 */
export interface Authenticator {
  authenticate(
    authorization: string | undefined,
    audiences: ReadonlySet<string>,
  ): Promise<Principal>;
}
