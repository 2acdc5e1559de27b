import type { UserObject } from "../../../identity/index.ts";
import { basicUserEntity } from "../../entities/basic-user.ts";
import type { Entity } from "../../entities/entity.ts";
import { userEntity } from "../../entities/user.ts";
import { rules } from "../../permissions.ts";
import { refuse } from "../../refuse.ts";
import { answerCount, answerList, answerObject } from "../answers.ts";
import { passes } from "../authorize.ts";
import type { GraphCall } from "../call.ts";
import { requireUser } from "../require-user.ts";
import type { Route, RouteDependencies } from "../route.ts";

/** The people of a tenant, and the caller among them. */
export const userRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "me",
    rule: rules.readMe,
    async run(call, deps) {
      if (call.principal.kind !== "user") throw refuse("graph/me-without-user");
      const user = await requireUser(call, deps, call.principal.objectId);
      return answerObject(call, userEntity, user);
    },
  },
  {
    method: "GET",
    path: "users",
    rule: rules.readBasicUsers,
    run: async (call, deps) => answerList(call, deps, await readable(call, deps)),
  },
  {
    method: "GET",
    path: "users/$count",
    rule: rules.readBasicUsers,
    run: async (call, deps) => answerCount(call, deps, await readable(call, deps)),
  },
  {
    method: "GET",
    path: "users/*",
    rule: rules.readUser,
    async run(call, deps) {
      const user = await requireUser(call, deps, call.segments[1] ?? "");
      const { principal } = call;
      const isWhole =
        user.objectId === principal.objectId &&
        (await passes(principal, rules.readMe, deps.identity));
      return answerObject(call, isWhole ? userEntity : await readable(call, deps), user);
    },
  },
];

/** Users as far as the caller may read them. */
async function readable(
  { principal }: GraphCall,
  { identity }: RouteDependencies,
): Promise<Entity<UserObject, "users">> {
  return (await passes(principal, rules.readUsers, identity)) ? userEntity : basicUserEntity;
}
