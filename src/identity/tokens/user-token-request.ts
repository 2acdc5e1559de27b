import type { ScopeRequest } from "../sign-in/scope-request.ts";
import type { IssuedToken, TokenRequest } from "./token-request.ts";

/** A request for tokens of a user, the same in both dialects of the token endpoint. */
export interface UserTokenRequest extends Omit<TokenRequest, "resource"> {
  /** Which dialect was spoken: the id token is of its version. */
  readonly version: 1 | 2;
  /** Undefined when the request leaves it to its grant. */
  readonly asked: ScopeRequest | undefined;
  /** The `Origin` header, by which browsers tell which page asks. */
  readonly browserOrigin: string | undefined;
  /** Where the request came from. */
  readonly ipAddress?: string | undefined;
  /** Whether `claims` wants the id token to tell when the user signed in. */
  readonly tellsAuthTime: boolean;
  /** The grant's own parameters: names, passwords, codes. Never to be quoted. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** What a user's sign-in brings the client. */
export interface IssuedUserTokens extends IssuedToken {
  readonly userObjectId: string;
  readonly asked: ScopeRequest;
  /** Values of the permissions in the access token. */
  readonly scopes: readonly string[];
  /** When `openid` was asked for. */
  readonly idToken: string | undefined;
  readonly refreshToken: string | undefined;
  /** Whether other clients of Microsoft's family may use the refresh token. */
  readonly isFamily: boolean;
}
