import { foldCase } from "../../access/index.ts";
import { Failure } from "../../base/index.ts";
import type { KeptResource } from "../entities.ts";
import { resourceVersions } from "./api-versions.ts";
import { type ArmAnswer, type ArmCall, idOf, wireTime } from "./call.ts";
import { checkQuery, methodNotAllowed, readFilter } from "./check-call.ts";
import { listAnswer, readSkipToken, readTop, readVisible } from "./paging.ts";
import { readResourceFilter } from "./resource-filter.ts";
import { describeResource, type ResourceBody, requireGroup } from "./resources.ts";
import type { RouteDependencies } from "./route-deps.ts";

/** `…/resources` of a subscription or a group: all types that the caller may read. */
export async function listAnyResources(
  call: ArmCall,
  { arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  checkQuery(call, resourceVersions, ["$filter", "$expand", "$top", "$skiptoken"]);
  const { keeps, isByTag } = readResourceFilter(readFilter(call));
  const expand = readExpand(call);
  const scope = idOf(call, call.path.length - 1);
  const action = "Microsoft.Resources/subscriptions/resources/read";
  const mayAll = await authorizer.mayListAll(call, action, scope);
  await requireGroup(call, scope, arm);
  const mayRead = ({ type, id }: KeptResource): Promise<boolean> =>
    authorizer.can(call.principal, `${type}/read`, id);
  const list = {
    read: (after: string | undefined) => arm.listResources({ scope, after }),
    isVisible: (resource: KeptResource) => keeps(resource) && (mayAll || mayRead(resource)),
    keyOf: ({ id }: KeptResource) => foldCase(id),
  };
  const { items, next } = await readVisible(list, readSkipToken(call), readTop(call));
  const shown = items.map((resource) => {
    const { tags, ...rest } = summarize(resource, expand);
    return isByTag || tags === undefined ? rest : { ...rest, tags };
  });
  return listAnswer(call, shown, next);
}

type Expansion = "createdtime" | "changedtime" | "provisioningstate";

function summarize(
  resource: KeptResource,
  expand: ReadonlySet<Expansion>,
): Omit<ResourceBody, "properties" | "etag"> {
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
