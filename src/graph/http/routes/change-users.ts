import { directoryRoleIds, requireUserNames, type UserObject } from "../../../identity/index.ts";
import { readUserBody, type UserBody } from "../../bodies/user-body.ts";
import { userEntity } from "../../entities/user.ts";
import { anyRule, rules } from "../../permissions.ts";
import { refuse } from "../../refuse.ts";
import { answerMadeNow } from "../answers.ts";
import { requireRule } from "../authorize.ts";
import type { GraphAnswer, GraphCall } from "../call.ts";
import { requireUser } from "../require-user.ts";
import type { Route, RouteDependencies } from "../route.ts";

const rule = rules.changeUsers;

/** People, to be made, changed and removed. */
export const userChangeRoutes: readonly Route[] = [
  { method: "POST", path: "users", rule, run: createUser },
  {
    method: "PATCH",
    path: "users/*",
    rule: anyRule(rule, rules.changePasswords),
    async run(call, deps) {
      const user = await requireUser(call, deps, call.segments[1] ?? "");
      const body = readUserBody(call.body, userEntity.render(user));
      const { password, ...others } = body;
      if (password !== undefined) {
        await requireRule(call.principal, rules.changePasswords, deps.identity);
      }
      if (password === undefined || changesMore(others)) {
        await requireRule(call.principal, rule, deps.identity);
      }
      await requireChangeable(call, deps);
      await change(user, body, deps);
      return { status: 204 };
    },
  },
  {
    method: "DELETE",
    path: "users/*",
    rule: rules.deleteUsers,
    async run(call, deps) {
      await deps.identity.deleteUser(await requireChangeable(call, deps));
      return { status: 204 };
    },
  },
];

async function createUser(call: GraphCall, deps: RouteDependencies): Promise<GraphAnswer> {
  const { identity } = deps;
  const { tenantId } = call.principal;
  const body = readUserBody(call.body);
  const { userPrincipalName, mailNickname, password, names, isEnabled } = body;
  const { displayName, givenName, familyName, mail } = names;
  if (userPrincipalName === undefined) throw missing("userPrincipalName");
  if (displayName === undefined) throw missing("displayName");
  if (password === undefined) throw missing("passwordProfile");
  if (mailNickname === undefined) throw missing("mailNickname");
  if (isEnabled === undefined) throw missing("accountEnabled");
  requireSameNickname(body, userPrincipalName);
  requireUserNames(names);
  const { objectId } = await identity.createUser({
    tenantId,
    userPrincipalName,
    displayName,
    password,
    ...(typeof givenName === "string" && { givenName }),
    ...(typeof familyName === "string" && { familyName }),
    ...(typeof mail === "string" && { mail }),
    isEnabled,
  });
  return await answerMadeNow(call, deps, userEntity, objectId);
}

/** Whether a change is about anything besides the password. */
function changesMore({ names, ...others }: Omit<UserBody, "password">): boolean {
  return [...Object.values(names), ...Object.values(others)].some((value) => value !== undefined);
}

/** The password comes first, since it is the one that may be refused. */
async function change(
  user: UserObject,
  body: UserBody,
  { identity }: RouteDependencies,
): Promise<void> {
  const { tenantId, objectId } = user;
  const { userPrincipalName = user.userPrincipalName, password, isEnabled, names } = body;
  if (userPrincipalName.toLowerCase() !== user.userPrincipalName.toLowerCase()) {
    throw refuse("graph/property-unsupported", { property: "userPrincipalName" });
  }
  requireSameNickname(body, user.userPrincipalName);
  requireUserNames(names);
  if (password !== undefined) await identity.setPassword({ tenantId, objectId, password });
  await identity.changeUserNames({ tenantId, objectId }, names);
  if (isEnabled !== undefined) await identity.setUserEnabled({ tenantId, objectId, isEnabled });
}

/** A user's nickname is the name before the @ here. */
function requireSameNickname({ mailNickname }: UserBody, userPrincipalName: string): void {
  const own = userPrincipalName.slice(0, userPrincipalName.lastIndexOf("@"));
  if ((mailNickname ?? own).toLowerCase() === own.toLowerCase()) return;
  throw refuse("graph/property-unsupported", { property: "mailNickname" });
}

/**
 * The user of the path. Who holds a role in the directory is changed by Global Administrators
 * alone. Assumed: the service lets some roles change holders of lesser ones.
 */
async function requireChangeable(call: GraphCall, deps: RouteDependencies): Promise<UserObject> {
  const user = await requireUser(call, deps, call.segments[1] ?? "");
  const { tenantId, objectId } = call.principal;
  const { objects } = deps.identity;
  const held = await objects.directoryRolesOf(tenantId, user.objectId);
  if (held.length === 0) return user;
  const own = await objects.directoryRolesOf(tenantId, objectId);
  if (!own.includes(directoryRoleIds.globalAdministrator)) throw refuse("graph/denied");
  return user;
}

function missing(property: string): Error {
  return refuse("graph/body-invalid", {
    reason: `A value is required for property '${property}' of resource 'User'.`,
  });
}
