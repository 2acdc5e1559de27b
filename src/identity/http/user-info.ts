import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Clock, Failure, type Ids } from "../../base/index.ts";
import { firstPartyAppIds } from "../first-party-apps.ts";
import type { Identity } from "../identity.ts";
import { correlationIdOf } from "./correlation.ts";

interface Wording {
  readonly status: 401 | 403;
  /** The error of the WWW-Authenticate header; none where no token was sent. */
  readonly error?: "invalid_token" | "insufficient_scope";
  readonly text: string;
}

const invalid = (text: string): Wording => ({ status: 401, error: "invalid_token", text });

/** Source: RFC 6750 section 3.1. */
const wordings: Readonly<Record<string, Wording>> = {
  "http/token-missing": { status: 401, text: "The request has no access token." },
  "http/token-malformed": invalid("The access token cannot be read."),
  "http/token-signature": invalid("The access token's signature is not genuine."),
  "http/token-expired": invalid("The access token is not valid at this time."),
  "http/token-issuer": invalid("The access token is of another issuer."),
  "http/token-tenant": invalid("The access token is of an unknown tenant."),
  "http/token-audience": invalid("The access token is not for Microsoft Graph."),
  "identity/user-info-without-user": invalid("The access token is for no user."),
  "identity/user-info-scope-missing": {
    status: 403,
    error: "insufficient_scope",
    text: "The access token lacks the scope openid.",
  },
};

/**
 * OpenID's UserInfo endpoint. Microsoft's is at the host of Graph and takes Graph's tokens; ours
 * is at this host, takes the same tokens, and is named by the discovery documents.
 *
 * Source: learn.microsoft.com/entra/identity-platform/userinfo; OpenID Connect Core section 5.3.
 */
export function addUserInfo(
  surface: FastifyInstance,
  { identity, clock, ids }: { identity: Identity; clock: Clock; ids: Ids },
): void {
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    reply.type("application/json; charset=utf-8");
    try {
      const { authorization } = request.headers;
      const audiences = identity.audiencesOf(firstPartyAppIds.microsoftGraph);
      const principal = await identity.authenticator.authenticate(authorization, audiences);
      return reply.send(JSON.stringify(await identity.userInfo(principal)));
    } catch (error) {
      const wording = error instanceof Failure ? wordings[error.code] : undefined;
      if (wording === undefined) throw error;
      const correlationId = correlationIdOf(request, ids);
      const date = new Date(clock.now()).toISOString().slice(0, 19);
      return reply
        .code(wording.status)
        .header("www-authenticate", challengeOf(wording))
        .send(JSON.stringify(graphError(wording, { date, requestId: request.id, correlationId })));
    }
  };
  surface.route({ method: ["GET", "POST"], url: "/oidc/userinfo", handler: answer });
}

function challengeOf({ error, text }: Wording): string {
  const details = error === undefined ? "" : `, error="${error}", error_description="${text}"`;
  return `Bearer realm="userinfo"${details}`;
}

/** The form of Graph's errors. */
function graphError(
  { status, text }: Wording,
  trail: { readonly date: string; readonly requestId: string; readonly correlationId: string },
): object {
  return {
    error: {
      code: status === 401 ? "InvalidAuthenticationToken" : "Authorization_RequestDenied",
      message: text,
      innerError: {
        date: trail.date,
        "request-id": trail.requestId,
        "client-request-id": trail.correlationId,
      },
    },
  };
}
