import { hash, verify } from "node:crypto";
import { type Clock, Failure, limits } from "../base/index.ts";
import {
  type AuthenticationFailureCode,
  type Authenticator,
  bearerToken,
  type Principal,
} from "../http/index.ts";
import type { FindMemberships } from "./groups.ts";
import type { KeyRing } from "./keys/key-ring.ts";
import type { TenantNames } from "./tenant-name.ts";
import { issuerV1, issuerV2 } from "./tokens/access-token.ts";
import { type DecodedToken, decodeToken } from "./tokens/decode-token.ts";

export interface AuthenticatorDependencies {
  readonly clock: Clock;
  readonly keys: KeyRing;
  readonly tenants: TenantNames;
  readonly memberships: FindMemberships;
  readonly loginOrigins: () => readonly string[];
}

interface VerifiedToken {
  readonly principal: Principal;
  /** Seconds since 1970. */
  readonly notBefore: number;
  readonly expiresOn: number;
}

/**
 * Verifies our own access tokens: RS256 by a published key, lifetime, issuer of the token's own
 * tenant at one of the login origins, audience.
 *
 * A verified token is remembered by its SHA-256 until the keys change; lifetime and audience are
 * checked on every use. Expiry is exact, since issuer and verifier share one clock. A token stays
 * valid after its principal was disabled, as access tokens do in Azure.
 */
export function createAuthenticator(deps: AuthenticatorDependencies): Authenticator {
  const verified = new Map<string, VerifiedToken>();
  let generation = deps.keys.generation();
  const remember = (key: string, token: VerifiedToken): void => {
    if (verified.size >= limits.identity.verifiedTokensMax) {
      for (const oldest of verified.keys()) {
        verified.delete(oldest);
        break;
      }
    }
    verified.set(key, token);
  };
  return {
    async authenticate(authorization, audiences) {
      const token = bearerToken(authorization);
      if (deps.keys.generation() !== generation) {
        generation = deps.keys.generation();
        verified.clear();
      }
      const key = hash("sha256", token, "base64");
      let known = verified.get(key);
      if (known === undefined) {
        known = await verifyToken(token, deps);
        remember(key, known);
      }
      requireCurrent(known, deps.clock);
      requireAudience(known.principal.audience, audiences);
      // Never remembered with the token: who leaves a group loses its roles at once.
      const { principal } = known;
      const { security } = await deps.memberships(principal.tenantId, principal.objectId);
      return security.length === 0 ? principal : { ...principal, groupIds: security };
    },
  };
}

async function verifyToken(text: string, deps: AuthenticatorDependencies): Promise<VerifiedToken> {
  const token = decodeToken(text);
  if (token === undefined) throw refused("http/token-malformed", "not an access token of ours");
  requireSignature(token, deps.keys);
  requireIssuer(token, deps.loginOrigins());
  const { claims } = token;
  try {
    await deps.tenants.resolve(claims.tenantId);
  } catch {
    throw refused("http/token-tenant", "the tenant is unknown", { tenantId: claims.tenantId });
  }
  return {
    principal: {
      kind: claims.userName === undefined ? "servicePrincipal" : "user",
      tenantId: claims.tenantId,
      objectId: claims.objectId,
      appId: claims.clientId,
      name: claims.userName ?? claims.clientId,
      audience: claims.audience,
      scopes: claims.scopes,
      roles: claims.roles,
      groupIds: [],
    },
    notBefore: claims.notBefore,
    expiresOn: claims.expiresOn,
  };
}

function requireSignature({ kid, signedText, signature }: DecodedToken, keys: KeyRing): void {
  const key = keys.publicKey(kid);
  const isGenuine =
    key !== undefined && verify("sha256", Buffer.from(signedText, "latin1"), key, signature);
  if (!isGenuine) throw refused("http/token-signature", "the signature is not genuine");
}

function requireIssuer({ claims }: DecodedToken, origins: readonly string[]): void {
  const issuerOf = claims.version === "1.0" ? issuerV1 : issuerV2;
  const isOurs = origins.some((origin) => issuerOf(origin, claims.tenantId) === claims.issuer);
  if (!isOurs) {
    throw refused("http/token-issuer", "the issuer is not one of ours", { issuer: claims.issuer });
  }
}

function requireCurrent({ notBefore, expiresOn }: VerifiedToken, clock: Clock): void {
  const now = clock.now() / 1000;
  if (now >= expiresOn) throw refused("http/token-expired", "the token has expired");
  if (now + limits.identity.clockSkewSeconds < notBefore) {
    throw refused("http/token-expired", "the token is not valid yet");
  }
}

function requireAudience(audience: string, audiences: ReadonlySet<string>): void {
  // A token carries its audience in the spelling of the request; sets hold lower case as well.
  if (audiences.has(audience) || audiences.has(audience.toLowerCase())) return;
  throw refused("http/token-audience", "the token is for another service", { audience });
}

function refused(
  code: AuthenticationFailureCode,
  message: string,
  facts: Readonly<Record<string, string>> = {},
): Failure {
  return new Failure<AuthenticationFailureCode>(code, message, { facts });
}
