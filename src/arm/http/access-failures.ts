import type { AccessFailureCode } from "../../access/index.ts";
import { type Facts, q, type Row, row } from "./failure-row.ts";

/** Source: seen in refusals of custom roles, each with its own code. */
const invalidOperationCode = (facts: Facts): string =>
  facts["kind"] === "dataAction" ? "InvalidDataActionOrNotDataAction" : "InvalidActionOrNotAction";

/** How refusals of access control are answered. */
export const accessFailures: Readonly<Record<AccessFailureCode, Row>> = {
  "access/invalid-scope": row(
    400,
    "InvalidScope",
    (f) => `'${q(f, "armScope")}' is not a scope that a role can be assigned at.`,
  ),
  "access/invalid-assignment": row(400, "InvalidRoleAssignment", (f) => q(f, "reason")),
  "access/role-definition-not-found": row(
    404,
    "RoleDefinitionDoesNotExist",
    (f) => `The specified role definition with ID '${q(f, "roleDefinitionId")}' does not exist.`,
  ),
  "access/invalid-role": row(
    400,
    "InvalidRoleDefinition",
    (f) => `The role definition is not valid: ${q(f, "reason")}.`,
  ),
  // Assumed: the code; the documents say only which scopes there may be.
  "access/role-scope-not-assignable": row(
    400,
    "InvalidAssignableScope",
    (f) =>
      `'${q(f, "armScope")}' cannot be an assignable scope of a custom role in Lazurite: it must ` +
      "be a subscription or a resource group.",
  ),
  "access/operation-unknown": row(
    400,
    (f) => invalidOperationCode(f),
    (f) => `'${q(f, "operation")}' does not match any of the actions supported by the providers.`,
  ),
  "access/operation-provider-unknown": row(
    400,
    (f) => invalidOperationCode(f),
    () =>
      "The resource provider referenced in the action is not returned in the list of providers " +
      "from Azure Resource Manager.",
  ),
  // Assumed: code and status; that built-in roles stay as they are is documented.
  "access/role-built-in": row(
    403,
    "BuiltInRoleDefinitionUpdateNotPermitted",
    (f) => `The role '${q(f, "roleName")}' is built in and cannot be changed or deleted.`,
  ),
  "access/role-name-taken": row(
    409,
    "RoleDefinitionWithSameNameExists",
    () => "A role definition cannot be updated with a name that already exists.",
  ),
  "access/role-limit": row(
    400,
    "RoleDefinitionLimitExceeded",
    () => "Role definition limit exceeded. No more role definitions can be created.",
  ),
  // Assumed: the status of this and the next row; code and words are documented.
  "access/role-has-assignments": row(
    400,
    "RoleDefinitionHasAssignments",
    (f) => `There are existing role assignments referencing role '${q(f, "roleName")}'.`,
  ),
  "access/role-scope-in-use": row(
    400,
    "RoleScopeBeingRemovedContainsAssignments",
    (f) =>
      `Role assignments found under scope '${q(f, "armScope")}' which is being removed. Removing ` +
      "this scope from the role will orphan these assignments. Delete these assignments before " +
      "removing the scope.",
  ),
  "access/role-changed-meanwhile": row(
    409,
    "Conflict",
    () => "The role definition was changed by another request. Send the request again.",
  ),
  "access/role-not-assignable-here": row(
    400,
    "RoleAssignmentScopeNotAssignableToRoleDefinition",
    (f) => `The role ${q(f, "roleName")} is not available for assignment at the requested scope.`,
  ),
  "access/condition-not-supported": row(
    400,
    "NotSupported",
    (f) => `${q(f, "what")} is not supported by Lazurite: it cannot be evaluated.`,
  ),
  // Assumed: the code; the documents tell only the message, without what is behind it.
  "access/condition-invalid": row(
    400,
    "InvalidRoleAssignmentCondition",
    (f) => `The given role assignment condition is invalid. Lazurite says why: ${q(f, "reason")}.`,
  ),
  "access/role-assignment-exists": row(
    409,
    "RoleAssignmentExists",
    (f) =>
      "The role assignment already exists. The ID of the existing role assignment is " +
      `${q(f, "assignmentName").replaceAll("-", "")}.`,
  ),
  // Assumed: 409, and that a changed role under the same name is refused like the fields it names.
  "access/assignment-update-not-permitted": row(
    409,
    "RoleAssignmentUpdateNotPermitted",
    () => "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
  ),
  "access/assignment-not-found": row(
    404,
    "RoleAssignmentNotFound",
    (f) => `The role assignment '${q(f, "assignmentName")}' is not found.`,
  ),
  "access/assignment-limit": row(
    400,
    "RoleAssignmentLimitExceeded",
    (f) => `No more role assignments can be created: the limit is ${q(f, "limit")}.`,
  ),
};
