import { X509Certificate } from "node:crypto";
import { type Clock, Failure, limits } from "../base/index.ts";
import type { Directory } from "../storage/index.ts";
import { requireCurrent } from "./client-auth/assertion-time.ts";
import { type DecodedAssertion, decodeAssertion } from "./client-auth/decode-assertion.ts";
import { isSignedBy } from "./client-auth/verify-signature.ts";

/** A proof that whoever rolls the keys of an object has one of them. */
export interface PossessionClaim {
  /** Of the application or the service principal. */
  readonly ownerObjectId: string;
  /** A JWT that is signed by one of its keys. */
  readonly proof: string;
}

/** Azure AD Graph, which proofs were first made for, and Microsoft Graph. */
const AUDIENCES: ReadonlySet<unknown> = new Set([
  "00000002-0000-0000-c000-000000000000",
  "00000003-0000-0000-c000-000000000000",
]);

/**
 * Fails unless a proof was made by the private key of one of the owner's valid certificates, for
 * this object, and not for long.
 *
 * Source: learn.microsoft.com/graph/application-rollkey-prooftoken.
 *
 * @throws {Failure} `identity/possession-no-key`, `identity/possession-unproven`.
 */
export async function requirePossession(
  { directory, clock }: { readonly directory: Directory; readonly clock: Clock },
  { ownerObjectId, proof }: PossessionClaim,
): Promise<void> {
  const now = clock.now();
  const keys = await directory.read.keyCredentials.listAll([ownerObjectId]);
  const valid = keys.filter(({ startsAt, endsAt }) => startsAt <= now && now < endsAt);
  if (valid.length === 0) {
    throw new Failure("identity/possession-no-key", "no certificate that could prove anything", {
      facts: { ownerObjectId },
    });
  }
  const token = readProof(proof, now);
  const { claims, issuer, algorithm } = token;
  const isForIt = issuer.toLowerCase() === ownerObjectId && AUDIENCES.has(claims.aud);
  if (!isForIt || (algorithm !== "RS256" && algorithm !== "PS256")) throw unproven();
  const isGenuine = valid.some(
    (key) =>
      (token.thumbprintSha1 ?? key.thumbprintSha1) === key.thumbprintSha1 &&
      (token.thumbprintSha256 ?? key.thumbprintSha256) === key.thumbprintSha256 &&
      isSignedBy(publicKeyOf(key.certificateBase64), algorithm, token),
  );
  if (!isGenuine) throw unproven();
}

const publicKeyOf = (der: string): X509Certificate["publicKey"] =>
  new X509Certificate(Buffer.from(der, "base64")).publicKey;

/** Whatever is wrong with a proof is told in one way, as the service does. */
function readProof(proof: string, now: number): DecodedAssertion {
  try {
    const token = decodeAssertion(proof);
    const { nbf, iat } = token.claims;
    const expiresOn = requireCurrent(token.claims, now);
    const starts = nbf ?? iat;
    const lifetime = typeof starts === "number" ? expiresOn - starts : Number.POSITIVE_INFINITY;
    if (lifetime <= limits.identity.possessionProofSecondsMax) return token;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
  throw unproven();
}

function unproven(): Failure {
  return new Failure("identity/possession-unproven", "the proof is not of a key of this object");
}
