import { type Clock, Failure, type Ids } from "../../base/index.ts";
import type { ClientAssertions } from "../client-auth/client-assertions.ts";
import { proveClient } from "../client-auth/prove-client.ts";
import { findGrant } from "../grants/find-grant.ts";
import { isGuid } from "../guid.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import type { Resource } from "../resource.ts";
import type { TenantNames } from "../tenant-name.ts";
import type { Client, TokenDirectory } from "../token-directory.ts";
import type { AccessToken } from "./access-token.ts";
import { claimsV1 } from "./claims-v1.ts";
import { claimsV2 } from "./claims-v2.ts";
import { audienceName, lifetimeSecondsOf, membershipClaims } from "./extra-claims.ts";
import type { IssuedToken, TokenRequest } from "./token-request.ts";

export interface IssueDependencies {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly tenants: TenantNames;
  readonly directory: TokenDirectory;
  readonly keys: KeyRing;
  readonly assertions: ClientAssertions;
}

/** `nbf` lies this far in the past. Source: `not_before` in Microsoft's documented answers. */
export const BACKDATED_SECONDS = 300;

/**
 * Answers a token request: tenant, grant type, client, proof, resource, decision, token.
 *
 * @throws {Failure} `identity/…`, in the order of these steps.
 */
export async function issueToApplication(
  request: TokenRequest,
  deps: IssueDependencies,
): Promise<IssuedToken> {
  const tenantId = await resolveTenant(request, deps.tenants);
  request.learn?.({ tenantId });
  const grant = findGrant(request.grantType);
  const client = await findClient(tenantId, request, deps.directory);
  request.learn?.({ appId: client.appId, appName: client.displayName });
  const clientProof = await proveClient(client, request.credential, tenantId, deps);
  const resource = await findResource(tenantId, request, deps.directory);
  request.learn?.({ resourceAppId: resource.appId, resourceName: resource.displayName });
  const decision = await grant.decide({ tenantId, client, resource }, deps);
  const seconds = Math.floor(deps.clock.now() / 1000);
  const lifetimeSeconds = lifetimeSecondsOf(resource);
  const token: AccessToken = {
    origin: request.origin,
    tenantId,
    clientId: client.appId,
    clientProof,
    subjectObjectId: decision.subject.objectId,
    resource: { asked: audienceName(request.resource, resource), appId: resource.appId },
    roles: decision.roles,
    capabilities: request.capabilities,
    extra: await membershipClaims(
      resource,
      { ...decision.subject, tenantId },
      false,
      deps.directory,
    ),
    notBefore: seconds - BACKDATED_SECONDS,
    expiresOn: seconds + lifetimeSeconds,
    ...opaqueValues(deps.ids),
  };
  const isVersion1 = resource.tokenVersion === 1;
  return {
    accessToken: await deps.keys.sign(isVersion1 ? claimsV1(token) : claimsV2(token), isVersion1),
    tenantId,
    lifetimeSeconds,
    notBefore: token.notBefore,
    expiresOn: token.expiresOn,
  };
}

async function resolveTenant(request: TokenRequest, tenants: TenantNames): Promise<string> {
  const choice = await tenants.resolve(request.tenant);
  if (choice.kind === "tenant") return choice.id;
  const facts = { tenant: choice.name };
  if (choice.name === "organizations") {
    throw new Failure("identity/tenant-undetermined", "the request names no tenant", { facts });
  }
  throw new Failure("identity/grant-at-shared-tenant", "this grant needs a tenant", { facts });
}

/** @throws {Failure} `identity/application-id-malformed`, `identity/application-not-found`. */
export async function findClient(
  tenantId: string,
  { clientId }: Pick<TokenRequest, "clientId">,
  directory: TokenDirectory,
): Promise<Client> {
  if (!isGuid(clientId)) {
    // Not quoted: who mistakes one for the other sends the secret here.
    throw new Failure("identity/application-id-malformed", "the client's id is not a GUID");
  }
  const client = await directory.findClient(tenantId, clientId);
  if (client === undefined) {
    throw new Failure("identity/application-not-found", "no such application in the tenant", {
      facts: { appId: clientId, tenant: tenantId },
    });
  }
  return client;
}

/** @throws {Failure} `identity/resource-not-found`, `identity/resource-disabled`. */
export async function findResource(
  tenantId: string,
  { resource: name }: Pick<TokenRequest, "resource">,
  directory: TokenDirectory,
): Promise<Resource> {
  const resource = await directory.findResource(tenantId, name);
  const facts = { resource: name, tenant: tenantId };
  if (resource === undefined) {
    throw new Failure("identity/resource-not-found", "no such resource in the tenant", { facts });
  }
  if (!resource.isEnabled) {
    throw new Failure("identity/resource-disabled", "the resource is disabled", { facts });
  }
  return resource;
}

/** Unique per token: `uti` identifies it, `aio` and `rh` are the service's own business. */
export function opaqueValues(ids: Ids): Pick<AccessToken, "aio" | "rh" | "uti"> {
  const bytes = Buffer.from(ids.bytes(64));
  return {
    aio: bytes.toString("base64", 0, 24),
    rh: `1.${bytes.toString("base64url", 24, 48)}.`,
    uti: bytes.toString("base64url", 48, 64),
  };
}
