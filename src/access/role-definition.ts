/** One block of a role's permissions; the exclusions count only within their own block. */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
  /** What else must hold for the block to grant. */
  readonly condition: string | null;
  readonly conditionVersion: string | null;
}

/** A named set of permissions. */
export interface RoleDefinition {
  /** GUID, lower case. */
  readonly id: string;
  readonly roleName: string;
  readonly type: "BuiltInRole" | "CustomRole";
  readonly description: string;
  readonly assignableScopes: readonly string[];
  readonly permissions: readonly Permission[];
  /** ISO 8601 with offset, as the service prints it. */
  readonly createdOn: string;
  readonly updatedOn: string;
  /** Object ids; undefined for built-in roles. */
  readonly createdBy?: string | undefined;
  readonly updatedBy?: string | undefined;
}
