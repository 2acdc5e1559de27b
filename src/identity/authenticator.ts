import { Failure } from "../base/index.ts";
import { type AuthenticationFailureCode, type Authenticator, bearerToken } from "../http/index.ts";
import type { VerifyAccessToken } from "./access-token-verifier.ts";
import type { FindMemberships } from "./groups.ts";

export interface AuthenticatorDependencies {
  readonly verifyAccessToken: VerifyAccessToken;
  readonly memberships: FindMemberships;
}

/** Takes verified access tokens of ours whose audience the surface is. */
export function createAuthenticator(deps: AuthenticatorDependencies): Authenticator {
  return {
    async authenticate(authorization, audiences) {
      const { principal } = await deps.verifyAccessToken(bearerToken(authorization));
      requireAudience(principal.audience, audiences);
      // Never remembered with the token: who leaves a group loses its roles at once.
      const { security } = await deps.memberships(principal.tenantId, principal.objectId);
      return security.length === 0 ? principal : { ...principal, groupIds: security };
    },
  };
}

function requireAudience(audience: string, audiences: ReadonlySet<string>): void {
  // A token carries its audience in the spelling of the request; sets hold lower case as well.
  if (audiences.has(audience) || audiences.has(audience.toLowerCase())) return;
  throw new Failure<AuthenticationFailureCode>(
    "http/token-audience",
    "the token is for another service",
    { facts: { audience } },
  );
}
