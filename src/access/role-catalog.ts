import { readFileSync } from "node:fs";
import { foldCase } from "./arm-scope.ts";
import type { Permission, RoleDefinition } from "./role-definition.ts";
import { compileOperation, type OperationMatcher } from "./wildcard.ts";

/** The matchers of one unconditional permission block. */
export interface CompiledPermission {
  readonly actions: readonly OperationMatcher[];
  readonly notActions: readonly OperationMatcher[];
  readonly dataActions: readonly OperationMatcher[];
  readonly notDataActions: readonly OperationMatcher[];
  readonly isConditional: boolean;
}

/** The role definitions there are, found by id and by name, whatever the case. */
export interface RoleCatalog {
  find(id: string): RoleDefinition | undefined;
  findByName(roleName: string): RoleDefinition | undefined;
  /** In the order of their ids. */
  list(): readonly RoleDefinition[];
  /** Matchers of a role, compiled at first use; as many entries as there are roles. */
  compiled(role: RoleDefinition): readonly CompiledPermission[];
}

/** Opens the built-in roles; the file is read at first use. */
export function openRoleCatalog(): RoleCatalog {
  const matchers = new Map<string, readonly CompiledPermission[]>();
  let index: RoleIndex | undefined;
  const loaded = (): RoleIndex => {
    index ??= readBuiltInRoles();
    return index;
  };
  return {
    find: (id) => loaded().byId.get(foldCase(id)),
    findByName: (roleName) => loaded().byName.get(roleName.toLowerCase()),
    list: () => loaded().roles,
    compiled(role) {
      const known = matchers.get(role.id);
      if (known !== undefined) return known;
      const made = role.permissions.map(compilePermission);
      matchers.set(role.id, made);
      return made;
    },
  };
}

interface RoleIndex {
  readonly roles: readonly RoleDefinition[];
  readonly byId: ReadonlyMap<string, RoleDefinition>;
  readonly byName: ReadonlyMap<string, RoleDefinition>;
}

function readBuiltInRoles(): RoleIndex {
  const file = new URL("./generated/built-in-roles.json", import.meta.url);
  const { roles: facts } = JSON.parse(readFileSync(file, "utf8")) as {
    roles: Omit<RoleDefinition, "description" | "assignableScopes">[];
  };
  const roles = facts.map((role) => ({
    ...role,
    description: `Built-in role ${role.roleName}.`,
    assignableScopes: ["/"],
  }));
  return {
    roles,
    byId: new Map(roles.map((role) => [role.id, role])),
    byName: new Map(roles.map((role) => [role.roleName.toLowerCase(), role])),
  };
}

function compilePermission(block: Permission): CompiledPermission {
  return {
    actions: block.actions.map(compileOperation),
    notActions: block.notActions.map(compileOperation),
    dataActions: block.dataActions.map(compileOperation),
    notDataActions: block.notDataActions.map(compileOperation),
    isConditional: block.condition !== null,
  };
}
