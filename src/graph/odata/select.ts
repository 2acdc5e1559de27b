import type { SearchKind } from "../../identity/index.ts";
import { refuse } from "../refuse.ts";
import type { EntityDeclaration } from "./declaration.ts";
import type { QueryOptions } from "./query-options.ts";

/** Names of properties to answer with, as declared; undefined for the type's default. */
export type Selection = readonly string[] | undefined;

type Rendered = Readonly<Record<string, unknown>>;

type Selectable = Pick<EntityDeclaration<SearchKind>, "type"> & {
  readonly properties: ReadonlyMap<string, { readonly name: string; readonly isDefault: boolean }>;
};

/** @throws {Failure} `graph/property-unknown`, `graph/query-malformed`. */
export function readSelect(options: QueryOptions, entity: Selectable): Selection {
  const text = options.$select;
  if (text === undefined) return undefined;
  const names = text.split(",").map((name) => name.trim());
  if (names.some((name) => name === "")) {
    throw refuse("graph/query-malformed", { option: "$select", reason: "a name is missing" });
  }
  const declared = names.map((name) => {
    const property = entity.properties.get(name.toLowerCase());
    if (property === undefined) {
      throw refuse("graph/property-unknown", { property: name, type: entity.type });
    }
    return property.name;
  });
  return [...new Set(declared)];
}

/**
 * Makes objects that are no set's show what `$select` names of properties like those of `example`.
 *
 * @throws {Failure} `graph/property-unknown`.
 */
export function selectOf(
  { $select }: QueryOptions,
  example: Rendered,
  type: string,
): (object: Rendered) => Rendered {
  if ($select === undefined) return (object) => object;
  const names = $select.split(",").map((name) => propertyNamed(name.trim(), example, type));
  return (object) => Object.fromEntries(names.map((name) => [name, object[name] ?? null]));
}

/** The name of a property as it is written there. @throws {Failure} `graph/property-unknown`. */
export function propertyNamed(written: string, example: Rendered, type: string): string {
  const found = Object.keys(example).find((name) => name.toLowerCase() === written.toLowerCase());
  if (found !== undefined) return found;
  throw refuse("graph/property-unknown", { property: written, type });
}

/** The selected properties of an object, those that it has no value for as null. */
export function project(
  object: Readonly<Record<string, unknown>>,
  selection: Selection,
  entity: Selectable,
): Readonly<Record<string, unknown>> {
  const names =
    selection ??
    [...entity.properties.values()].filter(({ isDefault }) => isDefault).map(({ name }) => name);
  return Object.fromEntries(names.map((name) => [name, object[name] ?? null]));
}
