import { Failure } from "../../base/index.ts";
import { isGuid } from "../guid.ts";
import type { Client } from "../token-directory.ts";
import { decodeAssertion } from "./decode-assertion.ts";
import { type CertificateProofDependencies, proveByCertificate } from "./prove-certificate.ts";
import { type FederatedProofDependencies, proveByFederation } from "./prove-federated.ts";

/** Proves applications by assertions. */
export interface ClientAssertions {
  /** @throws {Failure} `identity/assertion-…`, `identity/certificate-…`, `identity/federated-…`. */
  prove(client: Client, assertion: string, tenantId: string): Promise<void>;
}

/**
 * An assertion whose issuer is the client itself is signed by one of its certificates; any other
 * issuer's must be one that a federated credential of the application names.
 */
export function clientAssertions(
  deps: CertificateProofDependencies & FederatedProofDependencies,
): ClientAssertions {
  return {
    async prove(client, text, tenantId) {
      const assertion = decodeAssertion(text);
      const issuer = assertion.issuer.toLowerCase();
      if (issuer === client.appId) {
        return await proveByCertificate(client, assertion, tenantId, deps);
      }
      if (isGuid(issuer)) {
        throw new Failure("identity/assertion-client-differs", "the issuer is another client", {
          facts: { appId: client.appId },
        });
      }
      return await proveByFederation(client, assertion, deps);
    },
  };
}
