import { type Clock, Failure } from "../../base/index.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import type { Client, TrustedSubject } from "../token-directory.ts";
import { requireCurrent } from "./assertion-time.ts";
import type { DecodedAssertion } from "./decode-assertion.ts";
import type { IssuerKey, IssuerKeys } from "./issuer-keys.ts";
import { type OwnUrls, tenantOfIssuer } from "./own-issuers.ts";
import { isSignedBy, type SignatureAlgorithm } from "./verify-signature.ts";

export interface FederatedProofDependencies extends OwnUrls {
  readonly clock: Clock;
  readonly keys: Pick<KeyRing, "publicKey">;
  readonly issuerKeys: IssuerKeys;
}

const ALGORITHMS: ReadonlySet<string> = new Set<SignatureAlgorithm>(["RS256", "PS256", "ES256"]);

/**
 * Proves an application by a token of an issuer elsewhere, or of our own for another application,
 * that one of its federated credentials names. Issuer, subject and audience are compared exactly,
 * before anything is fetched; only our own issuer goes by any of its names. The same token may
 * come again until it expires: workloads read it from a file that is renewed by the hour.
 *
 * Source: learn.microsoft.com/entra/workload-id/workload-identity-federation.
 *
 * @throws {Failure} `identity/federated-…`, `identity/assertion-time`,
 * `identity/assertion-malformed`.
 */
export async function proveByFederation(
  client: Client,
  assertion: DecodedAssertion,
  deps: FederatedProofDependencies,
): Promise<void> {
  const ownTenant = await tenantOfIssuer(assertion.issuer, deps);
  const byIssuer = await trustedByIssuer(client, assertion.issuer, ownTenant, deps);
  requireMatch(client, assertion, byIssuer);
  const { algorithm, keyId: kid } = assertion;
  if (!isKnown(algorithm)) throw signatureRefused(client, assertion);
  const keys =
    ownTenant === undefined
      ? await deps.issuerKeys.candidates(assertion.issuer, kid)
      : ownKeys(deps.keys, kid);
  const isGenuine = keys.some(
    (key) =>
      (key.algorithm ?? algorithm) === algorithm && isSignedBy(key.publicKey, algorithm, assertion),
  );
  if (!isGenuine) throw signatureRefused(client, assertion);
  requireCurrent(assertion.claims, deps.clock.now());
  if (ownTenant !== undefined && assertion.claims.idtyp !== "app") {
    throw new Failure("identity/federated-token-kind", "not a token of an application");
  }
}

async function trustedByIssuer(
  { appId, trustedSubjects }: Client,
  issuer: string,
  ownTenant: string | undefined,
  own: OwnUrls,
): Promise<readonly TrustedSubject[]> {
  if (trustedSubjects.length === 0) {
    throw new Failure("identity/federated-none", "the application trusts no issuer", {
      facts: { appId },
    });
  }
  const found: TrustedSubject[] = [];
  for (const trusted of trustedSubjects) {
    const isSame =
      trusted.issuer === issuer ||
      (ownTenant !== undefined && (await tenantOfIssuer(trusted.issuer, own)) === ownTenant);
    if (isSame) found.push(trusted);
  }
  if (found.length === 0) {
    throw new Failure("identity/federated-issuer-unknown", "no such issuer is trusted", {
      facts: { appId, issuer },
    });
  }
  return found;
}

function requireMatch(
  { appId }: Client,
  { claims }: DecodedAssertion,
  byIssuer: readonly TrustedSubject[],
): void {
  const bySubject = byIssuer.filter(({ subject }) => subject === claims.sub);
  if (bySubject.length === 0) {
    const subject = typeof claims.sub === "string" ? claims.sub : "(not a text)";
    throw new Failure("identity/federated-subject-unknown", "no such subject is trusted", {
      facts: { appId, subject },
    });
  }
  const sent: readonly unknown[] = [claims.aud].flat();
  if (!bySubject.some(({ audiences }) => audiences.some((each) => sent.includes(each)))) {
    const audience = sent.filter((each) => typeof each === "string").join(", ");
    throw new Failure("identity/federated-audience-unknown", "not the audience that is trusted", {
      facts: { appId, audience },
    });
  }
}

function ownKeys(keys: Pick<KeyRing, "publicKey">, kid: string | undefined): readonly IssuerKey[] {
  const publicKey = kid === undefined ? undefined : keys.publicKey(kid);
  return publicKey === undefined ? [] : [{ kid, algorithm: "RS256", publicKey }];
}

const isKnown = (algorithm: string): algorithm is SignatureAlgorithm => ALGORITHMS.has(algorithm);

function signatureRefused({ appId }: Client, { issuer }: DecodedAssertion): Failure {
  return new Failure("identity/federated-signature", "not signed by a key of the issuer", {
    facts: { appId, issuer },
  });
}
