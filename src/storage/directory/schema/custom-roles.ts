/** Role definitions that tenants made for themselves; times are milliseconds since 1970. */
export interface CustomRolesTable {
  tenantId: string;
  /** GUID, lower case; unique in the tenant. */
  id: string;
  roleName: string;
  /** The name in lower case; unique in the tenant. */
  nameKey: string;
  description: string;
  /** JSON: a list of scopes in the caller's spelling. */
  assignableScopes: string;
  /** JSON: the permission blocks. */
  permissions: string;
  createdBy: string;
  updatedBy: string;
  createdAt: number;
  updatedAt: number;
}
