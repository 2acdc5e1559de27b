import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Clock, Ids } from "../../base/index.ts";
import {
  type Authenticator,
  createSurface,
  type Logger,
  noteRequest,
  originOf,
  type Refusal,
  type WireError,
} from "../../http/index.ts";
import type { Identity } from "../../identity/index.ts";
import { refuse } from "../refuse.ts";
import type { GraphAnswer, GraphRequest } from "./call.ts";
import { dispatch } from "./dispatch.ts";
import { graphWords, isWorded } from "./failures.ts";
import { readPath } from "./read-path.ts";

export interface GraphSurfaceDependencies {
  readonly identity: Identity;
  readonly authenticator: Authenticator;
  /** Audiences that a token for Graph may have. */
  readonly audiences: () => ReadonlySet<string>;
  /** Where users sign in, given the origin that the caller asked. */
  readonly loginOrigin: (asked: string) => string;
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
  const call = readRequest(request);
  const principal = await deps.authenticator.authenticate(
    request.headers.authorization,
    deps.audiences(),
  );
  noteRequest(request, {
    principalId: principal.objectId,
    operation: `${call.method} /${call.pattern.join("/")}`.slice(0, OPERATION_MAX),
  });
  return await dispatch({ ...call, principal }, deps);
}

const OPERATION_MAX = 200;

function readRequest(request: FastifyRequest): GraphRequest {
  const at = request.url.indexOf("?");
  const path = at < 0 ? request.url : request.url.slice(0, at);
  const { version, segments, keys } = readPath(path);
  const { accept } = request.headers;
  if (accept !== undefined && /odata\.metadata=full/i.test(accept)) {
    throw refuse("graph/feature-unsupported", { feature: "odata.metadata=full" });
  }
  return {
    method: request.method,
    version,
    segments,
    pattern: segments.map((segment) => segment.toLowerCase()),
    keys,
    query: new URLSearchParams(at < 0 ? "" : request.url.slice(at + 1)),
    headers: request.headers,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    origin: originOf(request.raw),
    path,
    isEventual: /^eventual$/i.test(String(request.headers["consistencylevel"] ?? "")),
  };
}

/** Source: learn.microsoft.com/graph/errors; RFC 6750 section 3 for the challenge. */
function writeError(
  refusal: Refusal,
  request: FastifyRequest,
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
