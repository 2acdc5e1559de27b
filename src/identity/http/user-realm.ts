import type { FastifyInstance } from "fastify";
import { Failure } from "../../base/index.ts";
import type { Identity } from "../identity.ts";
import { isDomainName } from "../tenant-name.ts";

interface RealmQuery {
  readonly "api-version"?: unknown;
}

/**
 * `GET /common/userrealm/{upn}`: who checks a user's password, which Python clients ask before they
 * send it: `{"ver":"1.0","account_type":"Managed","domain_name":"contoso.com",
 * "cloud_instance_name":"microsoftonline.com","cloud_audience_urn":"urn:federation:MicrosoftOnline"}`.
 *
 * The answer follows from the domain alone: it does not tell which users there are.
 */
export function addUserRealm(surface: FastifyInstance, identity: Identity): void {
  surface.get<{ Params: { tenant: string; user: string } }>(
    "/:tenant/userrealm/:user",
    async (request, reply) => {
      await identity.resolveTenant(request.params.tenant);
      const version = (request.query as RealmQuery)["api-version"];
      if (version !== "1.0") {
        throw new Failure("identity/realm-version-unknown", "another version", {
          facts: { version: typeof version === "string" ? version : "" },
        });
      }
      const { user } = request.params;
      const domain = user.slice(user.lastIndexOf("@") + 1).toLowerCase();
      const isManaged = user.includes("@") && (await isOurs(domain, identity));
      return reply.send({
        ver: "1.0",
        account_type: isManaged ? "Managed" : "Unknown",
        ...(isManaged && { domain_name: domain }),
        cloud_instance_name: "microsoftonline.com",
        cloud_audience_urn: "urn:federation:MicrosoftOnline",
      });
    },
  );
}

async function isOurs(domain: string, identity: Identity): Promise<boolean> {
  if (!isDomainName(domain)) return false;
  try {
    await identity.resolveTenant(domain);
    return true;
  } catch (error) {
    if (error instanceof Failure && error.code === "identity/tenant-not-found") return false;
    throw error;
  }
}
