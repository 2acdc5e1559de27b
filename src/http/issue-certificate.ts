import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  X509Certificate,
} from "node:crypto";
import { isIP } from "node:net";
import type { Ids } from "../base/index.ts";
import * as der from "./der.ts";

/** A certificate and the private key of its subject, both in PEM (the key as PKCS #8). */
export interface KeyPairPem {
  readonly key: string;
  readonly cert: string;
}

/** When a certificate is valid, in milliseconds since 1970. */
export interface Validity {
  readonly fromMs: number;
  readonly untilMs: number;
}

interface Certificate {
  readonly serial: Uint8Array;
  /** Encoded names. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly validity: Validity;
  /** Encoded subject public key info. */
  readonly publicKey: Uint8Array;
  readonly extensions: readonly Uint8Array[];
}

/** A fresh P-256 private key in PEM. */
export function makeKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/**
 * Signs a root certificate for a P-256 key; it may sign servers only (path length 0).
 *
 * Its name ends in random digits: two roots of one name and different keys confuse trust stores.
 */
export function issueRoot(key: string, validity: Validity, ids: Ids): string {
  const name = nameOf(`Lazurite local CA ${Buffer.from(ids.bytes(4)).toString("hex")}`);
  const publicKey = publicKeyOf(key);
  const extensions = [
    extension("2.5.29.19", true, der.sequence(der.boolean(true), der.integer(Buffer.from([0])))),
    // keyCertSign and cRLSign.
    extension("2.5.29.15", true, der.bits(Buffer.from([0b0000_0110]), 1)),
    extension("2.5.29.14", false, der.octets(keyIdentifier(publicKey))),
  ];
  const serial = serialNumber(ids);
  return signed({ serial, issuer: name, subject: name, validity, publicKey, extensions }, key);
}

/**
 * Signs a server certificate for DNS names (a wildcard covers one label) and IP addresses.
 *
 * Carries every extension that strict verifiers ask for (RFC 5280 sections 4.2.1.1 to 4.2.1.12).
 */
export function issueServer(
  root: KeyPairPem,
  key: string,
  names: readonly string[],
  validity: Validity,
  ids: Ids,
): string {
  const publicKey = publicKeyOf(key);
  const issuerKeyId = der.tagged(0x80, keyIdentifier(publicKeyOf(root.key)));
  const extensions = [
    extension("2.5.29.19", true, der.sequence()),
    // digitalSignature.
    extension("2.5.29.15", true, der.bits(Buffer.from([0b1000_0000]), 7)),
    // Server authentication.
    extension("2.5.29.37", false, der.sequence(der.objectId("1.3.6.1.5.5.7.3.1"))),
    extension("2.5.29.17", false, der.sequence(...names.map(alternativeName))),
    extension("2.5.29.14", false, der.octets(keyIdentifier(publicKey))),
    extension("2.5.29.35", false, der.sequence(issuerKeyId)),
  ];
  const issuer = nameOf(commonNameOf(root.cert));
  const subject = nameOf("Lazurite server");
  const serial = serialNumber(ids);
  return signed({ serial, issuer, subject, validity, publicKey, extensions }, root.key);
}

/** When a certificate ends, in milliseconds since 1970. */
export function endOf(cert: string): number {
  return Date.parse(new X509Certificate(cert).validTo);
}

/** Source: RFC 5280 section 4.1; RFC 5758 section 3.2 for ecdsa-with-SHA256. */
function signed(certificate: Certificate, key: string): string {
  const algorithm = der.sequence(der.objectId("1.2.840.10045.4.3.2"));
  const toBeSigned = der.sequence(
    der.tagged(0xa0, der.integer(Buffer.from([2]))),
    der.integer(certificate.serial),
    algorithm,
    certificate.issuer,
    der.sequence(der.time(certificate.validity.fromMs), der.time(certificate.validity.untilMs)),
    certificate.subject,
    certificate.publicKey,
    der.tagged(0xa3, der.sequence(...certificate.extensions)),
  );
  const signature = sign("sha256", toBeSigned, createPrivateKey(key));
  const whole = der.sequence(toBeSigned, algorithm, der.bits(signature));
  const lines = whole.toString("base64").replace(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

function extension(id: string, isCritical: boolean, value: Uint8Array): Buffer {
  const critical = isCritical ? [der.boolean(true)] : [];
  return der.sequence(der.objectId(id), ...critical, der.octets(value));
}

/** `O=Lazurite, CN=…`: the one form of name that we issue. */
function nameOf(commonName: string): Buffer {
  const part = (id: string, text: string): Buffer =>
    der.setOf(der.sequence(der.objectId(id), der.utf8(text)));
  return der.sequence(part("2.5.4.10", "Lazurite"), part("2.5.4.3", commonName));
}

function commonNameOf(cert: string): string {
  const { subject } = new X509Certificate(cert);
  return /^CN=(.*)$/m.exec(subject)?.[1] ?? "";
}

function alternativeName(name: string): Buffer {
  if (isIP(name) === 0) return der.tagged(0x82, Buffer.from(name, "ascii"));
  return der.tagged(0x87, addressBytes(name));
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split(".").map(Number));
  // The URL parser writes every IPv6 address in one form: hexadecimal groups and one `::`.
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groups = (text: string): string[] => (text === "" ? [] : text.split(":"));
  const before = groups(head);
  const after = groups(tail ?? "");
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  const all = [...before, ...zeros, ...after].map((group) => group.padStart(4, "0"));
  return Buffer.from(all.join(""), "hex");
}

function publicKeyOf(key: string): Buffer {
  return createPublicKey(key).export({ type: "spki", format: "der" });
}

/** Source: RFC 5280 section 4.2.1.2, method 1; a P-256 point is the last 65 bytes of its info. */
function keyIdentifier(publicKey: Buffer): Buffer {
  return createHash("sha1").update(publicKey.subarray(-65)).digest();
}

/** A positive number that never comes twice. Source: RFC 5280 section 4.1.2.2. */
function serialNumber(ids: Ids): Uint8Array {
  const bytes = Buffer.from(ids.bytes(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}
