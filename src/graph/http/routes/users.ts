import { userEntity } from "../../entities/user.ts";
import { rules } from "../../permissions.ts";
import { refuse } from "../../refuse.ts";
import { answerCount, answerList, answerObject } from "../answers.ts";
import { requireUser } from "../require-user.ts";
import type { Route } from "../route.ts";

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
