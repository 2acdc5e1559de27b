export {
  type Access,
  type AccessDependencies,
  type AssignmentList,
  type AssignmentPage,
  type AssignmentPlace,
  createAccess,
  type WantedAccess,
} from "./access.ts";
export { coveringKeys, foldCase, scopeKey } from "./arm-scope.ts";
export { type AssignOutcome, type AssignRequest, readPrincipalType } from "./assign.ts";
export { isAssignableAt, isAssignableBelow, roleGuidOf } from "./check-role.ts";
export type { RoleDraft } from "./check-role-draft.ts";
export type { AssignmentAttributes, ConditionAttributes } from "./conditions/attributes.ts";
export type { DeniedAccess, DeniedPrincipal, Telling, Told } from "./denied-access.ts";
export type { AccessDecision, AccessRequest, Grant } from "./evaluate.ts";
export type { AccessFailureCode } from "./failure-codes.ts";
export type { PendingChange, Propagation, PropagationState } from "./propagation.ts";
export type { PrincipalType, RoleAssignment } from "./role-assignment.ts";
export type { Permission, RoleDefinition } from "./role-definition.ts";
