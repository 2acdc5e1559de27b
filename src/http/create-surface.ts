import type { IncomingMessage } from "node:http";
import {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
} from "fastify";
import { Failure, type Ids, limits, systemIds } from "../base/index.ts";
import { defectForLog, logAccess } from "./access-log.ts";
import { allowedMethods, answerProbe } from "./allowed-methods.ts";
import { denialOf } from "./denial-of.ts";
import { type Denials, WHY_HEADER } from "./denials.ts";
import type { Logger } from "./logger.ts";
import { type NormalizedUrl, normalizeUrl } from "./normalize-url.ts";
import { InvalidInput, type InvalidInputReason, type Refusal, type WireError } from "./refusal.ts";
import { noteRequest } from "./request-note.ts";
import { setTargetAuthority } from "./request-origin.ts";
import { acceptBodies, type BodyForm } from "./surface-bodies.ts";
import type { SurfaceName } from "./surface-name.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What the access log calls requests of this route, unless `noteRequest` says more. */
    operation?: string;
  }
}

/** What makes one public host different from the others. */
export interface SurfaceOptions {
  readonly name: SurfaceName;
  readonly log: Logger;
  /** Words every refusal in the vendor's form; must not throw. */
  writeError(refusal: Refusal, request: FastifyRequest): WireError;
  /** `parsed` without it. */
  readonly bodies?: BodyForm;
  /** Largest body; `limits.http.jsonBodyBytesMax` without it. */
  readonly bodyBytesMax?: number;
  /** False where the vendor's paths have no case (ARM, Graph); true without it. */
  readonly caseSensitive?: boolean;
  /** Answers carry `cache-control: no-store` unless their handler says otherwise. */
  readonly noStore?: boolean;
  readonly ids?: Ids;
  /** Keeps why requests are refused with 403; the answer then says where that is explained. */
  readonly denials?: Denials | undefined;
}

/** Headers whose repetition Node would hide by keeping only the first. */
const SINGLE_HEADERS: ReadonlySet<string> = new Set(["authorization", "content-type", "host"]);
const CORRELATION_ID = /^[\w.{}-]{1,64}$/;

/**
 * One public host as a Fastify instance whose every refusal is in the vendor's own form.
 *
 * It adds what all hosts share: normalised URLs, body parsers, 404 and 405, request ids, security
 * headers and one access-log line per request. Strict-Transport-Security is left out on purpose:
 * on `localhost` it would force https on everything else that the machine's owner runs there.
 */
export function createSurface(options: SurfaceOptions): FastifyInstance {
  const { ids = systemIds } = options;
  const bodyLimit = options.bodyBytesMax ?? limits.http.jsonBodyBytesMax;
  const surface = fastify({
    logger: false,
    bodyLimit,
    return503OnClosing: false,
    genReqId: () => ids.guid(),
    rewriteUrl: (raw) => rewrite(raw as NoticedRequest),
    routerOptions: {
      caseSensitive: options.caseSensitive ?? true,
      maxParamLength: limits.http.urlCharactersMax,
    },
    frameworkErrors: (error, request, reply) => {
      refuse(options, refusalOf(error), request as FastifyRequest, reply as FastifyReply);
    },
  });
  acceptBodies(surface, options.bodies ?? "parsed");
  const baseHeaders: Readonly<Record<string, string>> = {
    "x-content-type-options": "nosniff",
    ...(options.noStore === true ? { "cache-control": "no-store" } : {}),
  };
  surface.addHook("onRequest", (request, reply, done) => {
    if (answerProbe(request)) return;
    logWhenClosed(options, request, reply);
    reply.headers(baseHeaders);
    reply.header("x-ms-request-id", request.id);
    echoCorrelation(request, reply);
    const refusal = earlyRefusal(surface, request);
    if (refusal === undefined) done();
    else refuse(options, refusal, request, reply);
  });
  addWhy(surface, options);
  surface.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error);
    if (refusal.kind === "defect") {
      logDefect(options, request, error);
    }
    refuse(options, refusal, request, reply);
  });
  // Unknown paths are refused before their body is read, in the hook above.
  surface.setNotFoundHandler((request, reply) => {
    refuse(options, { kind: "not-found" }, request, reply);
  });
  return surface;
}

/** No 403 leaves without the address of its explanation, whoever worded it. */
function addWhy(surface: FastifyInstance, { name, denials }: SurfaceOptions): void {
  if (denials === undefined) return;
  surface.addHook("onSend", (request, reply, payload, done) => {
    if (reply.statusCode === 403)
      reply.header(WHY_HEADER, denials.record(denialOf(name, request, payload)));
    done(null, payload);
  });
}

interface NoticedRequest extends IncomingMessage {
  urlProblem?: NormalizedUrl["problem"];
}

/** Runs before routing; a wrong URL is refused later, once there is a reply to do it with. */
function rewrite(raw: NoticedRequest): string {
  const { url, authority, problem } = normalizeUrl(raw.url ?? "/");
  if (problem !== undefined) raw.urlProblem = problem;
  if (authority !== undefined) setTargetAuthority(raw, authority);
  return url;
}

function logWhenClosed(
  options: SurfaceOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const startedAtMs = performance.now();
  reply.raw.once("close", () => {
    logAccess(options.log, options.name, request, reply, startedAtMs);
  });
}

function echoCorrelation(request: FastifyRequest, reply: FastifyReply): void {
  for (const name of ["client-request-id", "x-ms-client-request-id"]) {
    const value = request.headers[name];
    if (typeof value === "string" && CORRELATION_ID.test(value)) reply.header(name, value);
  }
}

/** What can be refused from the request line and headers alone. */
function earlyRefusal(surface: FastifyInstance, request: FastifyRequest): Refusal | undefined {
  const problem = (request.raw as NoticedRequest).urlProblem;
  if (problem !== undefined) return invalid(problem);
  if (hasRepeatedHeader(request.raw.rawHeaders)) return invalid("duplicate-header");
  if (!request.is404) return undefined;
  const allowed = allowedMethods(surface, request.url);
  return allowed.length === 0 ? { kind: "not-found" } : { kind: "method-not-allowed", allowed };
}

function hasRepeatedHeader(rawHeaders: readonly string[]): boolean {
  let seen = "";
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? "";
    if (name.length !== 4 && name.length !== 12 && name.length !== 13) continue;
    const key = name.toLowerCase();
    if (!SINGLE_HEADERS.has(key)) continue;
    if (seen.includes(key)) return true;
    seen += key;
  }
  return false;
}

const MESSAGES: Readonly<Record<InvalidInputReason, string>> = {
  "malformed-url": "The request URL is not valid.",
  "url-too-long": "The request URL is too long.",
  "duplicate-header": "A header that may appear once appears more than once.",
  "malformed-json": "The request body is not valid JSON.",
  "malformed-form": "The form body is not valid.",
  "body-too-large": "The request body is too large.",
  "body-incomplete": "The request body is shorter or longer than its Content-Length.",
  "unsupported-media-type": "The content type of the request body is not supported.",
  "invalid-value": "The request has a value that is not valid.",
};

function invalid(reason: InvalidInputReason): Refusal {
  return { kind: "invalid-input", reason, message: MESSAGES[reason] };
}

const FRAMEWORK_REASONS: Readonly<Record<string, InvalidInputReason>> = {
  FST_ERR_BAD_URL: "malformed-url",
  FST_ERR_MAX_PARAM_LENGTH: "url-too-long",
  FST_ERR_CTP_BODY_TOO_LARGE: "body-too-large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "unsupported-media-type",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "body-incomplete",
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: "unsupported-media-type",
  ECONNRESET: "body-incomplete",
};

/** What an error that was thrown while answering stands for. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Failure) return { kind: "failure", failure: error };
  if (error instanceof InvalidInput) {
    return { kind: "invalid-input", reason: error.reason, message: error.message };
  }
  const code = (error as Partial<FastifyError> | null)?.code;
  const reason = typeof code === "string" ? FRAMEWORK_REASONS[code] : undefined;
  return reason === undefined ? { kind: "defect" } : invalid(reason);
}

function refuse(
  options: SurfaceOptions,
  refusal: Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  if (refusal.kind === "method-not-allowed") {
    reply.header("allow", refusal.allowed.join(", "));
    if (request.method === "OPTIONS") {
      reply.code(204).send();
      return;
    }
  }
  if (refusal.kind === "failure") noteRequest(request, { failure: refusal.failure });
  keepConnection(refusal, request, reply);
  const { status, headers = {}, body } = worded(options, refusal, request);
  reply.code(status).headers(headers);
  if (typeof body === "string") {
    if (!reply.hasHeader("content-type")) reply.type("text/plain; charset=utf-8");
    reply.send(body);
    return;
  }
  if (!reply.hasHeader("content-type")) reply.type("application/json; charset=utf-8");
  reply.send(body === undefined ? undefined : JSON.stringify(body));
}

/** The surface's own words; a writer that throws is a defect, and must not leave Fastify's. */
function worded(options: SurfaceOptions, refusal: Refusal, request: FastifyRequest): WireError {
  try {
    return options.writeError(refusal, request);
  } catch (error) {
    logDefect(options, request, error);
    return { status: 500, body: "" };
  }
}

function logDefect(options: SurfaceOptions, request: FastifyRequest, error: unknown): void {
  const defect = defectForLog(error);
  options.log.error({ surface: options.name, requestId: request.id, defect });
}

/**
 * Undoes Fastify's `connection: close` where the rest of the body is short enough to be dropped:
 * closing with unread bytes resets the connection, and clients then lose the answer.
 */
function keepConnection(refusal: Refusal, request: FastifyRequest, reply: FastifyReply): void {
  if (!reply.hasHeader("connection")) return;
  const announced = Number(request.headers["content-length"]);
  const isTooLarge = refusal.kind === "invalid-input" && refusal.reason === "body-too-large";
  const isShort = isTooLarge && announced <= limits.http.droppedBodyBytesMax;
  if (request.raw.complete || isShort) reply.header("connection", "keep-alive");
}
