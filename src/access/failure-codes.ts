/**
 * Codes of this room's failures. Facts: `armScope` (invalid-scope), `reason` (invalid-assignment),
 * `roleDefinitionId`, `what` (condition-not-supported), `assignmentName`, `limit`.
 */
export type AccessFailureCode =
  | "access/invalid-scope"
  | "access/invalid-assignment"
  | "access/role-definition-not-found"
  | "access/condition-not-supported"
  | "access/role-assignment-exists"
  | "access/assignment-update-not-permitted"
  | "access/assignment-not-found"
  | "access/assignment-limit";
