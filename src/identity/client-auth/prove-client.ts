import { type Clock, Failure, unreachable } from "../../base/index.ts";
import type { Client } from "../token-directory.ts";
import type { PresentedCredential } from "../tokens/token-request.ts";
import type { ClientAssertions } from "./client-assertions.ts";
import { proveSecret } from "./prove-secret.ts";

export interface ClientProofDependencies {
  readonly clock: Clock;
  readonly assertions: ClientAssertions;
}

/**
 * Proves an application by what it presented; tells how strong the proof is: 1 by a secret, 2 by
 * an assertion.
 *
 * @throws {Failure} `identity/client-credential-missing`, `identity/public-client-with-secret`,
 * and the codes of `proveSecret` and `ClientAssertions`.
 */
export async function proveClient(
  client: Client,
  credential: PresentedCredential,
  tenantId: string,
  { clock, assertions }: ClientProofDependencies,
): Promise<"1" | "2"> {
  const facts = { appId: client.appId, appName: client.displayName };
  if (credential.kind === "none") {
    throw new Failure("identity/client-credential-missing", "no secret was sent", { facts });
  }
  if (client.isPublicClient) {
    throw new Failure("identity/public-client-with-secret", "a public client has no secret", {
      facts,
    });
  }
  switch (credential.kind) {
    case "secret":
      proveSecret(client, credential.secretText, clock.now());
      return "1";
    case "assertion":
      await assertions.prove(client, credential.assertion, tenantId);
      return "2";
    default:
      return unreachable(credential);
  }
}
