import { Failure } from "../../base/index.ts";
import { userIdsOf } from "../managed-identity/settle-identity.ts";
import type { ArmCall } from "./call.ts";
import type { RouteDependencies } from "./route-deps.ts";

const ASSIGN = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action";

/**
 * Whoever gives a resource a user-assigned identity may act as that identity from there on: it takes
 * a role on the identity too.
 *
 * Source: learn.microsoft.com/entra/identity/managed-identities-azure-resources, Managed Identity
 * Operator.
 *
 * @throws {Failure} `arm/linked-authorization-failed`.
 */
export async function requireAssignable(
  call: ArmCall,
  operation: { readonly action: string; readonly armScope: string },
  identity: unknown,
  { authorizer }: Pick<RouteDependencies, "authorizer">,
): Promise<void> {
  for (const id of userIdsOf(identity)) {
    if (await authorizer.can(call.principal, ASSIGN, id)) continue;
    const { name: client, objectId } = call.principal;
    throw new Failure("arm/linked-authorization-failed", "no role on what is linked", {
      facts: {
        client,
        objectId,
        // What is explained is why the role is missing on the identity.
        action: ASSIGN,
        armScope: id,
        grantedAction: operation.action,
        grantedAt: operation.armScope,
        linked: id.slice(0, 1_000),
      },
    });
  }
}
