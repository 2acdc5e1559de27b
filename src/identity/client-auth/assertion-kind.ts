import type { ClientCredentialKind } from "../sign-in-events.ts";
import { decodeAssertion } from "./decode-assertion.ts";

/** Whose assertion a client presents: one of its own, or that of an issuer it trusts. */
export function assertionKind(text: string, clientId: string): ClientCredentialKind {
  try {
    const { issuer } = decodeAssertion(text);
    return issuer.toLowerCase() === clientId.toLowerCase()
      ? "certificate"
      : "federatedIdentityCredential";
  } catch {
    return "clientAssertion";
  }
}
