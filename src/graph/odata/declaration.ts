import type { SearchColumnOf, SearchKind } from "../../identity/index.ts";
import { refuse } from "../refuse.ts";

export type FilterOperator =
  | "eq"
  | "ne"
  | "not"
  | "gt"
  | "ge"
  | "lt"
  | "le"
  | "in"
  | "startsWith"
  | "endsWith"
  | "null";

/** What Graph lets a query ask of a property, with and without the advanced query parameters. */
export interface FilterSupport {
  readonly type: "text" | "guid" | "boolean" | "dateTime";
  readonly plain: readonly FilterOperator[];
  readonly advanced: readonly FilterOperator[];
}

export interface PropertyDeclaration<Column extends string> {
  readonly name: string;
  /** Whether it is in an answer to a query that does not select. */
  readonly isDefault: boolean;
  /** Where the store finds it; a property without one is in no filter. */
  readonly column?: Column;
  /** The store's name of a collection that `any` looks into. */
  readonly collection?: string;
  readonly filter?: FilterSupport;
  readonly order?: "plain" | "advanced";
  readonly isSearchable?: boolean;
  /** Whether the caller may not read it: it is null, and in no query. */
  readonly isHidden?: boolean;
}

/** A type of Graph's that is listed, queried and selected from. */
export interface EntityDeclaration<Kind extends SearchKind> {
  /** `user`, as in `microsoft.graph.user`. */
  readonly type: string;
  /** `users`, as in the path and in `@odata.context`. */
  readonly set: string;
  readonly kind: Kind;
  readonly properties: ReadonlyMap<string, PropertyDeclaration<SearchColumnOf<Kind>>>;
}

/**
 * The property that a query names.
 *
 * @throws {Failure} `graph/property-unknown`, `graph/denied` for one that the caller may not read.
 */
export function queriedProperty<Kind extends SearchKind>(
  { type, properties }: EntityDeclaration<Kind>,
  name: string,
): PropertyDeclaration<SearchColumnOf<Kind>> {
  const property = properties.get(name.toLowerCase());
  if (property === undefined) throw refuse("graph/property-unknown", { property: name, type });
  if (property.isHidden === true) throw refuse("graph/denied");
  return property;
}

/** Properties by their names in lower case, since queries name them in any. */
export function declareProperties<Column extends string>(
  properties: readonly PropertyDeclaration<Column>[],
): ReadonlyMap<string, PropertyDeclaration<Column>> {
  return new Map(properties.map((property) => [property.name.toLowerCase(), property]));
}
