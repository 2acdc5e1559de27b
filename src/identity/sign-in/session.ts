import type { RefreshTokenRow, UserRow } from "../../storage/index.ts";
import type { ScopeRequest } from "./scope-request.ts";

/** A user who signed in, and how. */
export interface Session {
  readonly user: UserRow;
  /** How the user proved himself. Source: RFC 8176. */
  readonly amr: readonly string[];
  /** Milliseconds since 1970. */
  readonly authenticatedAt: number;
  /** The refresh token that the session goes on from; undefined for a new one. */
  readonly from: RefreshTokenRow | undefined;
  /** What was asked for last, for a request that does not say. */
  readonly asked: ScopeRequest | undefined;
}
