import type { AnyObject } from "../../identity/index.ts";
import type { QueryOptions } from "../odata/query-options.ts";
import { project, readSelect, type Selection } from "../odata/select.ts";
import { refuse } from "../refuse.ts";
import { applicationEntity } from "./application.ts";
import { isDirectoryRoleProperty } from "./directory-roles.ts";
import { groupEntity } from "./group.ts";
import { servicePrincipalEntity } from "./service-principal.ts";
import { userEntity } from "./user.ts";

const ENTITIES = {
  user: userEntity,
  group: groupEntity,
  servicePrincipal: servicePrincipalEntity,
  application: applicationEntity,
} as const;

/**
 * Properties selected of objects of several types: each has those of its own.
 *
 * @throws {Failure} `graph/property-unknown` for one that no type has.
 */
export function readSelectOfAny(options: QueryOptions): Selection {
  const { $select } = options;
  if ($select === undefined) return undefined;
  const names = $select.split(",").map((name) => name.trim().toLowerCase());
  const unknown = names.find(
    (name) =>
      !isDirectoryRoleProperty(name) &&
      !Object.values(ENTITIES).some(({ properties }) => properties.has(name)),
  );
  if (unknown === undefined) return names;
  throw refuse("graph/property-unknown", { property: unknown, type: "directoryObject" });
}

type Rendered = Readonly<Record<string, unknown>>;

/** An object of any type, which says what it is; `asUser` renders users of whom less is shown. */
export function renderAny(
  found: AnyObject,
  selection: Selection,
  asUser: typeof userEntity.render = userEntity.render,
): Rendered {
  const { type } = found;
  const entity = ENTITIES[type];
  const own =
    selection === undefined
      ? undefined
      : readSelect(
          { $select: ["id", ...selection.filter((name) => entity.properties.has(name))].join(",") },
          entity,
        );
  return {
    "@odata.type": `#microsoft.graph.${type}`,
    ...project(rendered(found, asUser), own, entity),
  };
}

function rendered({ type, item }: AnyObject, asUser: typeof userEntity.render): Rendered {
  switch (type) {
    case "user":
      return asUser(item);
    case "group":
      return groupEntity.render(item);
    case "servicePrincipal":
      return servicePrincipalEntity.render(item);
    default:
      return applicationEntity.render(item);
  }
}
