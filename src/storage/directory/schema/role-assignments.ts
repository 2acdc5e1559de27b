/**
 * Role assignments, those that were removed included until the removal takes effect.
 *
 * Keys are lower case; times are milliseconds since 1970.
 */
export interface RoleAssignmentsTable {
  rowId: string;
  tenantId: string;
  /** The assignment's GUID, lower case. */
  name: string;
  /** Scope in the caller's spelling, and the key it is compared by. */
  scope: string;
  scopeKey: string;
  /** Subscription of the scope; null above subscriptions. */
  subscriptionKey: string | null;
  /** GUID of the role definition. */
  roleId: string;
  principalId: string;
  principalType: string;
  description: string | null;
  /** What else must hold for the assignment to grant; null for nothing. */
  condition: string | null;
  conditionVersion: string | null;
  createdBy: string;
  updatedBy: string;
  createdAt: number;
  updatedAt: number;
  /** From here on the assignment grants. */
  effectiveAt: number;
  /** Null while it stands; else from here on it grants no more. */
  removedEffectiveAt: number | null;
}
