import type { SearchColumnOf, SearchKind } from "../../identity/index.ts";

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

/** Properties by their names in lower case, since queries name them in any. */
export function declareProperties<Column extends string>(
  properties: readonly PropertyDeclaration<Column>[],
): ReadonlyMap<string, PropertyDeclaration<Column>> {
  return new Map(properties.map((property) => [property.name.toLowerCase(), property]));
}
