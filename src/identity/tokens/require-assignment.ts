import { Failure } from "../../base/index.ts";
import type { Resource } from "../resource.ts";
import type { Client, TokenDirectory } from "../token-directory.ts";

/** A user who asks for a token, or for a consent that leads to one. */
export interface AssignedUser {
  readonly tenantId: string;
  readonly objectId: string;
  readonly userPrincipalName: string;
}

/**
 * Refuses a user who was not let in: by the application that he signs in to, and by the API that
 * its token is for, where these are for assigned users alone.
 *
 * Any app role counts, the default one included, that the user or a group holds that he is directly
 * in.
 *
 * Source: Microsoft Graph v1.0, servicePrincipal.appRoleAssignmentRequired;
 * learn.microsoft.com/entra/identity/enterprise-apps/assign-user-or-group-access-portal.
 *
 * @throws {Failure} `identity/user-not-assigned` (facts: `appId`, `appName`, `user`).
 */
export async function requireAssignedUser(
  { tenantId, objectId, userPrincipalName: user }: AssignedUser,
  { client, resource }: { readonly client: Client; readonly resource: Resource },
  directory: Pick<TokenDirectory, "isAssignedUser">,
): Promise<void> {
  const { principal, appId, displayName } = client;
  const gates = principal === undefined ? [] : [{ ...principal, appId, displayName }];
  for (const gate of [...gates, resource]) {
    if (!gate.requiresAssignment) continue;
    if (await directory.isAssignedUser(tenantId, objectId, gate.objectId)) continue;
    throw new Failure("identity/user-not-assigned", "the user holds no app role of it", {
      facts: { appId: gate.appId, appName: gate.displayName, user },
    });
  }
}

/**
 * Refuses an application that asks for a token as itself, for an API that is for assigned ones
 * alone, and holds no app role of it.
 *
 * @throws {Failure} `identity/application-not-assigned` (facts: `appId`, `appName`, `resourceId`,
 * `resource`).
 */
export async function requireAssignedApplication(
  application: { readonly objectId: string; readonly appId: string; readonly displayName: string },
  resource: Resource,
  directory: Pick<TokenDirectory, "isAssigned">,
): Promise<void> {
  if (!resource.requiresAssignment) return;
  if (await directory.isAssigned(application.objectId, resource.objectId)) return;
  const { appId, displayName: appName } = application;
  throw new Failure("identity/application-not-assigned", "it holds no app role of the API", {
    facts: { appId, appName, resourceId: resource.appId, resource: resource.displayName },
  });
}
