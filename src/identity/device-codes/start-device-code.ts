import { Failure } from "../../base/index.ts";
import type { Directory } from "../../storage/index.ts";
import { type ClientProofDependencies, proveClient } from "../client-auth/prove-client.ts";
import type { FirstParty } from "../first-party.ts";
import { isGuid } from "../guid.ts";
import type { ScopeRequest } from "../sign-in/scope-request.ts";
import type { SharedTenantName, TenantNames } from "../tenant-name.ts";
import type { Client, TokenDirectory } from "../token-directory.ts";
import { requirePresent } from "../tokens/issue-for-user.ts";
import { findClient, findResource } from "../tokens/issue-to-application.ts";
import type { PresentedCredential } from "../tokens/token-request.ts";
import type { DeviceCodes, StartedDeviceCode } from "./device-codes.ts";

/** A device's request for its two codes. */
export interface DeviceCodeRequest {
  /** The path's first segment. */
  readonly tenant: string;
  readonly clientId: string;
  readonly credential: PresentedCredential;
  readonly asked: ScopeRequest;
}

export interface StartDependencies extends ClientProofDependencies {
  readonly directoryStore: Directory;
  readonly directory: TokenDirectory;
  readonly firstParty: FirstParty;
  readonly tenants: TenantNames;
  readonly deviceCodes: DeviceCodes;
}

/**
 * Hands a device its two codes.
 *
 * A client need not prove itself here, since the token endpoint asks for that; a proof that it
 * does send is checked. What can be told at once is refused at once: client and, where the path
 * names a tenant, the API.
 *
 * Source: RFC 8628 section 3.1.
 *
 * @throws {Failure} `identity/grant-at-shared-tenant`, `identity/application-…`,
 * `identity/service-principal-…`, `identity/device-client-single-tenant`,
 * `identity/resource-…`, what `proveClient` throws, `identity/device-codes-too-many`.
 */
export async function startDeviceCode(
  request: DeviceCodeRequest,
  deps: StartDependencies,
): Promise<StartedDeviceCode> {
  const choice = await deps.tenants.resolve(request.tenant);
  if (choice.kind === "shared") {
    const client = await findAnywhere(choice.name, request, deps);
    return await deps.deviceCodes.start({
      clientId: client,
      tenantId: undefined,
      asked: request.asked,
    });
  }
  const client = await findClient(choice.id, request, deps.directory);
  requirePresent(client, choice.id);
  await requireProofIfSent(client, request, choice.id, deps);
  await findResource(choice.id, request.asked, deps.directory);
  return await deps.deviceCodes.start({
    clientId: client.appId,
    tenantId: choice.id,
    asked: request.asked,
  });
}

async function requireProofIfSent(
  client: Client,
  { credential }: DeviceCodeRequest,
  tenantId: string,
  deps: StartDependencies,
): Promise<void> {
  if (credential.kind !== "none") await proveClient(client, credential, tenantId, deps);
}

/** The id of an application that people of every tenant may use. */
async function findAnywhere(
  tenant: SharedTenantName,
  request: DeviceCodeRequest,
  deps: StartDependencies,
): Promise<string> {
  if (tenant === "consumers") {
    throw new Failure("identity/grant-at-shared-tenant", "there are no personal accounts", {
      facts: { tenant },
    });
  }
  const appId = request.clientId.toLowerCase();
  const home = await homeOf(appId, tenant, deps);
  const client = await findClient(home, request, deps.directory);
  await requireProofIfSent(client, request, home, deps);
  return client.appId;
}

/** Where an application is registered; Microsoft's own are in every tenant. */
async function homeOf(
  appId: string,
  tenant: string,
  { firstParty, directoryStore }: StartDependencies,
): Promise<string> {
  if (!isGuid(appId) || firstParty.app(appId) !== undefined) return tenant;
  const application = await directoryStore.read.applications.findByAppId(appId);
  const facts = { appId, tenant };
  if (application === undefined) {
    throw new Failure("identity/application-not-found", "no such application", { facts });
  }
  if (application.signInAudience === "AzureADMyOrg") {
    throw new Failure("identity/device-client-single-tenant", "it serves one tenant", { facts });
  }
  return application.tenantId;
}
