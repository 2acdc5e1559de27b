import { limits } from "../../base/index.ts";
import type { Condition, SearchColumnOf, SearchKind } from "../../identity/index.ts";
import type { Entity } from "../entities/entity.ts";
import { readListQuery } from "../odata/list-query.ts";
import { readQueryOptions } from "../odata/query-options.ts";
import { project, readSelect, type Selection } from "../odata/select.ts";
import { writeSkipToken } from "../odata/skip-token.ts";
import { refuse } from "../refuse.ts";
import type { GraphAnswer, GraphCall } from "./call.ts";
import { expandAll, readExpand } from "./expand.ts";
import type { RouteDependencies } from "./route.ts";

/** Answers a list of one type of object; `scope` is what the path asks of them. */
export async function answerList<Item, Kind extends SearchKind>(
  call: GraphCall,
  deps: RouteDependencies,
  entity: Entity<Item, Kind>,
  scope?: Condition<SearchColumnOf<Kind>>,
): Promise<GraphAnswer> {
  const options = readQueryOptions(call.query, LIST_OPTIONS);
  const query = readListQuery(options, entity, {
    path: listOf(call),
    isEventual: call.isEventual,
    ...(scope === undefined ? {} : { scope }),
  });
  const { tenantId } = call.principal;
  const objects = entity.objects(deps.identity);
  const expansion = readExpand(options, entity.set);
  const limit = expansion === undefined ? query.page.limit : expandingLimit(query.page.limit);
  const { items, next } = await objects.page(tenantId, { ...query.page, limit });
  const count = query.hasCount
    ? { "@odata.count": await objects.count(tenantId, query.page.condition) }
    : {};
  const link =
    next === undefined
      ? {}
      : { "@odata.nextLink": nextLink(call, writeSkipToken(query.identity, next)) };
  const shown = items.map((item) => shownOf(item, query.selection, entity));
  const value = await expandAll(shown, expansion, deps, call.principal);
  return {
    status: 200,
    body: {
      "@odata.context": contextOf(call, entity.set, query.selection, expansion?.context),
      ...count,
      ...link,
      value,
    },
  };
}

/** Which list a call asks for: a place in one is no place in another. */
export function listOf({ segments, cast }: GraphCall): string {
  return [...segments, cast ?? ""].join("/").toLowerCase();
}

function expandingLimit(limit: number): number {
  return Math.min(limit, limits.graph.expandingPageMax);
}

const LIST_OPTIONS = [
  "$select",
  "$filter",
  "$search",
  "$orderby",
  "$top",
  "$skiptoken",
  "$count",
  "$expand",
] as const;

/** An object as it is selected, and its id, which may not be. */
function shownOf<Item, Kind extends SearchKind>(
  item: Item,
  selection: Selection,
  entity: Entity<Item, Kind>,
) {
  const object = entity.render(item);
  return { id: String(object["id"]), object: project(object, selection, entity) };
}

/** Answers one object, with what it is related to where that is asked for. */
export async function answerExpanded<Item, Kind extends SearchKind>(
  call: GraphCall,
  deps: RouteDependencies,
  entity: Entity<Item, Kind>,
  item: Item,
): Promise<GraphAnswer> {
  const options = readQueryOptions(call.query, ["$select", "$expand"]);
  const selection = readSelect(options, entity);
  const expansion = readExpand(options, entity.set);
  const shown = shownOf(item, selection, entity);
  const [object] = await expandAll([shown], expansion, deps, call.principal);
  return {
    status: 200,
    body: {
      "@odata.context": `${contextOf(call, entity.set, selection, expansion?.context)}/$entity`,
      ...object,
    },
  };
}

/** Answers one object. */
export function answerObject<Item, Kind extends SearchKind>(
  call: GraphCall,
  entity: Entity<Item, Kind>,
  item: Item,
): GraphAnswer {
  const selection = readSelect(readQueryOptions(call.query, ["$select"]), entity);
  return {
    status: 200,
    body: {
      "@odata.context": `${contextOf(call, entity.set, selection)}/$entity`,
      ...project(entity.render(item), selection, entity),
    },
  };
}

/** Answers what was made. */
export function answerMade<Item, Kind extends SearchKind>(
  call: GraphCall,
  entity: Entity<Item, Kind>,
  item: Item,
): GraphAnswer {
  const answer = answerObject(call, entity, item);
  const { id } = entity.render(item);
  const location = `${call.origin}/${call.version}/directoryObjects/${String(id)}`;
  return { ...answer, status: 201, headers: { location } };
}

/** The same for an object that was made a moment ago, and may be gone again. */
export async function answerMadeNow<Item, Kind extends SearchKind>(
  call: GraphCall,
  { identity }: RouteDependencies,
  entity: Entity<Item, Kind>,
  id: string,
): Promise<GraphAnswer> {
  const item = await entity.objects(identity).find(call.principal.tenantId, id);
  if (item === undefined) throw refuse("graph/not-found", { id });
  return answerMade(call, entity, item);
}

/** `…/$count`: how many objects a filter finds, as text. @throws {Failure} `graph/count-unsupported`. */
export async function answerCount<Item, Kind extends SearchKind>(
  call: GraphCall,
  { identity }: RouteDependencies,
  entity: Entity<Item, Kind>,
  scope?: Condition<SearchColumnOf<Kind>>,
): Promise<GraphAnswer> {
  if (!call.isEventual) throw refuse("graph/count-unsupported");
  const options = readQueryOptions(call.query, ["$filter", "$search"]);
  const { page } = readListQuery({ ...options, $count: "true" }, entity, {
    path: listOf(call),
    isEventual: true,
    ...(scope === undefined ? {} : { scope }),
  });
  const count = await entity.objects(identity).count(call.principal.tenantId, page.condition);
  return { status: 200, headers: { "content-type": "text/plain" }, body: String(count) };
}

/** The description of an answer's type. Source: OData 4.01 JSON format, section 10. */
export function contextOf(
  call: GraphCall,
  set: string,
  selection?: Selection,
  expansion?: string,
): string {
  const shown = [...(selection ?? []), ...(expansion === undefined ? [] : [expansion])];
  const selected = shown.length === 0 ? "" : `(${shown.join(",")})`;
  return `${call.origin}/${call.version}/$metadata#${set}${selected}`;
}

/** The same request behind the objects that were shown. */
export function nextLink(call: GraphCall, token: string): string {
  const query = [...call.query]
    .filter(([name]) => !["$skiptoken", "skiptoken"].includes(name.toLowerCase()))
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${call.origin}${call.path}?${[...query, `$skiptoken=${token}`].join("&")}`;
}
