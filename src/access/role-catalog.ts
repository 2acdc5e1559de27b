import { readFileSync } from "node:fs";
import { foldCase } from "./arm-scope.ts";
import { type CompiledPermission, compilePermission } from "./compiled-permission.ts";
import type { Conditions } from "./conditions/remember-conditions.ts";
import { type OperationGrants, type OperationKind, rememberGrants } from "./operation-grants.ts";
import type { RoleDefinition } from "./role-definition.ts";

/** The role definitions that one tenant has, found by id and by name, whatever the case. */
export interface RoleCatalog {
  find(id: string): RoleDefinition | undefined;
  findByName(roleName: string): RoleDefinition | undefined;
  /** In the order of their ids. */
  list(): readonly RoleDefinition[];
  /** Matchers of a role, compiled at first use; as many entries as there are roles. */
  compiled(role: RoleDefinition): readonly CompiledPermission[];
  /** Which of the roles grant an operation, given in lower case. */
  granting(kind: OperationKind, operation: string): OperationGrants;
}

/** Opens the built-in roles; the file is read at first use. */
export function openRoleCatalog(conditions: Conditions): RoleCatalog {
  let catalog: RoleCatalog | undefined;
  const loaded = (): RoleCatalog => {
    catalog ??= catalogOf(readBuiltInRoles(), conditions);
    return catalog;
  };
  return {
    find: (id) => loaded().find(id),
    findByName: (roleName) => loaded().findByName(roleName),
    list: () => loaded().list(),
    compiled: (role) => loaded().compiled(role),
    granting: (kind, operation) => loaded().granting(kind, operation),
  };
}

/** The built-in roles and a tenant's own. */
export function extendCatalog(
  builtIn: RoleCatalog,
  own: readonly RoleDefinition[],
  conditions: Conditions,
): RoleCatalog {
  if (own.length === 0) return builtIn;
  const custom = catalogOf(own, conditions);
  let all: readonly RoleDefinition[] | undefined;
  const both = {
    find: (id: string) => builtIn.find(id) ?? custom.find(id),
    compiled: (role: RoleDefinition) =>
      (role.type === "BuiltInRole" ? builtIn : custom).compiled(role),
  };
  return {
    ...both,
    findByName: (roleName) => builtIn.findByName(roleName) ?? custom.findByName(roleName),
    list() {
      all ??= [...builtIn.list(), ...own].sort((a, b) => (a.id < b.id ? -1 : 1));
      return all;
    },
    granting: rememberGrants(both),
  };
}

function catalogOf(roles: readonly RoleDefinition[], conditions: Conditions): RoleCatalog {
  const byId = new Map(roles.map((role) => [role.id, role]));
  const byName = new Map(roles.map((role) => [role.roleName.toLowerCase(), role]));
  const matchers = new Map<string, readonly CompiledPermission[]>();
  const own = {
    find: (id: string) => byId.get(foldCase(id)),
    compiled(role: RoleDefinition): readonly CompiledPermission[] {
      const known = matchers.get(role.id);
      if (known !== undefined) return known;
      const made = role.permissions.map((block) => compilePermission(block, conditions));
      matchers.set(role.id, made);
      return made;
    },
  };
  return {
    ...own,
    findByName: (roleName) => byName.get(roleName.toLowerCase()),
    list: () => roles,
    granting: rememberGrants(own),
  };
}

function readBuiltInRoles(): RoleDefinition[] {
  const file = new URL("./generated/built-in-roles.json", import.meta.url);
  const { roles: facts } = JSON.parse(readFileSync(file, "utf8")) as {
    roles: Omit<RoleDefinition, "description" | "assignableScopes">[];
  };
  return facts.map((role) => ({
    ...role,
    description: `Built-in role ${role.roleName}.`,
    assignableScopes: ["/"],
  }));
}
