import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  webcrypto,
  X509Certificate,
} from "node:crypto";
import { isIP } from "node:net";
import type { Extension, Name } from "@peculiar/x509";
import type { Ids } from "../base/index.ts";

/** A certificate and the private key of its subject, both in PEM (the key as PKCS #8). */
export interface KeyPairPem {
  readonly key: string;
  readonly cert: string;
}

/** When a certificate is valid, in milliseconds since 1970; it counts in whole seconds. */
export interface Validity {
  readonly fromMs: number;
  readonly untilMs: number;
}

interface Certificate {
  readonly serialNumber: string;
  readonly issuer: Name;
  readonly subject: Name;
  readonly validity: Validity;
  /** Encoded subject public key info. */
  readonly publicKey: Uint8Array;
  readonly signingKey: KeyObject;
  readonly extensions: Extension[];
}

type Library = typeof import("@peculiar/x509");

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
export async function issueRoot(key: string, validity: Validity, ids: Ids): Promise<string> {
  const x509 = await loadLibrary();
  const signingKey = createPrivateKey(key);
  const publicKey = publicKeyOf(signingKey);
  const digits = Buffer.from(ids.bytes(4)).toString("hex");
  const name = nameOf(x509, { O: "Lazurite", CN: `Lazurite local CA ${digits}` });
  const { keyCertSign, cRLSign } = x509.KeyUsageFlags;
  const made = await sign(x509, {
    serialNumber: serialNumber(ids),
    issuer: name,
    subject: name,
    validity,
    publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(keyCertSign | cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
    ],
  });
  return pemOf(made);
}

/**
 * Signs a server certificate for DNS names (a wildcard covers one label) and IP addresses.
 *
 * Carries every extension that strict verifiers ask for (RFC 5280 sections 4.2.1.1 to 4.2.1.12).
 */
export async function issueServer(
  root: KeyPairPem,
  key: string,
  names: readonly string[],
  validity: Validity,
  ids: Ids,
): Promise<string> {
  const x509 = await loadLibrary();
  const signingKey = createPrivateKey(root.key);
  const publicKey = publicKeyOf(createPrivateKey(key));
  const { digitalSignature } = x509.KeyUsageFlags;
  const made = await sign(x509, {
    serialNumber: serialNumber(ids),
    // The root's name as it is encoded there: some verifiers compare names byte by byte.
    issuer: new x509.X509Certificate(root.cert).subjectName,
    subject: nameOf(x509, { O: "Lazurite", CN: "Lazurite server" }),
    validity,
    publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names.map(alternativeName)),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(publicKeyOf(signingKey)),
    ],
  });
  return pemOf(made);
}

/** The DER of a certificate that an RSA key signs for itself: the envelope that publishes it. */
export async function issueSelfSigned(
  signingKey: KeyObject,
  commonName: string,
  validity: Validity,
  ids: Ids,
): Promise<Buffer> {
  const x509 = await loadLibrary();
  const publicKey = publicKeyOf(signingKey);
  const name = nameOf(x509, { CN: commonName });
  return sign(x509, {
    serialNumber: serialNumber(ids),
    issuer: name,
    subject: name,
    validity,
    publicKey,
    signingKey,
    extensions: [await x509.SubjectKeyIdentifierExtension.create(publicKey)],
  });
}

/** When a certificate ends, in milliseconds since 1970. */
export function endOf(cert: string): number {
  return Date.parse(new X509Certificate(cert).validTo);
}

/** An IPv6 address as RFC 5952 writes it: lower case, compressed, no dotted part. */
export function canonicalAddress(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

/** Not loaded with this module: it costs a fifth of a second, and most starts issue nothing. */
async function loadLibrary(): Promise<Library> {
  await import("reflect-metadata");
  return import("@peculiar/x509");
}

async function sign(x509: Library, certificate: Certificate): Promise<Buffer> {
  const { validity, signingKey, ...fields } = certificate;
  const made = await x509.X509CertificateGenerator.create({
    ...fields,
    notBefore: new Date(validity.fromMs),
    notAfter: new Date(validity.untilMs),
    signingKey: await webKeyOf(signingKey),
  });
  return Buffer.from(made.rawData);
}

function webKeyOf(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const algorithm =
    key.asymmetricKeyType === "rsa"
      ? { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }
      : { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const pkcs8 = key.export({ type: "pkcs8", format: "der" });
  return webcrypto.subtle.importKey("pkcs8", pkcs8, algorithm, false, ["sign"]);
}

function publicKeyOf(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: "spki", format: "der" });
}

function pemOf(certificate: Buffer): string {
  return new X509Certificate(certificate).toString();
}

function nameOf(x509: Library, parts: Readonly<Record<string, string>>): Name {
  return new x509.Name(
    Object.entries(parts).map(([type, text]) => ({ [type]: [{ utf8String: text }] })),
  );
}

function alternativeName(name: string): { type: "dns" | "ip"; value: string } {
  if (isIP(name) === 0) return { type: "dns", value: name };
  // The library misreads an IPv6 address with a dotted part.
  return { type: "ip", value: isIP(name) === 6 ? canonicalAddress(name) : name };
}

/** A positive number that never comes twice, in hexadecimal. Source: RFC 5280 section 4.1.2.2. */
function serialNumber(ids: Ids): string {
  const bytes = Buffer.from(ids.bytes(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString("hex");
}
