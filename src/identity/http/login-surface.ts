import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Clock, Failure, type Ids, limits } from "../../base/index.ts";
import {
  createSurface,
  InvalidInput,
  type Logger,
  noteRequest,
  originOf,
} from "../../http/index.ts";
import type { Identity } from "../identity.ts";
import type { IssuedToken, TokenRequest } from "../tokens/token-request.ts";
import { addDiscoveryRoutes } from "./discovery.ts";
import { writeLoginError } from "./error-body.ts";
import { addInstanceDiscovery } from "./instance-discovery.ts";
import { type ResourceReader, readTokenForm } from "./token-form.ts";
import { readResourceV1, writeTokenV1 } from "./token-v1.ts";
import { readResourceV2, writeTokenV2 } from "./token-v2.ts";

export interface LoginSurfaceDependencies {
  readonly identity: Identity;
  readonly log: Logger;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** A dialect of the token endpoint: how it is asked, how it answers. */
interface Dialect {
  readonly readResource: ResourceReader;
  write(token: IssuedToken, request: TokenRequest): object;
}

const dialectV1: Dialect = { readResource: readResourceV1, write: writeTokenV1 };
const dialectV2: Dialect = { readResource: readResourceV2, write: writeTokenV2 };

/** The login host: token endpoints of both versions, discovery documents and keys. */
export function createLoginSurface(deps: LoginSurfaceDependencies): FastifyInstance {
  const { identity, log, clock, ids } = deps;
  const surface = createSurface({
    name: "login",
    log,
    ids,
    noStore: true,
    caseSensitive: false,
    bodyBytesMax: limits.http.formBodyBytesMax,
    writeError: (refusal, request) => writeLoginError(refusal, request, { clock, ids }),
  });
  const answer = async (
    request: FastifyRequest<{ Params: { tenant: string } }>,
    reply: FastifyReply,
    dialect: Dialect,
  ): Promise<FastifyReply> => {
    const { tenant } = request.params;
    const tokenRequest = readTokenForm(
      {
        tenant,
        origin: originOf(request.raw),
        form: formOf(request),
        authorization: request.headers.authorization,
      },
      dialect.readResource,
    );
    noteRequest(request, { operation: tokenRequest.grantType });
    const token = await identity.issueFor(tokenRequest);
    return reply
      .header("pragma", "no-cache")
      .type("application/json; charset=utf-8")
      .send(JSON.stringify(dialect.write(token, tokenRequest)));
  };
  // az points its ADFS form at /adfs and speaks the v2.0 dialect there.
  surface.post<{ Params: { tenant: string } }>("/:tenant/oauth2/token", (request, reply) =>
    answer(request, reply, isAdfs(request.params.tenant) ? dialectV2 : dialectV1),
  );
  surface.post<{ Params: { tenant: string } }>("/:tenant/oauth2/v2.0/token", (request, reply) =>
    answer(request, reply, dialectV2),
  );
  for (const path of ["/:tenant/oauth2/authorize", "/:tenant/oauth2/v2.0/authorize"]) {
    surface.route({ method: ["GET", "POST"], url: path, handler: refuseBrowser });
  }
  addDiscoveryRoutes(surface, identity);
  addInstanceDiscovery(surface, identity);
  return surface;
}

const isAdfs = (tenant: string): boolean => tenant.toLowerCase() === "adfs";

function formOf({ body }: FastifyRequest): URLSearchParams {
  if (body instanceof URLSearchParams) return body;
  if (body === undefined || body === null) return new URLSearchParams();
  throw new InvalidInput("unsupported-media-type", "The request body must be a form.");
}

/** Discovery documents must name this endpoint, so it answers by name that it is not served. */
async function refuseBrowser(): Promise<never> {
  throw new Failure("identity/response-type-unsupported", "browser sign-in is not served");
}
