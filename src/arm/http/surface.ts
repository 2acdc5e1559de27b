import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Access, foldCase } from "../../access/index.ts";
import { type Clock, Failure, type Ids, limits } from "../../base/index.ts";
import {
  type Authenticator,
  createSurface,
  type DenialLog,
  InvalidInput,
  type Logger,
  noteRequest,
  originOf,
  type Principal,
  type Refusal,
  type WireError,
} from "../../http/index.ts";
import type { ActivityEvents } from "../activity-events.ts";
import type { Arm } from "../arm.ts";
import { makeAuthorizer } from "./authorizer.ts";
import type { ArmAnswer, ArmRequest, ServiceOrigins } from "./call.ts";
import { dispatch } from "./dispatch.ts";
import { writeArmError } from "./failures.ts";
import { metadataEndpoints } from "./metadata.ts";
import { recordActivity } from "./record-activity.ts";
import type { Principals, RouteDependencies } from "./route-deps.ts";

export interface ArmSurfaceDependencies {
  readonly arm: Arm;
  readonly access: Access;
  readonly authenticator: Authenticator;
  /** Audiences that a token for Resource Manager may have. */
  readonly audiences: () => ReadonlySet<string>;
  readonly principals: Principals;
  /** Where the services answer, given the origin that the caller asked. */
  readonly origins: (asked: string) => ServiceOrigins;
  /** Where every change that is asked for is told. */
  readonly activity: ActivityEvents;
  /** Every service's refusals; this one tells administrators of them. */
  readonly denials: DenialLog;
  readonly log: Logger;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Azure Resource Manager as a host: `management.azure.com`. */
export function createArmSurface(deps: ArmSurfaceDependencies): FastifyInstance {
  const { arm, access, clock, denials, principals, origins } = deps;
  const authorizer = makeAuthorizer({ arm, access });
  const routes: RouteDependencies = {
    arm,
    access,
    authorizer,
    clock,
    denials,
    principals,
    origins,
  };
  const surface = createSurface({
    name: "arm",
    log: deps.log,
    ids: deps.ids,
    bodies: "raw",
    caseSensitive: false,
    noStore: true,
    denials: deps.denials,
    writeError: writeError,
  });
  surface.addHook("onRequest", (request, reply, done) => {
    reply.header("x-ms-correlation-request-id", request.id);
    done();
  });
  surface.route({
    method: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    url: "/*",
    async handler(request, reply) {
      const { signal, finish } = signalOf(reply);
      try {
        return send(reply, await answer(requestOf(request, signal), request, deps, routes));
      } finally {
        finish();
      }
    },
  });
  return surface;
}

async function answer(
  request: ArmRequest,
  raw: FastifyRequest,
  deps: ArmSurfaceDependencies,
  routes: RouteDependencies,
): Promise<ArmAnswer> {
  if (request.keys.join("/") === "metadata/endpoints") {
    return metadataEndpoints(request, deps.origins(request.origin));
  }
  let principal: Principal | undefined;
  try {
    principal = await deps.authenticator.authenticate(raw.headers.authorization, deps.audiences());
    noteRequest(raw, { principalId: principal.objectId, principal });
    const activity = { events: deps.activity, clock: deps.clock, ids: deps.ids };
    return await recordActivity(request, principal, activity, (call) => dispatch(call, routes));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (principal !== undefined) await noteWhy(error, principal, raw, routes);
    throw await withAuthority(error, request, deps);
  }
}

/** Keeps with the request why no role granted it. */
async function noteWhy(
  { facts }: Failure,
  principal: Principal,
  raw: FastifyRequest,
  { access }: RouteDependencies,
): Promise<void> {
  const { action, dataAction, armScope } = facts;
  if (armScope === undefined || (action ?? dataAction) === undefined) return;
  const denial = await access.explainDenial(principal, { action, dataAction, armScope });
  noteRequest(raw, { denial });
}

/** What a client needs in order to get a better token, added to a refusal of the one it sent. */
async function withAuthority(
  failure: Failure,
  request: ArmRequest,
  { arm, audiences, origins }: ArmSurfaceDependencies,
): Promise<Failure> {
  if (!failure.code.startsWith("http/") && failure.code !== "arm/tenant-mismatch") return failure;
  const [first, subscriptionId = ""] = request.keys;
  const subscription =
    first === "subscriptions" ? await arm.findSubscription(subscriptionId) : undefined;
  const allowed = [...audiences()].map((audience) => `'${audience}'`).join(",");
  return new Failure(failure.code, failure.message, {
    cause: failure,
    facts: {
      ...failure.facts,
      allowed,
      login: origins(request.origin).login,
      authorityTenant: subscription?.tenantId ?? "common",
    },
  });
}

/** Source: RFC 6750 section 3; `authorization_uri` is how ARM names the authority to ask. */
function writeError(refusal: Refusal): WireError {
  const written = writeArmError(refusal);
  if (written.status !== 401 || refusal.kind !== "failure") return written;
  const { authorityTenant = "common", login = "" } = refusal.failure.facts;
  const { message } = (written.body as { error: { message: string } }).error;
  // Quotes and controls would end the header's text early; tokens' own claims may be in it.
  const description = message.replace(/[^\x20-\x7e]|["\\]/g, "'");
  const challenge =
    `Bearer authorization_uri="${login}/${authorityTenant}", error="invalid_token", ` +
    `error_description="${description}"`;
  return { ...written, headers: { "www-authenticate": challenge } };
}

function requestOf(request: FastifyRequest, signal: AbortSignal): ArmRequest {
  const [rawPath = "/", rawQuery = ""] = splitOnce(request.url, "?");
  const path = rawPath
    .split("/")
    .filter((segment) => segment !== "")
    .map(decodeSegment);
  if (path.length > limits.arm.pathSegmentsMax) {
    throw new InvalidInput("malformed-url", "The request path has too many segments.");
  }
  return {
    method: request.method,
    path,
    keys: path.map(foldCase),
    query: foldNames(new URLSearchParams(rawQuery)),
    url: request.url,
    headers: request.headers,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    origin: originOf(request.raw),
    clientAddress: request.ip,
    requestId: request.id,
    signal,
  };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** A segment that decodes to something with structure of its own is not one segment. */
function decodeSegment(segment: string): string {
  const text = decodeURIComponent(segment);
  if (/[\p{Cc}\p{Cs}/\\%?#]/u.test(text) || /^\.+$/.test(text)) {
    throw new InvalidInput("malformed-url", "The request path has a segment that is not allowed.");
  }
  return text;
}

/** ARM's parameter names have no case; one that comes twice has no meaning. */
function foldNames(query: URLSearchParams): URLSearchParams {
  const folded = new URLSearchParams();
  for (const [name, value] of query) {
    const key = name.toLowerCase();
    if (folded.has(key)) {
      throw new Failure("arm/parameter-repeated", "repeated parameter", {
        facts: { name: key.slice(0, 100) },
      });
    }
    folded.set(key, value);
  }
  return folded;
}

/** Ends when the client goes away before the answer. */
function signalOf(reply: FastifyReply): { signal: AbortSignal; finish: () => void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  reply.raw.once("close", abort);
  return { signal: controller.signal, finish: () => reply.raw.off("close", abort) };
}

function send(reply: FastifyReply, { status, headers = {}, body }: ArmAnswer): FastifyReply {
  reply.code(status).headers(headers);
  if (body === undefined) return reply.send();
  if (!reply.hasHeader("content-type")) reply.type("application/json; charset=utf-8");
  return reply.send(typeof body === "string" ? body : JSON.stringify(body));
}
