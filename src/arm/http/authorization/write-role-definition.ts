import type { RoleDefinition } from "../../../access/index.ts";
import { Failure } from "../../../base/index.ts";
import type { ArmAnswer } from "../call.ts";
import type { RouteDependencies } from "../route-deps.ts";
import { describeRole } from "./describe-role.ts";
import { readRoleDefinition } from "./read-role-definition.ts";
import type { ScopedCall } from "./scoped-call.ts";

const TYPE = "Microsoft.Authorization/roleDefinitions";

/**
 * Makes or replaces a custom role: who does must be allowed to at every scope where the role could be
 * assigned, before and afterwards. The service answers 201 to both.
 */
export async function putRoleDefinition(
  call: ScopedCall,
  deps: RouteDependencies,
): Promise<ArmAnswer> {
  const action = `${TYPE}/write`;
  await deps.authorizer.require(call, action, call.armScope);
  const draft = readRoleDefinition(call);
  deps.access.checkRole(draft);
  const current = await findCustomRole(call, deps);
  const seenScopes = current?.assignableScopes ?? [];
  await requireLinked(call, action, [...draft.assignableScopes, ...seenScopes], deps);
  const role = await deps.access.writeRole({ ...draft, seenScopes });
  return { status: 201, body: describeRole(role, call.armScope) };
}

/** Deletes a custom role; one that is not there is answered 204. */
export async function deleteRoleDefinition(
  call: ScopedCall,
  deps: RouteDependencies,
): Promise<ArmAnswer> {
  const action = `${TYPE}/delete`;
  await deps.authorizer.require(call, action, call.armScope);
  const current = await findCustomRole(call, deps);
  const seenScopes = current?.assignableScopes ?? [];
  await requireLinked(call, action, seenScopes, deps);
  const { tenantId } = call.principal;
  const role = await deps.access.removeRole({ tenantId, id: call.objectName, seenScopes });
  if (role === undefined) return { status: 204 };
  return { status: 200, body: describeRole(role, call.armScope) };
}

async function findCustomRole(
  call: ScopedCall,
  { access }: RouteDependencies,
): Promise<RoleDefinition | undefined> {
  const role = await access.findRole(call.principal.tenantId, call.objectName);
  return role?.type === "CustomRole" ? role : undefined;
}

const TOLD_MAX = 10;

/** @throws {Failure} `arm/linked-authorization-failed` with the scopes where the caller may not. */
async function requireLinked(
  call: ScopedCall,
  action: string,
  scopes: readonly string[],
  deps: RouteDependencies,
): Promise<void> {
  const refused: string[] = [];
  for (const scope of new Set(scopes)) {
    if (refused.length === TOLD_MAX) break;
    if (!(await isAllowedAt(call, action, scope, deps))) refused.push(scope);
  }
  const [first] = refused;
  if (first === undefined) return;
  throw new Failure("arm/linked-authorization-failed", "not at every scope", {
    facts: {
      client: call.principal.name,
      objectId: call.principal.objectId,
      action,
      // What is explained is why the role is missing there.
      armScope: first,
      grantedAt: call.armScope,
      linked: refused.join(","),
    },
  });
}

/** A scope of a subscription that is not there, or not the tenant's, is refused like one without a role. */
async function isAllowedAt(
  call: ScopedCall,
  action: string,
  scope: string,
  { authorizer }: RouteDependencies,
): Promise<boolean> {
  try {
    await authorizer.requireTenant(call, scope);
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
  return authorizer.can(call.principal, action, scope);
}
