import { constants, type KeyObject, verify } from "node:crypto";

/** The algorithms that are known; an application's own assertions use the first two. */
export type SignatureAlgorithm = "RS256" | "PS256" | "ES256";

interface Scheme {
  readonly keyType: "rsa" | "ec";
  readonly options: { readonly padding?: number; readonly saltLength?: number } | EcOptions;
}

interface EcOptions {
  readonly dsaEncoding: "ieee-p1363";
}

/** Source: RFC 7518 sections 3.3 to 3.5; the salt of PS256 is as long as the hash. */
const SCHEMES: Readonly<Record<SignatureAlgorithm, Scheme>> = {
  RS256: { keyType: "rsa", options: { padding: constants.RSA_PKCS1_PADDING } },
  PS256: {
    keyType: "rsa",
    options: {
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
    },
  },
  ES256: { keyType: "ec", options: { dsaEncoding: "ieee-p1363" } },
};

/** Whether a key made a signature; a key of another kind than the algorithm's never did. */
export function isSignedBy(
  key: KeyObject,
  algorithm: SignatureAlgorithm,
  signed: { readonly signedText: string; readonly signature: Buffer },
): boolean {
  const { keyType, options } = SCHEMES[algorithm];
  if (key.asymmetricKeyType !== keyType) return false;
  if (keyType === "ec" && key.asymmetricKeyDetails?.namedCurve !== "prime256v1") return false;
  const text = Buffer.from(signed.signedText, "latin1");
  return verify("sha256", text, { key, ...options }, signed.signature);
}
