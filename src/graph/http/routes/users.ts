import type { UserObject } from "../../../identity/index.ts";
import { userEntity } from "../../entities/user.ts";
import { rules } from "../../permissions.ts";
import { refuse } from "../../refuse.ts";
import { answerCount, answerList, answerObject } from "../answers.ts";
import type { GraphCall } from "../call.ts";
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
    rule: rules.readUsers,
    run: (call, deps) => answerList(call, deps, userEntity),
  },
  {
    method: "GET",
    path: "users/$count",
    rule: rules.readUsers,
    run: (call, deps) => answerCount(call, deps, userEntity),
  },
  {
    method: "GET",
    path: "users/*",
    rule: rules.readUsers,
    run: async (call, deps) =>
      answerObject(call, userEntity, await requireUser(call, deps, call.segments[1] ?? "")),
  },
];

/** By object id or user principal name. @throws {Failure} `graph/not-found`. */
async function requireUser(
  { principal }: GraphCall,
  { identity }: RouteDependencies,
  name: string,
): Promise<UserObject> {
  const user = await identity.objects.users.findNamed(principal.tenantId, name);
  if (user === undefined) throw refuse("graph/not-found", { id: name });
  return user;
}
