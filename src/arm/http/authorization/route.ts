import { Failure } from "../../../base/index.ts";
import { parseResourceId } from "../../resource-id.ts";
import { type ArmAnswer, type ArmCall, idOf } from "../call.ts";
import type { RouteDependencies } from "../route-deps.ts";
import { listDenyAssignments, oneDenyAssignment } from "./deny-assignments.ts";
import { listLocks, oneLock } from "./locks.ts";
import { listPermissions } from "./permissions.ts";
import { listRoleAssignments, oneRoleAssignment } from "./role-assignments.ts";
import { listRoleDefinitions, oneRoleDefinition } from "./role-definitions.ts";
import type { ScopedCall } from "./scoped-call.ts";

type ScopedRoute = (call: ScopedCall, deps: RouteDependencies) => Promise<ArmAnswer>;

const LISTS: Readonly<Record<string, ScopedRoute>> = {
  roleassignments: listRoleAssignments,
  roledefinitions: listRoleDefinitions,
  permissions: listPermissions,
  denyassignments: listDenyAssignments,
  locks: listLocks,
};
const OBJECTS: Readonly<Record<string, ScopedRoute>> = {
  roleassignments: oneRoleAssignment,
  roledefinitions: oneRoleDefinition,
  denyassignments: oneDenyAssignment,
  locks: oneLock,
};

/** The route of `{scope}/providers/Microsoft.Authorization/{type}[/{name}]`; undefined for others. */
export function routeAuthorization(
  call: ArmCall,
): ((call: ArmCall, deps: RouteDependencies) => Promise<ArmAnswer>) | undefined {
  const at = call.keys.lastIndexOf("microsoft.authorization");
  const isProvider = at > 0 && call.keys[at - 1] === "providers";
  if (!isProvider || at + 1 >= call.keys.length) return undefined;
  const type = call.keys[at + 1] ?? "";
  const objectName = call.path[at + 2] ?? "";
  const table = objectName === "" ? LISTS : OBJECTS;
  const route = Object.hasOwn(table, type) ? table[type] : undefined;
  const armScope = idOf(call, at - 1);
  return async (_, deps) => {
    if (parseResourceId(armScope) === undefined || call.path.length > at + 3) {
      throw new Failure("arm/path-not-found", "no such path", { facts: { path: idOf(call) } });
    }
    if (route === undefined) {
      throw new Failure("arm/type-not-found", "no such type", {
        facts: { provider: "Microsoft.Authorization", type: call.path[at + 1] ?? "" },
      });
    }
    return route({ ...call, armScope, objectName }, deps);
  };
}
