import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Identity } from "../identity.ts";

/** Which pages of other origins may read the answers of a path. */
interface CorsPolicy {
  readonly methods: string;
  /** Any page, since nothing in the answer is anybody's own; or those of registered SPAs. */
  readonly readers: "any" | "spa";
}

const DOCUMENT: CorsPolicy = { methods: "GET, OPTIONS", readers: "any" };
const TOKEN: CorsPolicy = { methods: "POST, OPTIONS", readers: "spa" };

/**
 * What pages may read: documents and keys, tokens where they are a single-page application's, and
 * UserInfo, whose reader has a token already. No cookie counts here, so none is let through. The
 * pages of sign-in are for no script to read.
 */
const POLICIES: Readonly<Record<string, CorsPolicy>> = {
  "/:tenant/.well-known/openid-configuration": DOCUMENT,
  "/:tenant/v2.0/.well-known/openid-configuration": DOCUMENT,
  "/:tenant/discovery/keys": DOCUMENT,
  "/:tenant/discovery/v2.0/keys": DOCUMENT,
  "/:tenant/discovery/instance": DOCUMENT,
  "/:tenant/oauth2/token": TOKEN,
  "/:tenant/oauth2/v2.0/token": TOKEN,
  "/oidc/userinfo": { methods: "GET, POST, OPTIONS", readers: "any" },
};

/** Headers of an answer that scripts read to name a request when something is wrong. */
const EXPOSED = "client-request-id, x-ms-client-request-id, x-ms-request-id, www-authenticate";
/** A list of header names. Source: RFC 9110 section 5.6. */
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~-]{1,64}(?:[ \t]*,[ \t]*[\w!#$%&'*+.^`|~-]{1,64}){0,31}$/;
/** Assumed: the service does not say; browsers keep a preflight for two hours at most. */
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of other origins read what they may, errors included, and answers what browsers ask
 * beforehand. A preflight has no form, so it cannot name the client: an origin passes that any
 * single-page application is registered with, and which client may redeem what is the grant's to
 * say.
 *
 * Source: learn.microsoft.com/entra/identity-platform/reply-url#prefer-spa-type (the token endpoint
 * allows origins of SPA redirect URIs alone); the Fetch standard for the headers.
 */
export function addCors(surface: FastifyInstance, identity: Pick<Identity, "isSpaOrigin">): void {
  surface.addHook("onRequest", (request, reply, done) => {
    const { origin } = request.headers;
    const policy = POLICIES[request.routeOptions.url ?? ""];
    if (policy?.readers === "spa") reply.header("vary", "origin");
    if (policy?.readers === "any") admit(request, reply, "*");
    if (policy?.readers !== "spa" || origin === undefined) {
      done();
      return;
    }
    identity.isSpaOrigin(origin).then((isSpa) => {
      if (isSpa) admit(request, reply, origin);
      done();
    }, done);
  });
  for (const [path, { methods }] of Object.entries(POLICIES)) {
    surface.options(path, async (request, reply) => {
      reply.code(204).header("allow", methods);
      if (reply.hasHeader("access-control-allow-origin")) allowRequest(request, reply, methods);
      return reply.send();
    });
  }
}

function admit(request: FastifyRequest, reply: FastifyReply, origin: string): void {
  reply.header("access-control-allow-origin", origin);
  if (request.method !== "OPTIONS") reply.header("access-control-expose-headers", EXPOSED);
}

/** Headers that mean nothing here do no harm, so whatever the page wants to send it may. */
function allowRequest({ headers }: FastifyRequest, reply: FastifyReply, methods: string): void {
  const wanted = headers["access-control-request-headers"] ?? "";
  reply.header("access-control-allow-methods", methods);
  reply.header("access-control-max-age", PREFLIGHT_SECONDS);
  if (HEADER_NAMES.test(wanted)) reply.header("access-control-allow-headers", wanted);
}
