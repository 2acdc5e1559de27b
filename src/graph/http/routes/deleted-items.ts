import { type AnyDeleted, directoryRoleIds } from "../../../identity/index.ts";
import { readBody } from "../../bodies/reader.ts";
import { renderAny } from "../../entities/any-object.ts";
import {
  deletedApplicationEntity,
  deletedServicePrincipalEntity,
  deletedUserEntity,
  renderDeleted,
} from "../../entities/deleted.ts";
import { groupEntity } from "../../entities/group.ts";
import { readQueryOptions } from "../../odata/query-options.ts";
import { anyRule, type Rule, rules } from "../../permissions.ts";
import { refuse } from "../../refuse.ts";
import { answerCount, answerList, contextOf } from "../answers.ts";
import { requireOwnership, requireRule } from "../authorize.ts";
import type { GraphAnswer, GraphCall, ObjectType } from "../call.ts";
import type { Route, RouteDependencies } from "../route.ts";

/** Where lists of deleted objects stand; their type follows. */
const LIST = "directory/deleteditems";

/** Security groups, which are all that there are here, are deleted for good: none is ever found. */
const NONE = { kind: "always", holds: false } as const;

interface DeletedList {
  readonly rule: Rule;
  answer(call: GraphCall, deps: RouteDependencies): Promise<GraphAnswer>;
  count(call: GraphCall, deps: RouteDependencies): Promise<GraphAnswer>;
}

const lists: Readonly<Record<ObjectType, DeletedList>> = {
  user: {
    rule: rules.readUsers,
    answer: (call, deps) => answerList(call, deps, deletedUserEntity),
    count: (call, deps) => answerCount(call, deps, deletedUserEntity),
  },
  group: {
    rule: rules.readGroups,
    answer: (call, deps) => answerList(call, deps, groupEntity, NONE),
    count: (call, deps) => answerCount(call, deps, groupEntity, NONE),
  },
  application: {
    rule: rules.readApplications,
    answer: (call, deps) => answerList(call, deps, deletedApplicationEntity),
    count: (call, deps) => answerCount(call, deps, deletedApplicationEntity),
  },
  servicePrincipal: {
    rule: rules.readApplications,
    answer: (call, deps) => answerList(call, deps, deletedServicePrincipalEntity),
    count: (call, deps) => answerCount(call, deps, deletedServicePrincipalEntity),
  },
};

/** Who may read a deleted object, and who may restore it or delete it for good. */
const KIND_RULES: Readonly<
  Record<AnyDeleted["type"], { readonly read: Rule; readonly change: Rule }>
> = {
  user: { read: rules.readUsers, change: rules.deleteUsers },
  application: { read: rules.readApplications, change: rules.changeApplications },
  servicePrincipal: { read: rules.readApplications, change: rules.changeApplications },
};

const readRule = anyRule(rules.readUsers, rules.readApplications);
const changeRule = anyRule(rules.deleteUsers, rules.changeApplications);

/** What Graph has below deleted items, and Lazurite does not. */
const UNSERVED: readonly string[] = [
  "checkmembergroups",
  "checkmemberobjects",
  "delta",
  "getavailableextensionproperties",
  "getbyids",
  "getuserownedobjects",
  "validateproperties",
];

/**
 * What was deleted and may come back within thirty days.
 *
 * Source: learn.microsoft.com/graph/api/resources/directory: the operations on deleted items.
 */
export const deletedItemRoutes: readonly Route[] = [
  ...(
    [
      [LIST, "answer"],
      [`${LIST}/$count`, "count"],
    ] as const
  ).map(
    ([path, how]): Route => ({
      method: "GET",
      path,
      rule: anyRule(...Object.values(lists).map(({ rule }) => rule)),
      isCastable: true,
      run: (call, deps) => answerDeleted(call, deps, how),
    }),
  ),
  ...UNSERVED.map(
    (name): Route => ({
      method: "POST",
      path: `${LIST}/${name}`,
      rule: readRule,
      async run() {
        throw refuse("graph/feature-unsupported", { feature: `${name} of deleted items` });
      },
    }),
  ),
  {
    method: "GET",
    path: `${LIST}/*`,
    rule: readRule,
    async run(call, deps) {
      const options = readQueryOptions(call.query, ["$select"]);
      const found = await requireDeleted(call, deps);
      await requireRule(call.principal, KIND_RULES[found.type].read, deps.identity);
      const body = renderDeleted(found, options);
      return { status: 200, body: { "@odata.context": entityContext(call), ...body } };
    },
  },
  {
    method: "DELETE",
    path: `${LIST}/*`,
    rule: changeRule,
    async run(call, deps) {
      await deps.identity.purgeObject((await requireManaged(call, deps)).item);
      return { status: 204 };
    },
  },
  {
    method: "POST",
    path: `${LIST}/*/restore`,
    rule: changeRule,
    async run(call, deps) {
      const { item } = await requireManaged(call, deps);
      requireNothingAsked(call);
      await deps.identity.restoreObject(item);
      const { tenantId, objectId } = item;
      const restored = await deps.identity.objects.findAny(tenantId, objectId);
      if (restored === undefined) throw refuse("graph/not-found", { id: objectId });
      const body = renderAny(restored, undefined);
      return { status: 200, body: { "@odata.context": entityContext(call), ...body } };
    },
  },
];

async function answerDeleted(
  call: GraphCall,
  deps: RouteDependencies,
  how: "answer" | "count",
): Promise<GraphAnswer> {
  const { cast } = call;
  if (cast === undefined || cast === "directoryRole") {
    throw refuse("graph/query-unsupported", {
      reason:
        "Deleted items are listed by their type: /directory/deletedItems/microsoft.graph.user.",
    });
  }
  const list = lists[cast];
  await requireRule(call.principal, list.rule, deps.identity);
  for (const name of call.query.keys()) {
    if (/^\$?expand$/i.test(name)) throw refuse("graph/option-unsupported", { option: name });
  }
  return await list[how](call, deps);
}

/** Every body of a restoration asks for something to be changed on the way. */
function requireNothingAsked({ body }: GraphCall): void {
  if (body.length === 0) return;
  const reader = readBody(body, "directoryObject");
  reader.requireUnset("autoReconcileProxyConflict", "newUserPrincipalName");
  reader.requireEnd();
}

function entityContext(call: GraphCall): string {
  return `${contextOf(call, "directoryObjects")}/$entity`;
}

async function requireDeleted(
  { principal, segments }: GraphCall,
  { identity }: RouteDependencies,
): Promise<AnyDeleted> {
  const id = segments[2] ?? "";
  if (/^microsoft\.graph\./i.test(id)) {
    throw refuse("graph/feature-unsupported", { feature: `deleted items of the type ${id}` });
  }
  const found = await identity.objects.deleted.find(principal.tenantId, id);
  if (found === undefined) throw refuse("graph/not-found", { id });
  return found;
}

/**
 * The deleted object of the path, which the caller may bring back or delete for good: by a
 * permission or a role, or as its owner. Who held a role in the directory is a Global
 * Administrator's. Assumed: the service lets some roles restore holders of lesser ones.
 */
async function requireManaged(call: GraphCall, deps: RouteDependencies): Promise<AnyDeleted> {
  const found = await requireDeleted(call, deps);
  const { principal } = call;
  const { objects } = deps.identity;
  const rule = KIND_RULES[found.type].change;
  const { objectId } = found.item;
  await requireRule(principal, rule, deps.identity);
  await requireOwnership(principal, rule, deps.identity, objectId, objects.deleted.ownersOf);
  if (found.type !== "user") return found;
  const held = await objects.deleted.directoryRolesOf(objectId);
  const own = await objects.directoryRolesOf(principal.tenantId, principal.objectId);
  if (held.length > 0 && !own.includes(directoryRoleIds.globalAdministrator)) {
    throw refuse("graph/denied");
  }
  return found;
}
