import type { Principal } from "../../http/index.ts";
import { directoryRoleIds } from "../../identity/index.ts";
import type { Rule } from "../permissions.ts";
import { refuse } from "../refuse.ts";

/** Template ids of the directory roles that a principal holds. */
export type DirectoryRolesOf = (tenantId: string, objectId: string) => Promise<readonly string[]>;

/**
 * Lets a caller pass, or refuses.
 *
 * @throws {Failure} `graph/denied`.
 */
export async function requireRule(
  principal: Principal,
  rule: Rule,
  directoryRolesOf: DirectoryRolesOf,
): Promise<void> {
  if (!(await isAllowed(principal, rule, directoryRolesOf))) throw refuse("graph/denied");
}

async function isAllowed(
  principal: Principal,
  rule: Rule,
  directoryRolesOf: DirectoryRolesOf,
): Promise<boolean> {
  const holds = async (wanted: readonly string[]): Promise<boolean> => {
    const held = await directoryRolesOf(principal.tenantId, principal.objectId);
    return held.some((role) => wanted.includes(role));
  };
  if (principal.kind === "user") {
    if (!principal.scopes.some((scope) => rule.scopes.includes(scope))) return false;
    return rule.directoryRoles === undefined || (await holds(rule.directoryRoles));
  }
  if (principal.roles.some((role) => rule.roles.includes(role))) return true;
  return await holds(rule.directoryRoles ?? READERS);
}

/** Global Reader, Directory Readers and Global Administrator. */
const READERS: readonly string[] = [
  directoryRoleIds.globalReader,
  directoryRoleIds.directoryReaders,
  directoryRoleIds.globalAdministrator,
];
