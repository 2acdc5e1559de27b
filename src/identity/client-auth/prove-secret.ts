import { hash } from "node:crypto";
import { Failure, unreachable } from "../../base/index.ts";
import { hashesEqual } from "../client-secret.ts";
import type { SecretHash } from "../token-directory.ts";
import type { ClientProver } from "./client-authentication.ts";

/**
 * Proves an application by its secret. Every stored secret is compared, in constant time each, so
 * that the time taken does not tell which of them came close.
 *
 * @throws {Failure} `identity/client-credential-missing`, `identity/public-client-with-secret`,
 * `identity/client-secret-wrong`, `identity/client-secret-expired` (fact: `appId`).
 */
export const proveClient: ClientProver = (client, credential, clock) => {
  const facts = { appId: client.appId, appName: client.displayName };
  switch (credential.kind) {
    case "none":
      throw new Failure("identity/client-credential-missing", "no secret was sent", { facts });
    case "secret": {
      if (client.isPublicClient) {
        throw new Failure("identity/public-client-with-secret", "a public client has no secret", {
          facts,
        });
      }
      proveSecret(client.secrets, credential.secretText, clock.now(), facts);
      return "1";
    }
    default:
      return unreachable(credential);
  }
};

function proveSecret(
  secrets: readonly SecretHash[],
  secretText: string,
  now: number,
  facts: Readonly<Record<string, string>>,
): void {
  const presented = hash("sha256", secretText, "buffer");
  let isCurrent = false;
  let isExpired = false;
  for (const { sha256, startsAt, endsAt } of secrets) {
    const isSame = hashesEqual(sha256, presented);
    isCurrent = isCurrent || (isSame && startsAt <= now && now < endsAt);
    isExpired = isExpired || (isSame && now >= endsAt);
  }
  if (isCurrent) return;
  if (isExpired) {
    throw new Failure("identity/client-secret-expired", "the secret has expired", { facts });
  }
  // A secret that is not valid yet is told no differently from a wrong one.
  throw new Failure("identity/client-secret-wrong", "the secret is not this client's", { facts });
}
