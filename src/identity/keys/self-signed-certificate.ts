import { createPublicKey, type KeyObject, sign } from "node:crypto";

export interface CertificateRequest {
  readonly privateKey: KeyObject;
  readonly commonName: string;
  /** Sixteen random bytes. */
  readonly serial: Uint8Array;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
}

const tag = { integer: 0x02, bits: 0x03, null: 0x05, oid: 0x06, utf8: 0x0c, time: 0x18 } as const;
const SEQUENCE = 0x30;
const SET = 0x31;
const EXPLICIT_0 = 0xa0;
/** sha256WithRSAEncryption, 1.2.840.113549.1.1.11. */
const SHA256_WITH_RSA = "2a864886f70d01010b";
/** commonName, 2.5.4.3. */
const COMMON_NAME = "550403";

/**
 * The DER of a self-signed X.509 v3 certificate for an RSA key: the envelope in which a signing
 * key is published (`x5c`, and its SHA-1 as `kid`).
 *
 * Source: RFC 5280 section 4.1; DER lengths by ITU-T X.690 section 8.1.3.
 */
export function makeSelfSignedCertificate(request: CertificateRequest): Buffer {
  const algorithm = der(SEQUENCE, oid(SHA256_WITH_RSA), der(tag.null));
  const name = der(
    SEQUENCE,
    der(SET, der(SEQUENCE, oid(COMMON_NAME), der(tag.utf8, Buffer.from(request.commonName)))),
  );
  const body = der(
    SEQUENCE,
    der(EXPLICIT_0, der(tag.integer, Buffer.from([2]))),
    der(tag.integer, positive(request.serial)),
    algorithm,
    name,
    der(SEQUENCE, time(request.notBefore), time(request.notAfter)),
    name,
    createPublicKey(request.privateKey).export({ type: "spki", format: "der" }),
  );
  const signature = sign("sha256", body, request.privateKey);
  return der(SEQUENCE, body, algorithm, der(tag.bits, Buffer.from([0]), signature));
}

function der(tagByte: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  if (content.length < 0x80)
    return Buffer.concat([Buffer.from([tagByte, content.length]), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const digits = length.subarray(length.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.from([tagByte, 0x80 | digits.length]), digits, content]);
}

const oid = (hex: string): Buffer => der(tag.oid, Buffer.from(hex, "hex"));

/** A leading byte 0x01 keeps the number positive and free of redundant zeros. */
const positive = (bytes: Uint8Array): Buffer => Buffer.concat([Buffer.from([1]), bytes]);

/** UTCTime until 2049, GeneralizedTime from 2050. Source: RFC 5280 section 4.1.2.5. */
function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, "");
  const isShort = new Date(ms).getUTCFullYear() < 2050;
  return der(isShort ? 0x17 : tag.time, Buffer.from(isShort ? digits.slice(2) : digits));
}
