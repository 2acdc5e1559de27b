import type { Principal } from "../../http/index.ts";
import { directoryRoleIds, type Identity } from "../../identity/index.ts";
import type { Rule } from "../permissions.ts";
import { refuse } from "../refuse.ts";

/** Global Reader, Directory Readers and Global Administrator. */
const READERS: readonly string[] = [
  directoryRoleIds.globalReader,
  directoryRoleIds.directoryReaders,
  directoryRoleIds.globalAdministrator,
];

/**
 * Lets a caller pass, or refuses; who may pass as an owner alone, or because the object is itself,
 * is let through to the route, which then asks `requireOwnership` or whether it is.
 *
 * @throws {Failure} `graph/denied`.
 */
export async function requireRule(
  principal: Principal,
  rule: Rule,
  identity: Identity,
): Promise<void> {
  if (await passes(principal, rule, identity)) return;
  if (mayPassAsOwner(principal, rule)) return;
  if (rule.isOpenToItself === true && principal.kind === "servicePrincipal") return;
  throw refuse("graph/denied");
}

/**
 * Refuses who passed the rule as an owner but does not own the object.
 *
 * @throws {Failure} `graph/denied`.
 */
export async function requireOwnership(
  principal: Principal,
  rule: Rule,
  identity: Identity,
  objectId: string,
  ownersOf: Identity["objects"]["ownersOf"] = identity.objects.ownersOf,
): Promise<void> {
  if (await passes(principal, rule, identity)) return;
  const owners = await ownersOf(objectId);
  if (!owners.includes(principal.objectId)) throw refuse("graph/denied");
}

/** Whether a rule lets a caller pass, without regard to what he owns. */
export async function passes(
  principal: Principal,
  rule: Rule,
  identity: Identity,
): Promise<boolean> {
  const holds = async (wanted: readonly string[]): Promise<boolean> => {
    const { tenantId, objectId } = principal;
    const held = await identity.objects.directoryRolesOf(tenantId, objectId);
    return held.some((role) => wanted.includes(role));
  };
  if (principal.kind === "user") {
    if (!hasScope(principal, rule)) return false;
    return rule.directoryRoles === undefined || (await holds(rule.directoryRoles));
  }
  if (principal.roles.some((role) => rule.roles.includes(role))) return true;
  return await holds(neededDirectoryRoles(principal, rule) ?? []);
}

/** Template ids; undefined where every user of the tenant may. */
export function neededDirectoryRoles(
  { kind }: Principal,
  { directoryRoles }: Rule,
): readonly string[] | undefined {
  return kind === "user" ? directoryRoles : (directoryRoles ?? READERS);
}

function mayPassAsOwner(principal: Principal, rule: Rule): boolean {
  const { ownerRoles } = rule;
  if (ownerRoles === undefined) return false;
  return principal.kind === "user"
    ? hasScope(principal, rule)
    : principal.roles.some((role) => ownerRoles.includes(role));
}

function hasScope({ scopes }: Principal, rule: Rule): boolean {
  return scopes.some((scope) => rule.scopes.includes(scope));
}
