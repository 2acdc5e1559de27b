import { createHash, X509Certificate } from "node:crypto";
import { Failure, limits } from "../base/index.ts";
import type { CredentialOwner, Repositories } from "../storage/index.ts";
import { type CredentialPlace, requireOwner } from "./credential-owner.ts";
import { requireCredentialName } from "./password-credentials.ts";
import { type DirectoryDependencies, requireGuid } from "./tenants.ts";

/** What is said of a certificate besides whose it is. */
export interface KeyText {
  /** PEM, or DER. A private key beside it in the PEM is neither read nor kept. */
  readonly certificate: string | Uint8Array;
  readonly displayName?: string;
  /** A fresh one by default. */
  readonly keyId?: string;
  /** Milliseconds since 1970; those of the certificate by default, and never beyond them. */
  readonly startsAt?: number;
  readonly endsAt?: number;
  /** The service computes it: the SHA-1 thumbprint. Anything else is refused. */
  readonly customKeyIdentifier?: string;
}

export type KeyCredentialDraft = CredentialPlace & KeyText;

/** A certificate as its owner shows it; times in ms since 1970. */
export interface KeyCredential {
  readonly keyId: string;
  readonly displayName: string | undefined;
  /** SHA-1 and SHA-256 of the DER, base64url. */
  readonly thumbprintSha1: string;
  readonly thumbprintSha256: string;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** RS256 and PS256 ask for at least this. Source: RFC 7518 sections 3.3 and 3.5. */
const MODULUS_BITS_MIN = 2_048;
const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/;
/** Longer moduli make a signature slow to verify. */
const MODULUS_BITS_MAX = 8_192;

/** A certificate that was read, to be kept. */
export interface ReadKey {
  readonly credential: KeyCredential;
  /** DER. */
  readonly certificateBase64: string;
}

/**
 * Registers a certificate with which an application signs its assertions; it is valid as long as
 * the certificate says, or shorter.
 *
 * @throws {Failure} those of `readKey` and `insertKey`, `identity/application-not-found`,
 * `identity/service-principal-not-found`.
 */
export async function addKeyCredential(
  deps: DirectoryDependencies,
  draft: KeyCredentialDraft,
): Promise<KeyCredential> {
  const key = readKey(deps, draft);
  await deps.directory.write(async (repositories) => {
    await insertKey(repositories, await requireOwner(repositories, draft), key);
  });
  return key.credential;
}

/**
 * @throws {Failure} `identity/certificate-malformed`, `identity/certificate-unsupported`,
 * `identity/credential-lifetime`, `identity/key-start`, `identity/key-end`,
 * `identity/key-identifier`, `identity/credential-name`, `identity/guid-malformed`.
 */
export function readKey(
  { clock, ids }: Pick<DirectoryDependencies, "clock" | "ids">,
  draft: KeyText,
): ReadKey {
  const certificate = readCertificate(draft.certificate);
  requireCredentialName(draft.displayName);
  const from = Date.parse(certificate.validFrom);
  const until = Date.parse(certificate.validTo);
  const startsAt = draft.startsAt ?? from;
  const endsAt = draft.endsAt ?? until;
  if (!(until > from) || until <= clock.now()) {
    throw new Failure("identity/credential-lifetime", "the certificate has expired");
  }
  if (startsAt < from || startsAt >= until) {
    throw new Failure("identity/key-start", "it starts when the certificate is not valid");
  }
  if (endsAt > until || endsAt <= startsAt) {
    throw new Failure("identity/key-end", "it ends when the certificate is not valid");
  }
  const sha1 = createHash("sha1").update(certificate.raw).digest();
  const { customKeyIdentifier = sha1.toString("hex") } = draft;
  if (!isThumbprint(customKeyIdentifier, sha1)) {
    throw new Failure("identity/key-identifier", "not the thumbprint of the certificate");
  }
  return {
    credential: {
      keyId: draft.keyId === undefined ? ids.guid() : requireGuid(draft.keyId),
      displayName: draft.displayName,
      thumbprintSha1: sha1.toString("base64url"),
      thumbprintSha256: createHash("sha256").update(certificate.raw).digest("base64url"),
      startsAt,
      endsAt,
    },
    certificateBase64: certificate.raw.toString("base64"),
  };
}

/** Its DER in base64, as it is kept. @throws {Failure} `identity/certificate-…`. */
export function derOf(certificate: string | Uint8Array): string {
  return readCertificate(certificate).raw.toString("base64");
}

/** Clients write it in hexadecimal, as the service does, or in base64. */
export function isThumbprint(text: string, sha1: Buffer): boolean {
  return text.toLowerCase() === sha1.toString("hex") || text === sha1.toString("base64");
}

/** @throws {Failure} `identity/credentials-too-many`, `identity/credential-exists`. */
export async function insertKey(
  { keyCredentials }: Repositories,
  owner: CredentialOwner,
  { credential, certificateBase64 }: ReadKey,
): Promise<void> {
  const present = await keyCredentials.listAll([owner.objectId]);
  if (present.length >= limits.identity.keysPerApplicationMax) {
    throw new Failure("identity/credentials-too-many", "the owner has too many keys");
  }
  const isThere = present.some(
    ({ thumbprintSha256, keyId }) =>
      thumbprintSha256 === credential.thumbprintSha256 || keyId === credential.keyId,
  );
  if (isThere) {
    throw new Failure("identity/credential-exists", "the owner has this certificate");
  }
  await keyCredentials.insert(owner, { ...credential, certificateBase64 });
}

/**
 * @throws {Failure} `identity/application-not-found`, `identity/service-principal-not-found`,
 * `identity/credential-not-found`.
 */
export async function removeKeyCredential(
  { directory }: DirectoryDependencies,
  key: CredentialPlace & { readonly keyId: string },
): Promise<void> {
  const { keyId } = key;
  await directory.write(async (repositories) => {
    const { objectId } = await requireOwner(repositories, key);
    if (!(await repositories.keyCredentials.remove(objectId, keyId))) {
      throw new Failure("identity/credential-not-found", "no such key", { facts: { keyId } });
    }
  });
}

function readCertificate(source: string | Uint8Array): X509Certificate {
  const certificate = parseCertificate(source);
  const { publicKey } = certificate;
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  const isUsable =
    publicKey.asymmetricKeyType === "rsa" && bits >= MODULUS_BITS_MIN && bits <= MODULUS_BITS_MAX;
  if (!isUsable) {
    throw new Failure("identity/certificate-unsupported", "the key is not RSA of a usable size", {
      facts: { bits: String(bits), type: publicKey.asymmetricKeyType ?? "" },
    });
  }
  return certificate;
}

function parseCertificate(source: string | Uint8Array): X509Certificate {
  if (source.length <= limits.identity.certificateBytesMax) {
    try {
      const [block] = typeof source === "string" ? (PEM.exec(source) ?? [""]) : [source];
      return new X509Certificate(block);
    } catch {
      // The library's message may quote what it was given.
    }
  }
  throw new Failure("identity/certificate-malformed", "neither PEM nor DER of a certificate");
}
