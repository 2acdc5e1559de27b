import { createHash, generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import type { Clock, Ids } from "../../base/index.ts";
import { issueSelfSigned } from "../../http/index.ts";

/** A signing key as the directory stores it. */
export interface StoredSigningKey {
  readonly kid: string;
  readonly privateKeyPem: string;
  /** DER, base64. */
  readonly certificateBase64: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** From when on it signs, until the next key does. */
  readonly signsFrom: number;
}

const MODULUS_BITS = 2048;
const CERTIFICATE_LIFETIME_MS = 5 * 365 * 24 * 60 * 60 * 1000;
const BACKDATED_MS = 24 * 60 * 60 * 1000;

/** Makes an RSA key with its self-signed certificate; takes a good part of a second. */
export async function makeSigningKey(clock: Clock, ids: Ids): Promise<StoredSigningKey> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: MODULUS_BITS });
  const createdAt = clock.now();
  const certificate = await issueSelfSigned(
    privateKey,
    "Lazurite token signing",
    { fromMs: createdAt - BACKDATED_MS, untilMs: createdAt + CERTIFICATE_LIFETIME_MS },
    ids,
  );
  return {
    kid: thumbprintOf(certificate),
    privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificateBase64: certificate.toString("base64"),
    createdAt,
    signsFrom: createdAt,
  };
}

/** The SHA-1 of a certificate, base64url: both `kid` and `x5t`. Source: RFC 7517 section 4.8. */
export function thumbprintOf(certificate: Uint8Array): string {
  return createHash("sha1").update(certificate).digest("base64url");
}
