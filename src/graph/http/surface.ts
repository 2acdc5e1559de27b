import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Clock, Ids } from "../../base/index.ts";
import {
  type Authenticator,
  createSurface,
  type Denials,
  defectForLog,
  type Logger,
  noteRequest,
  originOf,
  type Refusal,
  refusalOf,
  WHY_HEADER,
  type WireError,
} from "../../http/index.ts";
import type { Identity } from "../../identity/index.ts";
import { answerBatch, isBatch } from "./batch.ts";
import type { GraphAnswer, GraphCall } from "./call.ts";
import { DeniedByRule } from "./denied-by-rule.ts";
import { dispatch } from "./dispatch.ts";
import { graphWords, isWorded } from "./failures.ts";
import { readRequest } from "./read-request.ts";

export interface GraphSurfaceDependencies {
  readonly identity: Identity;
  readonly authenticator: Authenticator;
  /** Audiences that a token for Graph may have. */
  readonly audiences: () => ReadonlySet<string>;
  /** Where users sign in, given the origin that the caller asked. */
  readonly loginOrigin: (asked: string) => string;
  /** Where refusals are explained. */
  readonly denials: Denials;
  readonly log: Logger;
  readonly clock: Clock;
  readonly ids: Ids;
}

const GRAPH_APP_ID = "00000003-0000-0000-c000-000000000000";

/** Source: the content type of Graph's own answers. */
const JSON_TYPE =
  "application/json;odata.metadata=minimal;odata.streaming=true;" +
  "IEEE754Compatible=false;charset=utf-8";

/** Microsoft Graph as a host: `graph.microsoft.com`, versions v1.0 and beta. */
export function createGraphSurface(deps: GraphSurfaceDependencies): FastifyInstance {
  const surface = createSurface({
    name: "graph",
    log: deps.log,
    ids: deps.ids,
    bodies: "raw",
    caseSensitive: false,
    noStore: true,
    denials: deps.denials,
    writeError: (refusal, request) => writeError(refusal, request, deps),
  });
  surface.addHook("onRequest", (request, reply, done) => {
    reply.headers({ "request-id": request.id, "odata-version": "4.0" });
    if (!reply.hasHeader("client-request-id")) reply.header("client-request-id", request.id);
    done();
  });
  surface.route({
    method: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    url: "/*",
    handler: async (request, reply) => send(reply, await answer(request, deps)),
  });
  return surface;
}

async function answer(
  request: FastifyRequest,
  deps: GraphSurfaceDependencies,
): Promise<GraphAnswer> {
  const call = readRequest({
    method: request.method,
    url: request.url,
    headers: request.headers,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    origin: originOf(request.raw),
  });
  const principal = await deps.authenticator.authenticate(
    request.headers.authorization,
    deps.audiences(),
  );
  noteRequest(request, {
    principalId: principal.objectId,
    principal,
    operation: `${call.method} /${call.pattern.join("/")}`.slice(0, OPERATION_MAX),
  });
  if (!isBatch(call)) {
    return await dispatch({ ...call, principal }, deps).catch((error: unknown) => {
      if (error instanceof DeniedByRule) noteRequest(request, { denial: error.reason });
      throw error;
    });
  }
  return await answerBatch(
    { ...call, principal },
    {
      answer: (step) => answerStep(step, request, deps),
      word: (refusal, headers) =>
        writeError(refusal, { id: request.id, raw: request.raw, headers }, deps),
      noteDefect: (error) =>
        deps.log.error({ surface: "graph", requestId: request.id, defect: defectForLog(error) }),
    },
  );
}

/** A refused request of a batch has the address of its explanation for itself. */
async function answerStep(
  step: GraphCall,
  request: FastifyRequest,
  deps: GraphSurfaceDependencies,
): Promise<GraphAnswer> {
  try {
    return await dispatch(step, deps);
  } catch (error) {
    if (!(error instanceof DeniedByRule)) throw error;
    const { headers, method, origin, path, principal } = step;
    const written = writeError(refusalOf(error), { ...idsOf(request), headers }, deps);
    const why = deps.denials.record({
      surface: "graph",
      requestId: request.id,
      method,
      path,
      origin,
      principal,
      reason: error.reason,
    });
    return { ...written, headers: { ...written.headers, [WHY_HEADER]: why } };
  }
}

const idsOf = ({ id, raw }: FastifyRequest): Pick<FastifyRequest, "id" | "raw"> => ({ id, raw });

const OPERATION_MAX = 200;

/** Source: learn.microsoft.com/graph/errors; RFC 6750 section 3 for the challenge. */
function writeError(
  refusal: Refusal,
  request: Pick<FastifyRequest, "headers" | "id" | "raw">,
  { clock, log, loginOrigin }: GraphSurfaceDependencies,
): WireError {
  if (refusal.kind === "failure" && !isWorded(refusal.failure)) {
    log.error({ surface: "graph", requestId: request.id, defect: refusal.failure.code });
  }
  const { status, code, message } = graphWords(refusal);
  const asked = request.headers["client-request-id"];
  const innerError = {
    date: new Date(clock.now()).toISOString().slice(0, 19),
    "request-id": request.id,
    "client-request-id": typeof asked === "string" && CLIENT_ID.test(asked) ? asked : request.id,
  };
  const body = { error: { code, message, innerError } };
  if (status !== 401) return { status, body };
  const authority = `${loginOrigin(originOf(request.raw))}/common/oauth2/authorize`;
  const challenge = `Bearer realm="", authorization_uri="${authority}", client_id="${GRAPH_APP_ID}"`;
  return { status, headers: { "www-authenticate": challenge }, body };
}

const CLIENT_ID = /^[\w.{}-]{1,64}$/;

function send(reply: FastifyReply, { status, headers = {}, body }: GraphAnswer): FastifyReply {
  reply.code(status).headers(headers);
  if (body === undefined) return reply.send();
  if (!reply.hasHeader("content-type")) reply.type(JSON_TYPE);
  return reply.send(typeof body === "string" ? body : JSON.stringify(body));
}
