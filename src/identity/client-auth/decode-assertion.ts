import { Failure } from "../../base/index.ts";

/** The fields that are read of an assertion's header; their types are not known yet. */
interface HeaderFields {
  readonly alg?: unknown;
  readonly kid?: unknown;
  readonly x5t?: unknown;
  readonly "x5t#S256"?: unknown;
}

/** The claims that are read of an assertion; their types are not known yet. */
export interface AssertionClaims {
  readonly iss?: unknown;
  readonly sub?: unknown;
  readonly aud?: unknown;
  readonly exp?: unknown;
  readonly nbf?: unknown;
  readonly iat?: unknown;
  readonly jti?: unknown;
  readonly idtyp?: unknown;
}

/** An assertion taken apart; nothing in it is proven yet. */
export interface DecodedAssertion {
  readonly algorithm: string;
  readonly keyId: string | undefined;
  /** SHA-1 and SHA-256 of the signer's certificate, base64url without padding. */
  readonly thumbprintSha1: string | undefined;
  readonly thumbprintSha256: string | undefined;
  readonly issuer: string;
  readonly claims: AssertionClaims;
  readonly signedText: string;
  readonly signature: Buffer;
}

const PARTS = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

/**
 * Reads a compact JWS with a set of claims. A critical extension (RFC 7515 section 4.1.11) is one
 * that we do not know, so it is refused; `x5c`, `jwk` and `jku` are never read, since a key that
 * comes with its own signature proves nothing.
 *
 * Seen: Python's clients pad `x5t` with `=`, which base64url does not.
 *
 * @throws {Failure} `identity/assertion-malformed`.
 */
export function decodeAssertion(text: string): DecodedAssertion {
  const [, headerText = "", payloadText = "", signatureText = ""] = PARTS.exec(text) ?? [];
  const signature = Buffer.from(signatureText, "base64url");
  const header: HeaderFields = parseObject(headerText);
  const claims: AssertionClaims = parseObject(payloadText);
  // base64url leaves bits over in which a changed text would be the same bytes.
  const isCanonical = signature.toString("base64url") === signatureText;
  if (!isCanonical || "crit" in header || "b64" in header) throw malformed();
  const { iss: issuer } = claims;
  const { alg: algorithm } = header;
  if (typeof algorithm !== "string" || typeof issuer !== "string" || issuer === "") {
    throw malformed();
  }
  return {
    algorithm,
    keyId: optionalText(header.kid),
    thumbprintSha1: thumbprint(header.x5t),
    thumbprintSha256: thumbprint(header["x5t#S256"]),
    issuer,
    claims,
    signedText: `${headerText}.${payloadText}`,
    signature,
  };
}

function parseObject(part: string): object {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    throw malformed();
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed();
  return value;
}

function thumbprint(value: unknown): string | undefined {
  return optionalText(value)?.replace(/=+$/, "").replaceAll("+", "-").replaceAll("/", "_");
}

function optionalText(value: unknown): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  throw malformed();
}

function malformed(): Failure {
  return new Failure("identity/assertion-malformed", "not a signed set of claims");
}
