import { hash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Failure } from "../../base/index.ts";
import { originOf } from "../../http/index.ts";
import { clientAuthentications } from "../client-auth/index.ts";
import { grants, userGrants } from "../grants/index.ts";
import type { Identity } from "../identity.ts";
import { issuerV1, issuerV2 } from "../tokens/access-token.ts";

type Version = "v1" | "v2";
type TenantRoute = FastifyRequest<{ Params: { tenant: string } }>;

/** Where a tenant's documents live, and whom they name as issuer. */
interface Place {
  readonly origin: string;
  /** Path segment of the endpoints: the tenant's id, or a shared name. */
  readonly segment: string;
  /** The tenant's id, or `{tenantid}` where none is told. */
  readonly tenantId: string;
}

const CLAIMS_BY_VERSION: Readonly<Record<Version, readonly string[]>> = {
  v1: ["appid", "appidacr", "idp"],
  v2: ["azp", "azpacr"],
};
const CLAIMS = ["sub", "iss", "aud", "exp", "iat", "nbf", "oid", "tid", "roles", "uti", "ver"];

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

/**
 * What is served, and the fields that clients refuse to go without (`authorization_endpoint` is
 * one: it answers that it is not served). The issuer is the document's own base at the origin
 * that was asked, as openid-client demands, and always by tenant id.
 */
function discoveryDocument({ origin, segment, tenantId }: Place, version: Version): object {
  const base = `${origin}/${segment}`;
  const path = version === "v1" ? "oauth2" : "oauth2/v2.0";
  const keys = version === "v1" ? "discovery/keys" : "discovery/v2.0/keys";
  return {
    token_endpoint: `${base}/${path}/token`,
    token_endpoint_auth_methods_supported: clientAuthentications.map(({ method }) => method),
    token_endpoint_auth_signing_alg_values_supported: ["RS256", "PS256"],
    jwks_uri: `${base}/${keys}`,
    grant_types_supported: [...grants.keys(), ...userGrants.keys()],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    response_types_supported: [],
    issuer: version === "v1" ? issuerV1(origin, tenantId) : issuerV2(origin, tenantId),
    ...(version === "v1" && { microsoft_multi_refresh_token: false }),
    request_uri_parameter_supported: false,
    userinfo_endpoint: `${origin}/oidc/userinfo`,
    authorization_endpoint: `${base}/${path}/authorize`,
    device_authorization_endpoint: `${base}/${path}/devicecode`,
    claims_supported: [...CLAIMS, ...CLAIMS_BY_VERSION[version]],
    tenant_region_scope: null,
    cloud_instance_name: "microsoftonline.com",
    msgraph_host: "graph.microsoft.com",
  };
}

/** The ADFS form, which az reads without instance discovery. Seen: az 2.45 speaks v2.0 there. */
function adfsDocument(place: Place): object {
  const base = `${place.origin}/adfs`;
  return {
    ...discoveryDocument(place, "v2"),
    token_endpoint: `${base}/oauth2/token`,
    authorization_endpoint: `${base}/oauth2/authorize`,
    device_authorization_endpoint: `${base}/oauth2/devicecode`,
    jwks_uri: `${base}/discovery/keys`,
  };
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
