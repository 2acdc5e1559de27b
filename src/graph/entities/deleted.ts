import type {
  AnyDeleted,
  DeletedApplication,
  DeletedServicePrincipal,
  DeletedUser,
  Deletion,
  SearchColumnOf,
  SearchKind,
} from "../../identity/index.ts";
import type { PropertyDeclaration } from "../odata/declaration.ts";
import type { QueryOptions } from "../odata/query-options.ts";
import { project, readSelect } from "../odata/select.ts";
import { supports } from "../odata/supports.ts";
import { applicationEntity } from "./application.ts";
import { type Entity, moment } from "./entity.ts";
import { servicePrincipalEntity } from "./service-principal.ts";
import { userEntity } from "./user.ts";

export const deletedUserEntity: Entity<DeletedUser, "deletedUsers"> = {
  ...deletedEntity(userEntity, "deletedUsers"),
  objects: (identity) => identity.objects.deleted.users,
};

export const deletedApplicationEntity: Entity<DeletedApplication, "deletedApplications"> = {
  ...deletedEntity(applicationEntity, "deletedApplications"),
  objects: (identity) => identity.objects.deleted.applications,
};

export const deletedServicePrincipalEntity: Entity<
  DeletedServicePrincipal,
  "deletedServicePrincipals"
> = {
  ...deletedEntity(servicePrincipalEntity, "deletedServicePrincipals"),
  objects: (identity) => identity.objects.deleted.servicePrincipals,
};

/** A type as its deleted objects are shown: the same, with the moment of the deletion. */
function deletedEntity<Item, Live extends SearchKind, Kind extends SearchKind>(
  entity: Entity<Item, Live>,
  kind: Kind,
): Omit<Entity<Item & Deletion, Kind>, "objects"> {
  type Declared = PropertyDeclaration<SearchColumnOf<Kind>>;
  const { type, set, properties } = entity;
  const name = "deletedDateTime";
  const deletedDateTime = {
    name,
    isDefault: properties.get(name.toLowerCase())?.isDefault ?? false,
    column: name as SearchColumnOf<Kind>,
    filter: supports.moment,
    order: "advanced",
  } as const;
  // The store finds deleted objects by the same columns as those that are there.
  const declared = new Map(properties as ReadonlyMap<string, Declared>);
  declared.set(name.toLowerCase(), deletedDateTime);
  return {
    type,
    set,
    kind,
    properties: declared,
    render: (item) => ({ ...entity.render(item), [name]: moment(item.deletedAt) }),
  };
}

/** The type of a deleted object. */
const deletedEntities = {
  user: deletedUserEntity,
  application: deletedApplicationEntity,
  servicePrincipal: deletedServicePrincipalEntity,
} as const;

/** A deleted object of any type, which says what it is; `$select` is its type's. */
export function renderDeleted(
  { type, item }: AnyDeleted,
  options: QueryOptions,
): Readonly<Record<string, unknown>> {
  const entity = deletedEntities[type];
  const selection = readSelect(options, entity);
  // Each renderer takes the item of its own type, which the union has paired with its name.
  const render = entity.render as (item: AnyDeleted["item"]) => Readonly<Record<string, unknown>>;
  return {
    "@odata.type": `#microsoft.graph.${type}`,
    ...project(render(item), selection, entity),
  };
}
