import { createHash, X509Certificate } from "node:crypto";
import { Failure, limits } from "../base/index.ts";
import { requireApplication } from "./password-credentials.ts";
import type { DirectoryDependencies } from "./tenants.ts";

export interface KeyCredentialDraft {
  readonly tenantId: string;
  readonly applicationObjectId: string;
  /** PEM, or DER. A private key beside it in the PEM is neither read nor kept. */
  readonly certificate: string | Uint8Array;
  readonly displayName?: string;
}

/** A certificate as an application's registration shows it; times in ms since 1970. */
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

/**
 * Registers a certificate with which an application signs its assertions; it is valid as long as
 * the certificate says.
 *
 * @throws {Failure} `identity/certificate-malformed`, `identity/certificate-unsupported`,
 * `identity/credential-lifetime`, `identity/application-not-found`,
 * `identity/credentials-too-many`, `identity/credential-exists`.
 */
export async function addKeyCredential(
  { directory, clock, ids }: DirectoryDependencies,
  draft: KeyCredentialDraft,
): Promise<KeyCredential> {
  const { tenantId, applicationObjectId } = draft;
  const certificate = readCertificate(draft.certificate);
  const credential: KeyCredential = {
    keyId: ids.guid(),
    displayName: draft.displayName,
    thumbprintSha1: createHash("sha1").update(certificate.raw).digest("base64url"),
    thumbprintSha256: createHash("sha256").update(certificate.raw).digest("base64url"),
    startsAt: Date.parse(certificate.validFrom),
    endsAt: Date.parse(certificate.validTo),
  };
  if (!(credential.endsAt > credential.startsAt) || credential.endsAt <= clock.now()) {
    throw new Failure("identity/credential-lifetime", "the certificate has expired");
  }
  const certificateBase64 = certificate.raw.toString("base64");
  await directory.write(async (repositories) => {
    await requireApplication(repositories, tenantId, applicationObjectId);
    const present = await repositories.keyCredentials.list(applicationObjectId);
    if (present.length >= limits.identity.keysPerApplicationMax) {
      throw new Failure("identity/credentials-too-many", "the application has too many keys");
    }
    if (present.some(({ thumbprintSha256 }) => thumbprintSha256 === credential.thumbprintSha256)) {
      throw new Failure("identity/credential-exists", "the application has this certificate");
    }
    await repositories.keyCredentials.insert({
      ...credential,
      applicationObjectId,
      certificateBase64,
    });
  });
  return credential;
}

/** @throws {Failure} `identity/application-not-found`, `identity/credential-not-found`. */
export async function removeKeyCredential(
  { directory }: DirectoryDependencies,
  key: {
    readonly tenantId: string;
    readonly applicationObjectId: string;
    readonly keyId: string;
  },
): Promise<void> {
  const { tenantId, applicationObjectId, keyId } = key;
  await directory.write(async (repositories) => {
    await requireApplication(repositories, tenantId, applicationObjectId);
    if (!(await repositories.keyCredentials.remove(applicationObjectId, keyId))) {
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
