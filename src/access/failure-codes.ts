/**
 * Codes of this room's failures. Facts: `armScope` (invalid-scope), `reason` (invalid-assignment),
 * `roleDefinitionId`, `roleName` (of the role codes), `operation` and `kind` (operation codes), `what` (condition-not-supported), `reason` (condition-invalid),
 * `assignmentName`, `limit`.
 */
export type AccessFailureCode =
  | "access/invalid-scope"
  | "access/invalid-assignment"
  | "access/role-definition-not-found"
  | "access/role-not-assignable-here"
  | "access/invalid-role"
  | "access/role-scope-not-assignable"
  | "access/operation-unknown"
  | "access/operation-provider-unknown"
  | "access/role-built-in"
  | "access/role-name-taken"
  | "access/role-limit"
  | "access/role-has-assignments"
  | "access/role-scope-in-use"
  | "access/role-changed-meanwhile"
  | "access/condition-not-supported"
  | "access/condition-invalid"
  | "access/role-assignment-exists"
  | "access/assignment-update-not-permitted"
  | "access/assignment-not-found"
  | "access/assignment-limit";
