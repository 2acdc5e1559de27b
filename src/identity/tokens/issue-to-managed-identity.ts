import { Failure, limits } from "../../base/index.ts";
import type { ManagedIdentity } from "../managed-identities.ts";
import type { LearnSubject } from "../sign-in-events.ts";
import type { AccessToken } from "./access-token.ts";
import { claimsV1 } from "./claims-v1.ts";
import { claimsV2 } from "./claims-v2.ts";
import { audienceName, membershipClaims } from "./extra-claims.ts";
import {
  BACKDATED_SECONDS,
  findResource,
  type IssueDependencies,
  opaqueValues,
} from "./issue-to-application.ts";
import { requireAssignedApplication } from "./require-assignment.ts";
import type { IssuedToken } from "./token-request.ts";

/** What a machine asks for one of its identities. */
export interface ManagedIdentityRequest {
  readonly identity: ManagedIdentity;
  /** Identifier of the API, as the request names it. */
  readonly resource: string;
  /** The login origin whose name the token's issuer begins with. */
  readonly origin: string;
  readonly learn?: LearnSubject;
}

/**
 * Issues an access token to a managed identity: that of its service principal, good for a day, with
 * the claim `xms_mirid`, which names the identity's resource.
 *
 * Its `appidacr` is 2, since the service proves itself by certificate on the identity's behalf.
 *
 * @throws {Failure} `identity/service-principal-disabled`, `identity/resource-not-found`,
 * `identity/resource-disabled`, `identity/application-not-assigned`.
 */
export async function issueToManagedIdentity(
  { identity, resource: asked, origin, learn }: ManagedIdentityRequest,
  { clock, ids, directory, keys }: Pick<IssueDependencies, "clock" | "ids" | "directory" | "keys">,
): Promise<IssuedToken> {
  const { tenantId, appId, objectId, displayName } = identity;
  if (!identity.isEnabled) {
    throw new Failure("identity/service-principal-disabled", "the identity is disabled", {
      facts: { appId, appName: displayName, tenant: tenantId },
    });
  }
  const resource = await findResource(tenantId, { resource: asked }, directory);
  learn?.({ resourceAppId: resource.appId, resourceName: resource.displayName });
  await requireAssignedApplication(identity, resource, directory);
  const seconds = Math.floor(clock.now() / 1000);
  const lifetimeSeconds = limits.identity.managedIdentityTokenLifetimeSeconds;
  const token: AccessToken = {
    origin,
    tenantId,
    clientId: appId,
    clientProof: "2",
    subjectObjectId: objectId,
    resource: { asked: audienceName(asked, resource), appId: resource.appId },
    roles: await directory.grantedRoles(objectId, resource),
    capabilities: [],
    extra: await membershipClaims(
      resource,
      { kind: "servicePrincipal", tenantId, objectId },
      false,
      directory,
    ),
    notBefore: seconds - BACKDATED_SECONDS,
    expiresOn: seconds + lifetimeSeconds,
    ...opaqueValues(ids),
  };
  const isVersion1 = resource.tokenVersion === 1;
  const claims = isVersion1 ? claimsV1(token) : claimsV2(token);
  return {
    accessToken: await keys.sign({ ...claims, xms_mirid: identity.resourceId }, isVersion1),
    tenantId,
    lifetimeSeconds,
    notBefore: token.notBefore,
    expiresOn: token.expiresOn,
  };
}
