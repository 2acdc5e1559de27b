import type { Condition, SearchColumnOf, SearchKind } from "../../identity/index.ts";
import { readSelectOfAny } from "../entities/any-object.ts";
import { applicationEntity } from "../entities/application.ts";
import { renderSelectedRole } from "../entities/directory-roles.ts";
import type { Entity } from "../entities/entity.ts";
import { groupEntity } from "../entities/group.ts";
import { servicePrincipalEntity } from "../entities/service-principal.ts";
import { userEntity } from "../entities/user.ts";
import { readCount, readQueryOptions } from "../odata/query-options.ts";
import { type Rule, rules } from "../permissions.ts";
import { refuse } from "../refuse.ts";
import { answerCount, answerList, contextOf } from "./answers.ts";
import { requireRule } from "./authorize.ts";
import type { CastType, GraphAnswer, GraphCall, ObjectType } from "./call.ts";
import { answerPrincipals, answerReferences, type ReadIds } from "./principal-lists.ts";
import type { Route, RouteDependencies } from "./route.ts";

/** Who may read each type. */
const TYPE_RULES: Readonly<Record<ObjectType, Rule>> = {
  user: rules.readUsers,
  group: rules.readGroups,
  application: rules.readApplications,
  servicePrincipal: rules.readApplications,
};

/** What every searchable object can be asked: its id, and the groups that it is in. */
type Scope = Condition<"id">;

/** The objects that are related to one. */
export interface Related {
  /** Types that can be among them. */
  readonly types: readonly CastType[];
  /** Template ids of the roles in the directory that are among them. */
  readonly roles?: readonly string[];
  readonly scope: Scope;
  /** The same by their ids. */
  readonly readIds: ReadIds;
}

export interface RelatedList {
  readonly path: string;
  readonly rule: Rule;
  /** Finds the object of the path, and what is related to it. */
  find(call: GraphCall, deps: RouteDependencies): Promise<Related>;
}

/**
 * A list of related objects, and how many they are. Cut down to one type, it is queried as lists of
 * that type are, by the advanced query parameters.
 *
 * Source: learn.microsoft.com/graph/aad-advanced-queries and the pages of each list. Lists of several
 * types are not queried by properties here: what they have in common has none but the id.
 */
export function relatedRoutes({ path, rule, find }: RelatedList): readonly Route[] {
  return [
    {
      method: "GET",
      path,
      rule,
      isCastable: true,
      async run(call, deps) {
        const related = await find(call, deps);
        requireType(call, related);
        if (call.cast === "directoryRole") {
          await requireRule(call.principal, rules.readRoles, deps.identity);
          return answerRoles(call, related);
        }
        if (call.cast === undefined) {
          const count = () => countAll(call, deps, related);
          return await answerPrincipals(call, deps, related.readIds, count);
        }
        const options = readQueryOptions(call.query);
        const isAdvanced = options.$count?.toLowerCase() === "true" && call.isEventual;
        const isQuery = options.$filter !== undefined || options.$orderby !== undefined;
        if (isQuery && !isAdvanced && options.$search === undefined) {
          throw refuse("graph/advanced-required", { what: "$filter and $orderby of a relation" });
        }
        // One type alone is a list of that type, whose properties may be searched.
        await requireRule(call.principal, TYPE_RULES[call.cast], deps.identity);
        return await withEntity(call.cast, (entity) =>
          answerList(call, deps, entity, scopeFor(related)),
        );
      },
    },
    {
      method: "GET",
      path: `${path}/$ref`,
      rule,
      run: async (call, deps) => answerReferences(call, (await find(call, deps)).readIds),
    },
    {
      method: "GET",
      path: `${path}/$count`,
      rule,
      isCastable: true,
      async run(call, deps) {
        const related = await find(call, deps);
        requireType(call, related);
        if (call.cast !== undefined && call.cast !== "directoryRole") {
          await requireRule(call.principal, TYPE_RULES[call.cast], deps.identity);
          return await withEntity(call.cast, (entity) =>
            answerCount(call, deps, entity, scopeFor(related)),
          );
        }
        if (!call.isEventual) throw refuse("graph/count-unsupported");
        readQueryOptions(call.query, []);
        const isRoles = call.cast === "directoryRole";
        const body = String(
          isRoles ? rolesOf(related).length : await countAll(call, deps, related),
        );
        return { status: 200, headers: { "content-type": "text/plain" }, body };
      },
    },
  ];
}

const rolesOf = ({ roles }: Related): readonly string[] => roles ?? [];

/** All of them at once, since there are few. */
function answerRoles(call: GraphCall, related: Related): GraphAnswer {
  const options = readQueryOptions(call.query, ["$select", "$count"]);
  const selection = readSelectOfAny(options);
  const value = rolesOf(related).map((id) => {
    const { "@odata.type": _, ...role } = renderSelectedRole(id, selection) ?? {};
    return role;
  });
  const isCounted = readCount(options) && call.isEventual;
  return {
    status: 200,
    body: {
      "@odata.context": contextOf(call, "directoryRoles", options.$select?.split(",")),
      ...(isCounted && { "@odata.count": value.length }),
      value,
    },
  };
}

/** Source: group-list-members: a type that cannot be among them is refused. */
function requireType({ cast }: GraphCall, { types }: Related): void {
  if (cast === undefined || types.includes(cast)) return;
  throw refuse("graph/query-unsupported", {
    reason: `The type 'microsoft.graph.${cast}' is not one of this relation.`,
  });
}

async function countAll(
  { principal }: GraphCall,
  { identity }: RouteDependencies,
  related: Related,
): Promise<number> {
  let count = rolesOf(related).length;
  for (const type of related.types) {
    if (type === "directoryRole") continue;
    count += await withEntity(type, (entity) =>
      entity.objects(identity).count(principal.tenantId, scopeFor(related)),
    );
  }
  return count;
}

/** Objects of every kind have an id to be found by. */
function scopeFor<Kind extends SearchKind>({ scope }: Related): Condition<SearchColumnOf<Kind>> {
  return scope as Condition<SearchColumnOf<Kind>>;
}

type Work<Result> = <Item, Kind extends SearchKind>(entity: Entity<Item, Kind>) => Result;

function withEntity<Result>(type: ObjectType, work: Work<Result>): Result {
  switch (type) {
    case "user":
      return work(userEntity);
    case "group":
      return work(groupEntity);
    case "servicePrincipal":
      return work(servicePrincipalEntity);
    default:
      return work(applicationEntity);
  }
}

/** Objects whose ids are all known. */
export function relatedByIds(
  types: readonly CastType[],
  ids: readonly string[],
  roles: readonly string[] = [],
): Related {
  const values = [...new Set(ids)].sort();
  const all = [...values, ...roles].sort();
  return {
    types,
    roles,
    scope: { kind: "oneOf", column: "id", values },
    readIds: async (after, limit) => all.filter((id) => id > after).slice(0, limit),
  };
}
