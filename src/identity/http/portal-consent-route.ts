import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Failure } from "../../base/index.ts";
import { noteRequest } from "../../http/index.ts";
import { firstPartyAppIds } from "../first-party-apps.ts";
import type { Identity } from "../identity.ts";

interface ConsentCall {
  readonly Params: { readonly appId: string };
  readonly Querystring: Readonly<Record<string, string | readonly string[] | undefined>>;
}

interface Words {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/**
 * The call by which the portal, and `az ad app permission admin-consent`, give an application all
 * that its registration needs, for everybody of the caller's tenant.
 *
 * Seen: az sends no body and takes every answer below 400. Assumed: the form of refusals, which no
 * public page describes; a service principal cannot give consent here.
 */
export function addPortalConsent(surface: FastifyInstance, identity: Identity): void {
  surface.post<ConsentCall>(
    "/api/RegisteredApplications/:appId/Consent",
    async (request, reply) => {
      noteRequest(request, { operation: "admin-consent" });
      try {
        await consent(request, identity);
        return reply.code(204).send();
      } catch (error) {
        if (error instanceof Failure) return refuse(reply, error);
        throw error;
      }
    },
  );
}

async function consent(
  { headers, params, query }: FastifyRequest<ConsentCall>,
  { authenticator, interactive, audiencesOf }: Identity,
): Promise<void> {
  const audiences = audiencesOf(firstPartyAppIds.portalDirectory);
  const principal = await authenticator.authenticate(headers.authorization, audiences);
  if (query["onBehalfOfAll"] !== "true" || Object.keys(query).length > 1) {
    throw new Failure("identity/consent-for-one", "only for everybody");
  }
  const { tenantId, objectId: userObjectId } = principal;
  const client = await interactive.findClient({ kind: "tenant", id: tenantId }, params.appId);
  if (principal.kind !== "user") {
    throw new Failure("identity/administrator-needed", "no user", {
      facts: { appId: client.appId, appName: client.displayName },
    });
  }
  const subject = { tenantId, client };
  const offers = await interactive.askTenantConsent(subject, undefined);
  await interactive.consentForTenant({ ...subject, userObjectId, offers });
}

function refuse(reply: FastifyReply, failure: Failure): FastifyReply {
  const { status, code, message } = wordsOf(failure);
  if (status === 401) reply.header("www-authenticate", "Bearer");
  return reply.code(status).send({ error: { code, message } });
}

function wordsOf({ code, facts }: Failure): Words {
  if (code.startsWith("http/token-")) {
    const message = "The access token is missing, or not one for this service.";
    return { status: 401, code: "Unauthorized", message };
  }
  const named = `The application '${facts["appId"] ?? ""}'`;
  switch (code) {
    case "identity/administrator-needed":
      return {
        status: 403,
        code: "Forbidden",
        message: `${named} asks for what only an administrator, who is a user, can give.`,
      };
    case "identity/consent-for-one":
      return {
        status: 400,
        code: "BadRequest",
        message: "Only onBehalfOfAll=true is supported, and no other parameter.",
      };
    case "identity/required-resource-missing":
    case "identity/required-permission-missing":
      return {
        status: 400,
        code: "BadRequest",
        message: `${named} needs ${facts["permission"] ?? "an API"} of '${facts["resource"]}', which is not there.`,
      };
    case "identity/service-principal-disabled":
      return { status: 400, code: "BadRequest", message: `${named} is disabled.` };
    default:
      return { status: 404, code: "NotFound", message: `There is no such application.` };
  }
}
