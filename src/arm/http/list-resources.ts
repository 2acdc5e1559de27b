import { foldCase } from "../../access/index.ts";
import { Failure } from "../../base/index.ts";
import type { KeptResource } from "../entities.ts";
import { normalizeLocation } from "../locations.ts";
import { resourceVersions } from "./api-versions.ts";
import { type ArmAnswer, type ArmCall, idOf, wireTime } from "./call.ts";
import { checkQuery, filterNotSupported, methodNotAllowed, readFilter } from "./check-call.ts";
import { parseEqual, splitAnd } from "./filter-clauses.ts";
import { listAnswer, readSkipToken, readVisible } from "./paging.ts";
import { describeResource, requireGroup } from "./resources.ts";
import type { RouteDependencies } from "./route-deps.ts";

/** `…/resources` of a subscription or a group: all types that the caller may read. */
export async function listAnyResources(
  call: ArmCall,
  { arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  checkQuery(call, resourceVersions, ["$filter", "$expand", "$skiptoken"]);
  const keep = resourceFilter(readFilter(call));
  const expand = readExpand(call);
  const scope = idOf(call, call.path.length - 1);
  const action = "Microsoft.Resources/subscriptions/resources/read";
  const mayAll = await authorizer.mayListAll(call, action, scope);
  await requireGroup(call, scope, arm);
  const mayRead = ({ type, id }: KeptResource): Promise<boolean> =>
    authorizer.can(call.principal, `${type}/read`, id);
  const list = {
    read: (after: string | undefined) => arm.listResources({ scope, after }),
    isVisible: (resource: KeptResource) => keep(resource) && (mayAll || mayRead(resource)),
    keyOf: ({ id }: KeptResource) => foldCase(id),
  };
  const { items, next } = await readVisible(list, readSkipToken(call));
  const shown = items.map((resource) => summarize(resource, expand));
  return listAnswer(call, shown, next);
}

type Expansion = "createdtime" | "changedtime" | "provisioningstate";

function summarize(resource: KeptResource, expand: ReadonlySet<Expansion>): object {
  const { properties, etag, ...summary } = describeResource(resource);
  const { provisioningState = "Succeeded" } = properties;
  return {
    ...summary,
    ...(expand.has("createdtime") ? { createdTime: wireTime(resource.createdAt) } : {}),
    ...(expand.has("changedtime") ? { changedTime: wireTime(resource.updatedAt) } : {}),
    ...(expand.has("provisioningstate") ? { provisioningState } : {}),
  };
}

/** Seen: az resource list asks for all three. @throws {Failure} `arm/not-supported`. */
function readExpand(call: ArmCall): ReadonlySet<Expansion> {
  const known: readonly Expansion[] = ["createdtime", "changedtime", "provisioningstate"];
  const names = (call.query.get("$expand") ?? "").split(",").filter((name) => name !== "");
  return new Set(
    names.map((name) => {
      const found = known.find((expansion) => expansion === foldCase(name.trim()));
      if (found !== undefined) return found;
      throw new Failure("arm/not-supported", "unknown expansion", {
        facts: { what: `The $expand '${name.slice(0, 100)}'` },
      });
    }),
  );
}

type Predicate = (resource: KeptResource) => boolean;

/** Clauses joined by `and` that compare type, group, name or location with a text. */
function resourceFilter(filter: string | undefined): Predicate {
  if (filter === undefined) return () => true;
  const clauses = splitAnd(filter).map((clause) => {
    const predicate = predicateOf(clause);
    if (predicate === undefined) throw filterNotSupported(filter);
    return predicate;
  });
  return (resource) => clauses.every((holds) => holds(resource));
}

function predicateOf(clause: string): Predicate | undefined {
  const equal = parseEqual(clause);
  const wanted = foldCase(equal?.value ?? "");
  switch (equal?.field) {
    case "resourcetype":
      return ({ type }) => foldCase(type) === wanted;
    case "resourcegroup":
      return ({ id }) => foldCase(id).split("/")[4] === wanted;
    case "name":
      return ({ name }) => foldCase(name) === wanted;
    case "location":
      return ({ location }) => location !== undefined && location === normalizeLocation(wanted);
    default:
      return undefined;
  }
}
