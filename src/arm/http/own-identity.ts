import { type ArmAnswer, type ArmCall, idOf } from "./call.ts";
import { checkQuery, methodNotAllowed } from "./check-call.ts";
import { resourceNotFound } from "./resources.ts";
import type { RouteDependencies } from "./route-deps.ts";

const SUFFIX = ["providers", "microsoft.managedidentity", "identities", "default"];
const VERSIONS = ["2024-11-30", "2023-07-31-preview", "2023-01-31", "2018-11-30"];

/** Whether a path is `{scope}/providers/Microsoft.ManagedIdentity/identities/default`. */
export function isOwnIdentityPath({ keys }: ArmCall): boolean {
  return SUFFIX.every((part, at) => keys.at(at - SUFFIX.length) === part);
}

/**
 * The identity that is a part of a resource. Assumed: `clientSecretUrl` is left out, since nothing
 * here gives out what machines prove themselves with.
 */
export async function ownIdentity(
  call: ArmCall,
  { arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  checkQuery(call, VERSIONS);
  const scope = idOf(call, call.path.length - SUFFIX.length);
  await authorizer.require(call, "Microsoft.ManagedIdentity/identities/read", scope);
  const resource = await arm.findResource(scope);
  if (resource === undefined) throw resourceNotFound(scope);
  const found = await arm.findIdentity(resource.id);
  if (found === undefined) throw resourceNotFound(idOf(call));
  const { clientId, principalId, tenantId } = found;
  return {
    status: 200,
    body: {
      id: `${resource.id}/providers/Microsoft.ManagedIdentity/identities/default`,
      name: "default",
      type: "Microsoft.ManagedIdentity/identities",
      location: resource.location,
      tags: resource.tags,
      properties: { tenantId, principalId, clientId },
    },
  };
}
