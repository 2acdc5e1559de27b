import { hash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Failure } from "../../base/index.ts";
import { originOf } from "../../http/index.ts";
import type { Identity } from "../identity.ts";
import { issuerV2 } from "../tokens/access-token.ts";
import { adfsDocument, discoveryDocument, type Place } from "./discovery-document.ts";

type TenantRoute = FastifyRequest<{ Params: { tenant: string } }>;

/** Both discovery documents and both key documents. */
export function addDiscoveryRoutes(surface: FastifyInstance, identity: Identity): void {
  const get = (path: string, write: (place: Place, tenant: string) => object): void => {
    surface.get<{ Params: { tenant: string } }>(path, async (request, reply) =>
      sendDocument(request, reply, write(await placeOf(request, identity), request.params.tenant)),
    );
  };
  const keys = (): readonly object[] => identity.publishedKeys().map(writeKey);
  get("/:tenant/.well-known/openid-configuration", (place, tenant) =>
    tenant.toLowerCase() === "adfs" ? adfsDocument(place) : discoveryDocument(place, "v1"),
  );
  get("/:tenant/v2.0/.well-known/openid-configuration", (place) => discoveryDocument(place, "v2"));
  get("/:tenant/discovery/keys", () => ({ keys: keys() }));
  get("/:tenant/discovery/v2.0/keys", (place) => ({
    keys: keys().map((key) => ({ ...key, issuer: issuerV2(place.origin, place.tenantId) })),
  }));
}

async function placeOf(request: TenantRoute, identity: Identity): Promise<Place> {
  const origin = originOf(request.raw);
  const choice = await identity.resolveTenant(request.params.tenant);
  if (choice.kind === "tenant") return { origin, segment: choice.id, tenantId: choice.id };
  if (choice.name === "consumers") {
    throw new Failure("identity/tenant-not-found", "there are no personal accounts", {
      facts: { tenant: choice.name },
    });
  }
  return { origin, segment: choice.name, tenantId: "{tenantid}" };
}

function writeKey(key: ReturnType<Identity["publishedKeys"]>[number]): object {
  return {
    kty: "RSA",
    use: "sig",
    kid: key.kid,
    x5t: key.kid,
    n: key.n,
    e: key.e,
    x5c: [key.certificateBase64],
  };
}

/**
 * Sends a document that may be kept but must be asked about before every use. Microsoft's say
 * `max-age=86400`; ours would then hide a rotation with `--now`, outlive a store that was thrown
 * away, and stand in a browser's cache under Microsoft's own names when the gateway is gone.
 */
function sendDocument(
  request: FastifyRequest,
  reply: FastifyReply,
  document: object,
): FastifyReply {
  const text = JSON.stringify(document);
  const etag = `"${hash("sha256", text, "base64url").slice(0, 27)}"`;
  reply.header("cache-control", "private, max-age=0, must-revalidate").header("etag", etag);
  if (namesTag(request.headers["if-none-match"], etag)) return reply.code(304).send();
  return reply.type("application/json; charset=utf-8").send(text);
}

/** Source: RFC 9110 section 13.1.2; proxies weaken tags, which compares equal. */
function namesTag(header: string | undefined, etag: string): boolean {
  const tags = (header ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes("*") || tags.includes(etag);
}
