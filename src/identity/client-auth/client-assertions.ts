import { Failure } from "../../base/index.ts";
import { isGuid } from "../guid.ts";
import type { Client } from "../token-directory.ts";
import { decodeAssertion } from "./decode-assertion.ts";
import { type CertificateProofDependencies, proveByCertificate } from "./prove-certificate.ts";

/** Proves applications by assertions. */
export interface ClientAssertions {
  /** @throws {Failure} `identity/assertion-…`, `identity/certificate-…`, `identity/federated-…`. */
  prove(client: Client, assertion: string, tenantId: string): Promise<void>;
}

/** An assertion's issuer is the client itself, which signs with the key of a certificate. */
export function clientAssertions(deps: CertificateProofDependencies): ClientAssertions {
  return {
    async prove(client, text, tenantId) {
      const assertion = decodeAssertion(text);
      const issuer = assertion.issuer.toLowerCase();
      const facts = { appId: client.appId, issuer: assertion.issuer };
      if (issuer === client.appId) {
        return await proveByCertificate(client, assertion, tenantId, deps);
      }
      if (isGuid(issuer)) {
        throw new Failure("identity/assertion-client-differs", "the issuer is another client", {
          facts,
        });
      }
      throw new Failure("identity/federated-issuer-unknown", "no such issuer is trusted", {
        facts,
      });
    },
  };
}
