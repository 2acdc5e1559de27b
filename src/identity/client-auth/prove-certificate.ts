import { type Clock, Failure, limits } from "../../base/index.ts";
import type { Client, ClientCertificate } from "../token-directory.ts";
import { requireCurrent } from "./assertion-time.ts";
import type { DecodedAssertion } from "./decode-assertion.ts";
import { type OwnUrls, tenantOfEndpoint } from "./own-issuers.ts";
import type { UsedAssertions } from "./used-assertions.ts";
import { isSignedBy } from "./verify-signature.ts";

export interface CertificateProofDependencies extends OwnUrls {
  readonly clock: Clock;
  readonly used: UsedAssertions;
}

/**
 * Proves an application by an assertion that it signed itself, with the key of a certificate in
 * its registration.
 *
 * Source: RFC 7523 section 3; learn.microsoft.com/entra/identity-platform/certificate-credentials.
 * Assumed: an assertion lives at most a day; the service states no bound.
 *
 * @throws {Failure} `identity/assertion-…`, `identity/certificate-not-current`.
 */
export async function proveByCertificate(
  client: Client,
  assertion: DecodedAssertion,
  tenantId: string,
  deps: CertificateProofDependencies,
): Promise<void> {
  const now = deps.clock.now();
  requireSubject(client, assertion);
  await requireAudience(assertion, tenantId, deps);
  const expiresOn = requireCurrent(assertion.claims, now);
  const { clientAssertionLifetimeSecondsMax, clockSkewSeconds } = limits.identity;
  if (expiresOn - now / 1000 > clientAssertionLifetimeSecondsMax + clockSkewSeconds) {
    throw new Failure("identity/assertion-lifetime", "the assertion lives too long");
  }
  requireSigned(client, assertion, now);
  deps.used.use({
    clientId: client.appId,
    id: idOf(assertion),
    signedText: assertion.signedText,
    refusedFrom: (expiresOn + clockSkewSeconds) * 1000,
  });
}

function requireSubject(client: Client, { claims }: DecodedAssertion): void {
  const { sub } = claims;
  if (sub === undefined || sub === "") {
    throw new Failure("identity/assertion-subject-missing", "the assertion has no subject");
  }
  if (typeof sub !== "string" || sub.toLowerCase() !== client.appId) {
    throw new Failure("identity/assertion-client-differs", "the subject is another client", {
      facts: { appId: client.appId },
    });
  }
}

/** Exactly one audience: with several, another recipient could pass the assertion on. */
async function requireAudience(
  { claims }: DecodedAssertion,
  tenantId: string,
  own: OwnUrls,
): Promise<void> {
  const [audience, ...others] = [claims.aud].flat();
  if (typeof audience === "string" && others.length === 0) {
    if ((await tenantOfEndpoint(audience, own)) === tenantId) return;
  }
  throw new Failure("identity/assertion-audience", "the assertion is for another recipient", {
    facts: { audience: typeof audience === "string" ? audience : "(not a URL)" },
  });
}

function requireSigned(client: Client, assertion: DecodedAssertion, now: number): void {
  const { algorithm, thumbprintSha1, thumbprintSha256 } = assertion;
  const facts = { appId: client.appId, algorithm };
  if (algorithm !== "RS256" && algorithm !== "PS256") {
    throw new Failure("identity/assertion-algorithm", "not an algorithm of ours", { facts });
  }
  const candidates = client.certificates.filter(
    (certificate) =>
      (thumbprintSha1 ?? certificate.thumbprintSha1) === certificate.thumbprintSha1 &&
      (thumbprintSha256 ?? certificate.thumbprintSha256) === certificate.thumbprintSha256,
  );
  if (candidates.length === 0) {
    const thumbprint = thumbprintSha256 ?? thumbprintSha1 ?? "(not said)";
    throw new Failure("identity/assertion-key-unknown", "no such certificate is registered", {
      facts: { ...facts, thumbprint },
    });
  }
  const signers = candidates.filter(({ publicKey }) => isSignedBy(publicKey, algorithm, assertion));
  const [signer] = signers;
  if (signer === undefined) {
    throw new Failure("identity/assertion-signature", "the signature is not genuine", { facts });
  }
  // Two certificates may share a key; one that is current is enough.
  if (!signers.some((certificate) => isCurrent(certificate, now))) {
    const startsAt = new Date(signer.startsAt).toISOString();
    const endsAt = new Date(signer.endsAt).toISOString();
    throw new Failure("identity/certificate-not-current", "the certificate is not current", {
      facts: { ...facts, startsAt, endsAt },
    });
  }
}

const isCurrent = ({ startsAt, endsAt }: ClientCertificate, now: number): boolean =>
  startsAt <= now && now < endsAt;

function idOf({ claims, signedText }: DecodedAssertion): string {
  const { jti } = claims;
  if (jti === undefined) return `text ${signedText}`;
  if (typeof jti === "string") return `jti ${jti}`;
  throw new Failure("identity/assertion-malformed", "jti is no text");
}
