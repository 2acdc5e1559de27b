import { hash } from "node:crypto";
import { Failure } from "../../base/index.ts";
import { hashesEqual } from "../client-secret.ts";
import type { Client } from "../token-directory.ts";

/**
 * Proves an application by its secret. Every stored secret is compared, in constant time each, so
 * that the time taken does not tell which of them came close.
 *
 * @throws {Failure} `identity/client-secret-wrong`, `identity/client-secret-expired` (fact:
 * `appId`).
 */
export function proveSecret(client: Client, secretText: string, now: number): void {
  const facts = { appId: client.appId, appName: client.displayName };
  const presented = hash("sha256", secretText, "buffer");
  let isCurrent = false;
  let isExpired = false;
  for (const { sha256, startsAt, endsAt } of client.secrets) {
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
