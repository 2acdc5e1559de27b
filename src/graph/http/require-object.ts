import { isGuid, type SearchColumnOf } from "../../identity/index.ts";
import type { Entity } from "../entities/entity.ts";
import { refuse } from "../refuse.ts";
import type { GraphCall } from "./call.ts";
import type { RouteDependencies } from "./route.ts";

/**
 * The object that the second piece of the path names: by its id, or as `(appId='…')`.
 *
 * @throws {Failure} `graph/not-found`, `graph/path-not-found` for a key that the type does not have.
 */
export async function requireObject<Item, Kind extends "applications" | "servicePrincipals">(
  call: GraphCall,
  { identity }: RouteDependencies,
  entity: Entity<Item, Kind>,
): Promise<Item> {
  const { tenantId } = call.principal;
  const id = call.segments[1] ?? "";
  const key = call.keys.get(1)?.name.toLowerCase() ?? "id";
  const objects = entity.objects(identity);
  const found = isGuid(id)
    ? key === "id"
      ? await objects.find(tenantId, id)
      : await findByAppId(objects, tenantId, id)
    : undefined;
  if (found === undefined) throw refuse("graph/not-found", { id });
  return found;
}

async function findByAppId<Item, Kind extends "applications" | "servicePrincipals">(
  objects: ReturnType<Entity<Item, Kind>["objects"]>,
  tenantId: string,
  appId: string,
): Promise<Item | undefined> {
  const { items } = await objects.page(tenantId, {
    condition: {
      kind: "compare",
      column: "appId" as SearchColumnOf<Kind>,
      operator: "eq",
      value: appId.toLowerCase(),
    },
    order: { column: "id", isDescending: false },
    after: undefined,
    limit: 1,
  });
  return items[0];
}
