import type { Permission, RoleDefinition } from "../../../access/index.ts";
import { parseResourceId } from "../../resource-id.ts";

const TYPE = "Microsoft.Authorization/roleDefinitions";

/**
 * The id of a role definition as it reads at a scope: az compares it with the one in assignments.
 */
export function roleDefinitionId(roleId: string, armScope: string): string {
  const subscriptionId = parseResourceId(armScope)?.subscriptionId;
  const prefix = subscriptionId === undefined ? "" : `/subscriptions/${subscriptionId}`;
  return `${prefix}/providers/${TYPE}/${roleId}`;
}

/** A permission block in the service's form; a condition is shown only where there is one. */
export function describePermission(block: Permission): object {
  const { actions, notActions, dataActions, notDataActions, condition, conditionVersion } = block;
  return {
    actions,
    notActions,
    dataActions,
    notDataActions,
    ...(condition === null ? {} : { condition, conditionVersion }),
  };
}

/** A role definition in the service's form; who made it is known of custom roles only. */
export function describeRole(role: RoleDefinition, armScope: string): object {
  const { createdBy, updatedBy } = role;
  return {
    id: roleDefinitionId(role.id, armScope),
    type: TYPE,
    name: role.id,
    properties: {
      roleName: role.roleName,
      type: role.type,
      description: role.description,
      assignableScopes: role.assignableScopes,
      permissions: role.permissions.map(describePermission),
      createdOn: wireTime(role.createdOn),
      updatedOn: wireTime(role.updatedOn),
      ...(createdBy === undefined ? {} : { createdBy, updatedBy }),
    },
  };
}

/** `…30.123456+00:00` as the service writes it: `…30.1234560Z`. */
function wireTime(text: string): string {
  return text.replace(/(\.\d+)?\+00:00$/, (_, part = "") => `${fraction(part)}Z`);
}

function fraction(part: string): string {
  return part === "" ? "" : part.padEnd(8, "0");
}
