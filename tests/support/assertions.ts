import { constants, createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { systemIds } from "../../src/base/index.ts";
import { issueSelfSigned } from "../../src/http/index.ts";

export const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** A key with a certificate that it signed for itself. */
export interface Signer {
  readonly privateKey: KeyObject;
  readonly certificate: Buffer;
  /** Thumbprints of the certificate, base64url. */
  readonly sha1: string;
  readonly sha256: string;
}

export async function makeSigner(fromMs: number, untilMs: number): Promise<Signer> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const certificate = await issueSelfSigned(privateKey, "app", { fromMs, untilMs }, systemIds);
  return {
    privateKey,
    certificate,
    sha1: createHash("sha1").update(certificate).digest("base64url"),
    sha256: createHash("sha256").update(certificate).digest("base64url"),
  };
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Signs claims by the algorithm of the header; an unknown one is signed as RS256. */
export function signJwt(
  header: { readonly alg: string; readonly [name: string]: unknown },
  claims: object,
  key: KeyObject,
): string {
  const text = `${part(header)}.${part(claims)}`;
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const options = header.alg === "PS256" ? pss : {};
  const encoded = header.alg === "ES256" ? { dsaEncoding: "ieee-p1363" as const } : options;
  return `${text}.${sign("sha256", Buffer.from(text), { key, ...encoded }).toString("base64url")}`;
}
