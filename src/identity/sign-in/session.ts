import type { AuthorizationCodeRow, RefreshTokenRow, UserRow } from "../../storage/index.ts";
import type { ApprovedDevice } from "../device-codes/device-codes.ts";
import type { ClientPlatform } from "./client-platform.ts";
import type { ScopeRequest } from "./scope-request.ts";

/** Of a sign-in that nobody saw here: no claim tells of it. */
export const UNKNOWN_TIME = 0;

/** A user who signed in, and how. */
export interface Session {
  readonly user: UserRow;
  /** How the user proved himself. Source: RFC 8176. */
  readonly amr: readonly string[];
  /** Milliseconds since 1970; `UNKNOWN_TIME` where a token was shown instead. */
  readonly authenticatedAt: number;
  /** The refresh token that the session goes on from; undefined for a new one. */
  readonly from: RefreshTokenRow | undefined;
  /** What was asked for last, for a request that does not say. */
  readonly asked: ScopeRequest | undefined;
  /** OpenID's scopes of the sign-in: they count besides those of the request. */
  readonly openid?: readonly string[];
  /** The code that brought the session; it is used up with the first tokens. */
  readonly code?: AuthorizationCodeRow;
  /** The device that brought the session; its code is used up with the first tokens, too. */
  readonly device?: ApprovedDevice;
  /** What the client was registered for where the sign-in began; undefined without a browser. */
  readonly platform?: ClientPlatform | undefined;
  /** What the client wants repeated in the id token. */
  readonly nonce?: string | undefined;
  /** The sign-in of a browser, as the claim `sid` names it. */
  readonly sessionId?: string | undefined;
  /** Where the user signed in from; undefined where nobody saw it. */
  readonly ipAddress?: string | undefined;
  /** Whether the id token tells when the user signed in. */
  readonly tellsAuthTime?: boolean | undefined;
}
