import { limits } from "../base/index.ts";
import type { CustomRoleRow, Directory } from "../storage/index.ts";
import type { Conditions } from "./conditions/remember-conditions.ts";
import { extendCatalog, type RoleCatalog } from "./role-catalog.ts";
import type { Permission, RoleDefinition } from "./role-definition.ts";
import { VersionedCache } from "./versioned-cache.ts";

/** The roles that tenants have: the built-in ones, and each tenant's own as they are stored now. */
export interface TenantRoles {
  readonly builtIn: RoleCatalog;
  of(tenantId: string): Promise<RoleCatalog>;
}

/** Reads custom roles; what is remembered is forgotten with the next write of the store. */
export function readTenantRoles(
  directory: Directory,
  builtIn: RoleCatalog,
  conditions: Conditions,
): TenantRoles {
  const catalogs = new VersionedCache<RoleCatalog>(
    () => directory.version(),
    limits.access.rememberedTenantsMax,
  );
  return {
    builtIn,
    async of(tenantId) {
      const known = catalogs.get(tenantId);
      if (known !== undefined) return known;
      const before = directory.version();
      const rows = await directory.read.customRoles.list(tenantId);
      const catalog = extendCatalog(builtIn, rows.map(roleFromRow), conditions);
      catalogs.set(tenantId, catalog, before);
      return catalog;
    },
  };
}

/** The stored row as a role definition. */
export function roleFromRow(row: CustomRoleRow): RoleDefinition {
  return {
    id: row.id,
    roleName: row.roleName,
    type: "CustomRole",
    description: row.description,
    assignableScopes: JSON.parse(row.assignableScopes) as string[],
    permissions: JSON.parse(row.permissions) as Permission[],
    createdOn: withOffset(row.createdAt),
    updatedOn: withOffset(row.updatedAt),
    createdBy: row.createdBy,
    updatedBy: row.updatedBy,
  };
}

function withOffset(ms: number): string {
  return new Date(ms).toISOString().replace(/Z$/, "+00:00");
}
