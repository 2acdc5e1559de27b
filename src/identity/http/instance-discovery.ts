import type { FastifyInstance } from "fastify";
import { Failure } from "../../base/index.ts";
import { originOf } from "../../http/index.ts";
import type { Identity } from "../identity.ts";

const API_VERSIONS: ReadonlySet<string> = new Set(["1.0", "1.1"]);

/** Hosts of the public cloud, as clients cache them. Source: every MSAL carries the same list. */
const PUBLIC_CLOUD = {
  preferred_network: "login.microsoftonline.com",
  preferred_cache: "login.windows.net",
  aliases: [
    "login.microsoftonline.com",
    "login.windows.net",
    "login.microsoft.com",
    "sts.windows.net",
  ],
};

interface InstanceQuery {
  readonly "api-version"?: unknown;
  readonly authorization_endpoint?: unknown;
}

/**
 * `GET /common/discovery/instance`: whether an authority belongs to this service.
 *
 * The port is not compared: msal-py 1.21 leaves it out of `authorization_endpoint`; the answer's
 * `tenant_discovery_endpoint` carries it again.
 */
export function addInstanceDiscovery(surface: FastifyInstance, identity: Identity): void {
  surface.get("/:tenant/discovery/instance", async (request, reply) => {
    const query = request.query as InstanceQuery;
    const version = requireText(query["api-version"], "api-version");
    if (!API_VERSIONS.has(version)) {
      throw new Failure("identity/api-version-unknown", "unknown version", { facts: { version } });
    }
    const endpoint = requireText(query.authorization_endpoint, "authorization_endpoint");
    const origins = identity.loginOrigins();
    const { origin, tenant, isV2 } = readEndpoint(endpoint, [originOf(request.raw), ...origins]);
    const path = isV2 ? "v2.0/.well-known" : ".well-known";
    return reply.send({
      tenant_discovery_endpoint: `${origin}/${tenant}/${path}/openid-configuration`,
      "api-version": version,
      metadata: [PUBLIC_CLOUD, ...ownMetadata(origins)],
    });
  });
}

function requireText(value: unknown, parameter: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw new Failure("identity/query-parameter-missing", "missing", { facts: { parameter } });
}

function readEndpoint(
  text: string,
  origins: readonly string[],
): { readonly origin: string; readonly tenant: string; readonly isV2: boolean } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const tenant = url?.pathname.split("/").find((segment) => segment !== "");
  const origin = origins.find(
    (known) => url?.protocol === "https:" && new URL(known).hostname === url.hostname,
  );
  if (url === undefined || tenant === undefined || origin === undefined) {
    throw new Failure("identity/instance-unknown", "not an authority of this service");
  }
  return { origin, tenant, isV2: url.pathname.includes("/v2.0/") };
}

/** Our own origins, each as an authority of its own. */
function ownMetadata(origins: readonly string[]): readonly object[] {
  const hosts = origins.map((origin) => new URL(origin).host);
  return hosts
    .filter((host) => !PUBLIC_CLOUD.aliases.includes(host))
    .map((host) => ({ preferred_network: host, preferred_cache: host, aliases: [host] }));
}
