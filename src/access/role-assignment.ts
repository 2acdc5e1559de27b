import type { RoleAssignmentRow } from "../storage/index.ts";

/** What a role may be assigned to. */
export type PrincipalType = "User" | "Group" | "ServicePrincipal";

/** A role given to a principal at a scope and everything below it. */
export interface RoleAssignment {
  /** GUID. */
  readonly name: string;
  readonly tenantId: string;
  readonly armScope: string;
  /** GUID of the role definition. */
  readonly roleId: string;
  readonly principalId: string;
  readonly principalType: string;
  readonly description: string | undefined;
  /** What else must hold for it to grant, with the version of its language. */
  readonly condition: string | undefined;
  readonly conditionVersion: string | undefined;
  /** Object ids. */
  readonly createdBy: string;
  readonly updatedBy: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly effectiveAt: number;
}

/** The stored row as the other rooms see it. */
export function fromRow(row: RoleAssignmentRow): RoleAssignment {
  return {
    name: row.name,
    tenantId: row.tenantId,
    armScope: row.scope,
    roleId: row.roleId,
    principalId: row.principalId,
    principalType: row.principalType,
    description: row.description ?? undefined,
    condition: row.condition ?? undefined,
    conditionVersion: row.conditionVersion ?? undefined,
    createdBy: row.createdBy,
    updatedBy: row.updatedBy,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    effectiveAt: row.effectiveAt,
  };
}
