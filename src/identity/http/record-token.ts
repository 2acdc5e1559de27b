import type { FastifyRequest } from "fastify";
import { noteRequest } from "../../http/index.ts";
import { assertionKind } from "../client-auth/assertion-kind.ts";
import { isServedGrant } from "../grants/find-grant.ts";
import { isGuid } from "../guid.ts";
import type { ClientCredentialKind, LearnSubject, SignInSubject } from "../sign-in-events.ts";
import type { PresentedCredential, TokenRequest } from "../tokens/token-request.ts";
import { recordSignIn, type SignInAttemptDependencies } from "./sign-in-attempt.ts";

/** Answers a token request and records how it ended. */
export async function recordToken<Answer>(
  request: FastifyRequest,
  form: URLSearchParams,
  deps: SignInAttemptDependencies,
  work: (learn: LearnSubject) => Promise<Answer>,
): Promise<Answer> {
  const grantType = form.get("grant_type")?.trim() ?? "";
  // What is not the name of a grant that is served is not written down: it may be a secret.
  const flow = isServedGrant(grantType) ? grantType : "unknown";
  if (flow !== "unknown") noteRequest(request, { operation: flow });
  const named = form.get("client_id")?.trim() ?? "";
  return await recordSignIn(request, flow, deps, (learn) => {
    if (isGuid(named)) learn({ appId: named.toLowerCase() });
    return work(learn);
  });
}

/** What a token request tells of its client. */
export function clientSubject({
  clientId,
  credential,
}: Pick<TokenRequest, "clientId" | "credential">): SignInSubject {
  return {
    ...(isGuid(clientId) && { appId: clientId.toLowerCase() }),
    clientCredentialKind: kindOf(credential, clientId),
  };
}

function kindOf(credential: PresentedCredential, clientId: string): ClientCredentialKind {
  if (credential.kind === "none") return "none";
  return credential.kind === "secret"
    ? "clientSecret"
    : assertionKind(credential.assertion, clientId);
}
