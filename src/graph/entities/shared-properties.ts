import type { PropertyDeclaration } from "../odata/declaration.ts";
import { supports } from "../odata/supports.ts";

/** Declarations of what most types of Graph's have, and can be searched by, in the same way. */
export const idProperty: PropertyDeclaration<"id"> = {
  name: "id",
  isDefault: true,
  column: "id",
  filter: supports.id,
};

/** `order`: whether lists in this order need the advanced form of a query. */
export function displayNameProperty(
  order: "plain" | "advanced",
): PropertyDeclaration<"displayName"> {
  return {
    name: "displayName",
    isDefault: true,
    column: "displayName",
    filter: supports.name,
    order,
    isSearchable: true,
  };
}
