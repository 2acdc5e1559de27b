import { limits } from "../base/index.ts";
import type { CompiledPermission } from "./compiled-permission.ts";
import type { RoleDefinition } from "./role-definition.ts";
import { VersionedCache } from "./versioned-cache.ts";

export type OperationKind = "action" | "dataAction";

/** A role that grants an operation, with the permission blocks that do. */
export interface GrantingRole {
  readonly role: RoleDefinition;
  readonly blocks: readonly CompiledPermission[];
}

/** Which roles grant one operation, conditions left aside; found out once for each role. */
export type OperationGrants = (roleId: string) => GrantingRole | undefined;

interface Roles {
  find(id: string): RoleDefinition | undefined;
  compiled(role: RoleDefinition): readonly CompiledPermission[];
}

/** Remembers what a catalog's roles grant, for a bounded number of operations. */
export function rememberGrants(
  roles: Roles,
): (kind: OperationKind, operation: string) => OperationGrants {
  const known = new VersionedCache<OperationGrants>(() => 0, limits.access.rememberedOperationsMax);
  return (kind, operation) => {
    const key = `${kind} ${operation}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const grants = grantsOf(roles, kind, operation);
    known.set(key, grants, 0);
    return grants;
  };
}

/** As many entries as there are roles; ids of roles that are not there are not kept. */
function grantsOf(roles: Roles, kind: OperationKind, operation: string): OperationGrants {
  const answers = new Map<string, GrantingRole | null>();
  return (roleId) => {
    const answer = answers.get(roleId);
    if (answer !== undefined) return answer ?? undefined;
    const role = roles.find(roleId);
    if (role === undefined) return undefined;
    const blocks = roles.compiled(role).filter((block) => allows(block, kind, operation));
    const made = blocks.length === 0 ? null : { role, blocks };
    answers.set(roleId, made);
    return made ?? undefined;
  };
}

/** An operation is a name, never a pattern: one with a star in it is granted by nothing. */
function allows(block: CompiledPermission, kind: OperationKind, operation: string): boolean {
  if (operation === "" || operation.includes("*")) return false;
  const [granted, taken] =
    kind === "action"
      ? [block.actions, block.notActions]
      : [block.dataActions, block.notDataActions];
  return (
    granted.some((matches) => matches(operation)) && !taken.some((matches) => matches(operation))
  );
}
