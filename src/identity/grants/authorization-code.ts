import { hash, timingSafeEqual } from "node:crypto";
import { Failure } from "../../base/index.ts";
import type {
  CodeChallenge,
  CodeRedirect,
  CodeRequest,
  OpenedCode,
} from "../sign-in/authorization-codes.ts";
import { requireEnabled, subjectOfUser } from "../sign-in/check-password.ts";
import { requireRedeemable } from "../sign-in/client-platform.ts";
import type { UserGrant } from "./user-grant.ts";

/** Source: RFC 7636 section 4.1. */
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;

/**
 * `grant_type=authorization_code`: what a browser brought is exchanged for tokens.
 *
 * A request that is refused changes nothing: the code stays good for whom it was issued to, and
 * it is used up together with the tokens. Only a second use in full order revokes the first one's.
 * The exchange may name another API that was consented to; OpenID's scopes of the sign-in stay.
 *
 * Source: RFC 6749 section 4.1.3, RFC 7636 section 4.6, and for `scope`
 * learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow. Assumed: OpenID's scopes
 * of both requests count.
 *
 * @throws {Failure} `identity/code-…`, `identity/redemption-…`, `identity/user-disabled`.
 */
export const authorizationCode: UserGrant = {
  grantType: "authorization_code",
  parameters: ["code"],
  optionalParameters: ["redirect_uri", "code_verifier"],
  isScopeOptional: true,

  async findTenant({ parameters }, { appId }, { codes }) {
    const found = await codes.peek(parameters.get("code") ?? "", appId);
    if (found === undefined) throw unknown();
    return found.row.tenantId;
  },

  async platformOf({ parameters }, { client }, { codes }) {
    const found = await codes.peek(parameters.get("code") ?? "", client.appId);
    return found?.request.redirect.platform;
  },

  async signIn({ parameters, browserOrigin, learn }, { tenantId, client }, deps) {
    const { clock, codes, directoryStore } = deps;
    const found = await codes.peek(parameters.get("code") ?? "", client.appId);
    if (found === undefined) throw unknown();
    const { row, request } = found;
    const { redirect, challenge } = request;
    requireTenant(found, tenantId);
    requireRedirect(redirect, parameters.get("redirect_uri") ?? "");
    requireRedeemable(redirect.platform, browserOrigin);
    requireVerifier(request, challenge, parameters.get("code_verifier") ?? "");
    if (row.usedAt !== undefined) await codes.refuseReplay(row);
    if (clock.now() >= row.expiresAt) {
      throw new Failure("identity/code-expired", "the code has expired");
    }
    const user = await directoryStore.read.users.find(tenantId, row.userId);
    if (user === undefined) throw unknown();
    learn?.(subjectOfUser(user));
    requireEnabled(user);
    if (user.securityStamp !== request.securityStamp) {
      throw new Failure("identity/code-revoked", "the password changed since");
    }
    const { amr, authenticatedAt, nonce, sessionId, ipAddress, tellsAuthTime } = request;
    return {
      user,
      amr,
      authenticatedAt,
      from: undefined,
      code: row,
      platform: redirect.platform,
      asked: request.asked,
      openid: request.asked.openid,
      nonce,
      sessionId,
      ipAddress,
      tellsAuthTime,
    };
  },
};

function requireTenant({ row }: OpenedCode, tenantId: string): void {
  if (row.tenantId === tenantId) return;
  throw new Failure("identity/code-other-tenant", "the code is of another tenant", {
    facts: { tenant: tenantId },
  });
}

/** The very text of the authorization request, which may be one of many that are registered. */
function requireRedirect({ uri, isImplied }: CodeRedirect, sent: string): void {
  if (sent === "") {
    if (isImplied === true) return;
    throw new Failure("identity/code-redirect-missing", "the exchange names no redirect URI");
  }
  if (sent === uri) return;
  throw new Failure("identity/code-redirect-differs", "the redirect URIs differ", {
    facts: { sent, expected: uri },
  });
}

function requireVerifier(
  { redirect }: CodeRequest,
  challenge: CodeChallenge | undefined,
  verifier: string,
): void {
  if (challenge === undefined) {
    if (redirect.platform === "spa") {
      throw new Failure("identity/code-challenge-missing", "a page must prove possession");
    }
    // A verifier without a challenge tells that someone took the challenge away.
    if (verifier !== "") throw verifierDiffers();
    return;
  }
  if (verifier === "") {
    throw new Failure("identity/code-verifier-missing", "the exchange has no code_verifier");
  }
  if (!VERIFIER.test(verifier)) {
    throw new Failure("identity/code-verifier-malformed", "43 to 128 unreserved characters");
  }
  const derived = challenge.method === "S256" ? hash("sha256", verifier, "base64url") : verifier;
  if (!isSameText(derived, challenge.text)) throw verifierDiffers();
}

/** Takes the same time whatever differs; the digests make the lengths equal. */
function isSameText(one: string, other: string): boolean {
  return timingSafeEqual(hash("sha256", one, "buffer"), hash("sha256", other, "buffer"));
}

function verifierDiffers(): Failure {
  return new Failure("identity/code-verifier-differs", "the verifier is not the challenge's");
}

function unknown(): Failure {
  return new Failure("identity/code-unknown", "not a code of this client");
}
