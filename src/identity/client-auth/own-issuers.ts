import { Failure } from "../../base/index.ts";
import type { TenantNames } from "../tenant-name.ts";

/** What tells our own URLs from others. */
export interface OwnUrls {
  readonly tenants: TenantNames;
  /** Every origin under which the login surface is reached. */
  readonly loginOrigins: () => readonly string[];
}

const ENDPOINTS: ReadonlySet<string> = new Set([
  "",
  "v2.0",
  "v2.0/",
  "oauth2/token",
  "oauth2/v2.0/token",
]);
const ISSUERS: ReadonlySet<string> = new Set(["", "v2.0"]);

/**
 * The tenant whose token endpoint, or issuer, a URL is: at any of our origins, of either version,
 * the tenant by id or by name. Undefined for every other text.
 *
 * Seen: clients name the endpoint that they ask as audience, openid-client the issuer.
 */
export function tenantOfEndpoint(url: string, own: OwnUrls): Promise<string | undefined> {
  return tenantOf(url, ENDPOINTS, own);
}

/** The tenant that issues tokens under a name; undefined for a name that is not one of ours. */
export function tenantOfIssuer(issuer: string, own: OwnUrls): Promise<string | undefined> {
  return tenantOf(issuer, ISSUERS, own);
}

async function tenantOf(
  url: string,
  paths: ReadonlySet<string>,
  { tenants, loginOrigins }: OwnUrls,
): Promise<string | undefined> {
  const origin = loginOrigins().find((known) => url.startsWith(`${known}/`));
  if (origin === undefined) return undefined;
  const [tenant = "", ...path] = url.slice(origin.length + 1).split("/");
  if (!paths.has(path.join("/"))) return undefined;
  try {
    const choice = await tenants.resolve(tenant);
    return choice.kind === "tenant" ? choice.id : undefined;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
