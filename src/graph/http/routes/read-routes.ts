import type { SearchKind } from "../../../identity/index.ts";
import type { Entity } from "../../entities/entity.ts";
import type { Rule } from "../../permissions.ts";
import { answerCount, answerExpanded, answerList } from "../answers.ts";
import type { GraphCall } from "../call.ts";
import type { Route, RouteDependencies } from "../route.ts";

/** A set of objects to be read: listed, counted, and one of them, which `find` finds or refuses. */
export function readRoutes<Item, Kind extends SearchKind>(
  entity: Entity<Item, Kind>,
  rule: Rule,
  find: (call: GraphCall, deps: RouteDependencies) => Promise<Item>,
): readonly Route[] {
  const path = entity.set.toLowerCase();
  return [
    { method: "GET", path, rule, run: (call, deps) => answerList(call, deps, entity) },
    {
      method: "GET",
      path: `${path}/$count`,
      rule,
      run: (call, deps) => answerCount(call, deps, entity),
    },
    {
      method: "GET",
      path: `${path}/*`,
      rule,
      run: async (call, deps) => answerExpanded(call, deps, entity, await find(call, deps)),
    },
  ];
}
