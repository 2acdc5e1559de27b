import { type Clock, Failure, limits } from "../base/index.ts";
import type { CustomRoleRow, Directory, Repositories } from "../storage/index.ts";
import { coveringKeys, foldCase, scopeKey } from "./arm-scope.ts";
import { checkRoleDraft, type RoleDraft } from "./check-role-draft.ts";
import type { KnownOperations } from "./known-operations.ts";
import type { RoleDefinition } from "./role-definition.ts";
import { roleFromRow, type TenantRoles } from "./tenant-roles.ts";

export interface CustomRoleDependencies {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly roles: TenantRoles;
  readonly operations: KnownOperations;
}

/**
 * Makes a custom role or replaces the one of the same id; it counts at once.
 *
 * @throws {Failure} as `checkRoleDraft`, `access/role-built-in`, `access/role-name-taken`,
 * `access/role-limit`, `access/role-scope-in-use`, `access/role-changed-meanwhile`.
 */
export async function writeRole(
  draft: RoleDraft,
  { directory, clock, roles, operations }: CustomRoleDependencies,
): Promise<RoleDefinition> {
  checkRoleDraft(draft, operations);
  const id = foldCase(draft.id);
  refuseBuiltIn(id, roles);
  const nameKey = draft.roleName.toLowerCase();
  if (roles.builtIn.findByName(nameKey) !== undefined) throw nameTaken(draft.roleName);
  return directory.write(async (stores) => {
    const current = await stores.customRoles.find(draft.tenantId, id);
    requireSeen(current, draft.seenScopes);
    const named = await stores.customRoles.findByName(draft.tenantId, nameKey);
    if (named !== undefined && named.id !== id) throw nameTaken(draft.roleName);
    const row = rowOf({ ...draft, id }, nameKey, current, clock.now());
    if (current === undefined) {
      await checkLimit(draft.tenantId, stores);
      await stores.customRoles.insert(row);
    } else {
      await checkScopesInUse(row, stores);
      await stores.customRoles.update(row);
    }
    return roleFromRow(row);
  });
}

/**
 * Deletes a custom role; undefined if there is none.
 *
 * @throws {Failure} `access/role-built-in`, `access/role-has-assignments`,
 * `access/role-changed-meanwhile`.
 */
export async function removeRole(
  { tenantId, id: written, seenScopes }: Pick<RoleDraft, "tenantId" | "id" | "seenScopes">,
  { directory, roles }: CustomRoleDependencies,
): Promise<RoleDefinition | undefined> {
  const id = foldCase(written);
  refuseBuiltIn(id, roles);
  return directory.write(async (stores) => {
    const row = await stores.customRoles.find(tenantId, id);
    if (row === undefined) return undefined;
    requireSeen(row, seenScopes);
    if ((await stores.roleAssignments.listScopesOfRole(tenantId, id)).length > 0) {
      throw new Failure("access/role-has-assignments", "the role is assigned", {
        facts: { roleName: row.roleName },
      });
    }
    await stores.customRoles.remove(tenantId, id);
    return roleFromRow(row);
  });
}

/** Who may change a role depends on its scopes, which another request may have changed since. */
function requireSeen(current: CustomRoleRow | undefined, seen: RoleDraft["seenScopes"]): void {
  if (seen === undefined || (current?.assignableScopes ?? "[]") === JSON.stringify(seen)) return;
  throw new Failure("access/role-changed-meanwhile", "the role was changed meanwhile");
}

function refuseBuiltIn(id: string, { builtIn }: TenantRoles): void {
  const role = builtIn.find(id);
  if (role === undefined) return;
  throw new Failure("access/role-built-in", "a built-in role stays as it is", {
    facts: { roleName: role.roleName },
  });
}

function nameTaken(roleName: string): Failure {
  return new Failure("access/role-name-taken", "another role has the name", {
    facts: { roleName },
  });
}

async function checkLimit(tenantId: string, stores: Repositories): Promise<void> {
  const max = limits.access.customRolesPerTenantMax;
  if ((await stores.customRoles.count(tenantId)) < max) return;
  throw new Failure("access/role-limit", "no more custom roles", {
    facts: { limit: String(max) },
  });
}

/** Where the role is assigned it has to stay assignable. */
async function checkScopesInUse(row: CustomRoleRow, stores: Repositories): Promise<void> {
  const { assignableScopes } = roleFromRow(row);
  const keys = new Set(assignableScopes.map((scope) => scopeKey(scope)));
  for (const used of await stores.roleAssignments.listScopesOfRole(row.tenantId, row.id)) {
    if (coveringKeys(used).some((key) => keys.has(key))) continue;
    throw new Failure("access/role-scope-in-use", "the role is assigned there", {
      facts: { armScope: used },
    });
  }
}

function rowOf(
  draft: RoleDraft,
  nameKey: string,
  current: CustomRoleRow | undefined,
  now: number,
): CustomRoleRow {
  const blocks = draft.permissions.map((block) => ({
    actions: block.actions,
    notActions: block.notActions,
    dataActions: block.dataActions,
    notDataActions: block.notDataActions,
    condition: null,
    conditionVersion: null,
  }));
  return {
    tenantId: draft.tenantId,
    id: draft.id,
    roleName: draft.roleName,
    nameKey,
    description: draft.description,
    assignableScopes: JSON.stringify(draft.assignableScopes),
    permissions: JSON.stringify(blocks),
    createdBy: current?.createdBy ?? draft.by,
    updatedBy: draft.by,
    createdAt: current?.createdAt ?? now,
    updatedAt: now,
  };
}
