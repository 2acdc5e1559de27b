import { authorizationVersions } from "../api-versions.ts";
import { principalIdsOf } from "../authorizer.ts";
import type { ArmAnswer } from "../call.ts";
import { checkQuery, methodNotAllowed } from "../check-call.ts";
import { listAnswer } from "../paging.ts";
import { requireGroup } from "../resources.ts";
import type { RouteDependencies } from "../route-deps.ts";
import { describePermission } from "./describe-role.ts";
import type { ScopedCall } from "./scoped-call.ts";

/** `…/permissions`: what the caller's own roles grant at the scope. */
export async function listPermissions(
  call: ScopedCall,
  { access, arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  checkQuery(call, authorizationVersions);
  await authorizer.requireTenant(call, call.armScope);
  const principalIds = principalIdsOf(call.principal);
  const blocks = await access.permissions({ principalIds, armScope: call.armScope });
  if (blocks.length === 0) {
    throw authorizer.denied(call, "Microsoft.Authorization/permissions/read", call.armScope);
  }
  await requireGroup(call, call.armScope, arm);
  return listAnswer(call, blocks.map(describePermission));
}
