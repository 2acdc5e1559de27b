import { Failure } from "../../base/index.ts";
import { requireAssignedApplication } from "../tokens/require-assignment.ts";
import type { Grant } from "./grant.ts";

/**
 * `grant_type=client_credentials`: the application asks for a token as itself.
 *
 * Source: RFC 6749 section 4.4; the v1.0 endpoint takes `resource`, v2.0 `scope=…/.default`.
 * No refresh token is issued (section 4.4.3). Roles are only those that were granted.
 *
 * @throws {Failure} `identity/service-principal-missing`, `identity/service-principal-disabled`,
 * `identity/application-not-assigned`.
 */
export const clientCredentials: Grant = {
  grantType: "client_credentials",

  async decide({ tenantId, client, resource }, { directory }) {
    const facts = { appId: client.appId, appName: client.displayName, tenant: tenantId };
    if (client.principal === undefined) {
      throw new Failure(
        "identity/service-principal-missing",
        "no service principal in the tenant",
        {
          facts,
        },
      );
    }
    if (!client.principal.isEnabled) {
      throw new Failure(
        "identity/service-principal-disabled",
        "the service principal is disabled",
        {
          facts,
        },
      );
    }
    const { objectId } = client.principal;
    await requireAssignedApplication({ ...client, objectId }, resource, directory);
    return {
      subject: { kind: "servicePrincipal", objectId: client.principal.objectId },
      roles: await directory.grantedRoles(client.principal.objectId, resource),
    };
  },
};
