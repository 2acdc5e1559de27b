/** One block of a role's permissions; the exclusions count only within their own block. */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
  /** Attribute condition on the block's grants, which this product does not evaluate. */
  readonly condition: string | null;
  readonly conditionVersion: string | null;
}

/** A named set of permissions. */
export interface RoleDefinition {
  /** GUID, lower case. */
  readonly id: string;
  readonly roleName: string;
  readonly type: "BuiltInRole";
  readonly description: string;
  readonly assignableScopes: readonly string[];
  readonly permissions: readonly Permission[];
  /** ISO 8601 with offset, as the service prints it. */
  readonly createdOn: string;
  readonly updatedOn: string;
}

/** Whether a part of the role's grants depends on a condition. */
export function isConditional(role: RoleDefinition): boolean {
  return role.permissions.some((block) => block.condition !== null);
}
