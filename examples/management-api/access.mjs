import { createRemoteJWKSet, errors, jwtVerify } from "jose";

/** A call that is refused, as RFC 6750 section 3 has it answered. */
export class Refused extends Error {
  /**
   * @param {401 | 403} status
   * @param {string} challenge The value of `WWW-Authenticate`.
   * @param {string} message
   */
  constructor(status, challenge, message) {
    super(message);
    this.status = status;
    this.challenge = challenge;
  }
}

/**
 * Checks the token of a call: signature, issuer, audience, lifetime and scope.
 *
 * The keys are fetched when the first token comes, and again when one is signed by a new key.
 *
 * @param {{ issuer: string, keysUrl: string, audience: string, scope: string }} expected
 * @returns {(authorization: string | undefined) => Promise<{ objectId: string, name: string }>}
 */
export function tokenCheck({ issuer, keysUrl, audience, scope }) {
  const keys = createRemoteJWKSet(new URL(keysUrl));
  return async (authorization) => {
    const [, token] = /^Bearer +([^ ]+)$/i.exec(authorization ?? "") ?? [];
    if (token === undefined) throw new Refused(401, "Bearer", "A bearer token is needed.");
    const claims = await verified(token, keys, { issuer, audience });
    const scopes = typeof claims.scp === "string" ? claims.scp.split(" ") : [];
    if (!scopes.includes(scope)) {
      throw new Refused(
        403,
        `Bearer error="insufficient_scope", scope="${scope}"`,
        `The token lacks the scope ${scope}.`,
      );
    }
    return { objectId: String(claims.oid), name: String(claims.preferred_username ?? claims.oid) };
  };
}

async function verified(token, keys, { issuer, audience }) {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: ["RS256"],
      requiredClaims: ["exp", "nbf", "oid"],
    });
    return payload;
  } catch (error) {
    // That the keys cannot be had is not the caller's fault.
    if (!isTokensFault(error)) throw error;
    throw new Refused(
      401,
      `Bearer error="invalid_token", error_description="${reasonOf(error)}"`,
      `The token is not valid: ${reasonOf(error)}.`,
    );
  }
}

const TOKEN_FAULTS = [
  errors.JWTClaimValidationFailed,
  errors.JWTExpired,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWKSNoMatchingKey,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
];

const isTokensFault = (error) => TOKEN_FAULTS.some((kind) => error instanceof kind);

/** Never a word of the token itself. */
function reasonOf(error) {
  if (error instanceof errors.JWTExpired) return "it has expired";
  if (error instanceof errors.JWTClaimValidationFailed) {
    return (
      { iss: "another issuer", aud: "another audience", nbf: "it is not valid yet" }[error.claim] ??
      "a claim is missing or wrong"
    );
  }
  return "its signature cannot be verified";
}
