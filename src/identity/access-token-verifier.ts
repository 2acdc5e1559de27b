import { hash, verify } from "node:crypto";
import { type Clock, Failure, limits } from "../base/index.ts";
import type { AuthenticationFailureCode, Principal } from "../http/index.ts";
import type { KeyRing } from "./keys/key-ring.ts";
import type { TenantNames } from "./tenant-name.ts";
import { issuerV1, issuerV2 } from "./tokens/access-token.ts";
import { type DecodedToken, decodeToken } from "./tokens/decode-token.ts";

export interface AccessTokenDependencies {
  readonly clock: Clock;
  readonly keys: KeyRing;
  readonly tenants: TenantNames;
  readonly loginOrigins: () => readonly string[];
}

/** An access token of ours that is genuine and valid now, whatever it is for. */
export interface VerifiedToken {
  /** Without its groups, which may change while the token lives. */
  readonly principal: Principal;
  /** How the user proved himself, where the token says it. */
  readonly amr: readonly string[];
  /** Seconds since 1970. */
  readonly notBefore: number;
  readonly expiresOn: number;
}

/** @throws {Failure} `http/token-…`, but not `http/token-audience`. */
export type VerifyAccessToken = (token: string) => Promise<VerifiedToken>;

/**
 * Verifies our own access tokens: RS256 by a published key, lifetime, issuer of the token's own
 * tenant at one of the login origins.
 *
 * A verified token is remembered by its SHA-256 until the keys change; its lifetime is checked on
 * every use. Expiry is exact, since issuer and verifier share one clock. A token stays valid after
 * its principal was disabled, as access tokens do in Azure.
 */
export function accessTokenVerifier(deps: AccessTokenDependencies): VerifyAccessToken {
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
  return async (token) => {
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
    return known;
  };
}

async function verifyToken(text: string, deps: AccessTokenDependencies): Promise<VerifiedToken> {
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
    amr: claims.amr,
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

function refused(
  code: AuthenticationFailureCode,
  message: string,
  facts: Readonly<Record<string, string>> = {},
): Failure {
  return new Failure<AuthenticationFailureCode>(code, message, { facts });
}
