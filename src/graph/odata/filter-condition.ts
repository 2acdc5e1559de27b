import { limits, unreachable } from "../../base/index.ts";
import type { Condition, SearchColumnOf, SearchKind } from "../../identity/index.ts";
import { searchKey } from "../../identity/index.ts";
import { refuse } from "../refuse.ts";
import {
  type EntityDeclaration,
  type FilterOperator,
  type FilterSupport,
  type PropertyDeclaration,
  queriedProperty,
} from "./declaration.ts";
import type { FilterNode, Literal, Path } from "./filter-tree.ts";

/** What a filter is read with. */
interface Reading<Kind extends SearchKind> {
  readonly entity: EntityDeclaration<Kind>;
  /** Whether the query has the advanced query parameters. */
  readonly isAdvanced: boolean;
}

type Made<Kind extends SearchKind> = Condition<SearchColumnOf<Kind>>;

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Says a filter in the store's words, or refuses what Graph does not support of a property.
 *
 * Source: learn.microsoft.com/graph/aad-advanced-queries: which operators a property has, and which
 * of them need `ConsistencyLevel: eventual` with `$count=true`.
 *
 * @throws {Failure} `graph/property-unknown`, `graph/query-unsupported`, `graph/value-invalid`,
 * `graph/advanced-required`.
 */
export function filterCondition<Kind extends SearchKind>(
  node: FilterNode,
  entity: EntityDeclaration<Kind>,
  isAdvanced: boolean,
): Made<Kind> {
  return conditionOf(node, { entity, isAdvanced });
}

function conditionOf<Kind extends SearchKind>(
  node: FilterNode,
  reading: Reading<Kind>,
): Made<Kind> {
  switch (node.kind) {
    case "and":
      return { kind: "and", conditions: node.operands.map((one) => conditionOf(one, reading)) };
    case "or":
      requireFewClauses(node.operands.length);
      return { kind: "or", conditions: node.operands.map((one) => conditionOf(one, reading)) };
    case "not":
      if (!reading.isAdvanced) throw refuse("graph/advanced-required", { what: "NOT" });
      return { kind: "not", condition: conditionOf(node.operand, reading) };
    case "compare":
      return comparison(node, reading);
    case "in": {
      requireFewClauses(node.literals.length);
      const { column, filter, property } = columnOf(node.path, reading);
      requireOperator("in", filter, property, reading);
      const values = node.literals.map((one) => comparedValue(one, filter, property, reading));
      return { kind: "oneOf", column, values };
    }
    case "call":
      return textFunction(node, reading);
    case "any":
      return anyElement(node, reading);
    default:
      return unreachable(node);
  }
}

function comparison<Kind extends SearchKind>(
  { path, operator, literal }: Extract<FilterNode, { kind: "compare" }>,
  reading: Reading<Kind>,
): Made<Kind> {
  const { column, filter, property } = columnOf(path, reading);
  requireOperator(operator, filter, property, reading);
  if (literal.kind !== "null") {
    return {
      kind: "compare",
      column,
      operator,
      value: comparedValue(literal, filter, property, reading),
    };
  }
  requireOperator("null", filter, property, reading);
  const absent: Made<Kind> = { kind: "absent", column };
  if (operator === "eq") return absent;
  if (operator === "ne") return { kind: "not", condition: absent };
  throw unsupportedProperty(property.name, reading);
}

function textFunction<Kind extends SearchKind>(
  { name, path, literal }: Extract<FilterNode, { kind: "call" }>,
  reading: Reading<Kind>,
): Made<Kind> {
  const { column, filter, property } = columnOf(path, reading);
  if (name === "contains") throw unsupportedProperty(property.name, reading);
  requireOperator(name, filter, property, reading);
  if (literal.kind !== "text") throw valueInvalid(property.name, reading);
  return { kind: name, column, text: searchKey(literal.text) };
}

/** `names/any(n:n eq 'x')`: the one form in which Graph looks into a list of texts. */
function anyElement<Kind extends SearchKind>(
  { path, variable, predicate }: Extract<FilterNode, { kind: "any" }>,
  reading: Reading<Kind>,
): Made<Kind> {
  const property = propertyOf(path, reading);
  const { collection, filter } = property;
  if (collection === undefined || filter === undefined) {
    throw unsupportedProperty(property.name, reading);
  }
  if (predicate.kind !== "compare" && predicate.kind !== "call") {
    throw unsupportedProperty(property.name, reading);
  }
  const operator = predicate.kind === "compare" ? predicate.operator : predicate.name;
  const isElement = predicate.path.length === 1 && predicate.path[0] === variable;
  if (!isElement || (operator !== "eq" && operator !== "startsWith")) {
    throw unsupportedProperty(property.name, reading);
  }
  requireOperator(operator, filter, property, reading);
  const { literal } = predicate;
  if (literal.kind !== "text" && literal.kind !== "guid") {
    throw valueInvalid(property.name, reading);
  }
  const match = operator === "eq" ? "equal" : "start";
  return { kind: "has", collection, match, value: searchKey(literal.text) };
}

function propertyOf<Kind extends SearchKind>(
  path: Path,
  { entity }: Reading<Kind>,
): PropertyDeclaration<SearchColumnOf<Kind>> {
  const [name = "", ...rest] = path;
  const property = queriedProperty(entity, name);
  if (rest.length > 0) {
    throw refuse("graph/query-unsupported", {
      reason: `Unsupported property path '${path.join("/")}' in $filter.`,
    });
  }
  return property;
}

function columnOf<Kind extends SearchKind>(path: Path, reading: Reading<Kind>) {
  const property = propertyOf(path, reading);
  const { column, filter } = property;
  if (column === undefined || filter === undefined) {
    throw unsupportedProperty(property.name, reading);
  }
  return { column, filter, property };
}

function requireOperator<Kind extends SearchKind>(
  operator: FilterOperator,
  { plain, advanced }: FilterSupport,
  { name }: { readonly name: string },
  reading: Reading<Kind>,
): void {
  if (plain.includes(operator)) return;
  if (!advanced.includes(operator)) throw unsupportedProperty(name, reading);
  if (!reading.isAdvanced) throw refuse("graph/advanced-required", { what: operator });
}

function comparedValue<Kind extends SearchKind>(
  literal: Literal,
  { type }: FilterSupport,
  { name }: { readonly name: string },
  reading: Reading<Kind>,
): string | number {
  const value = typedValue(literal, type);
  if (value === undefined) throw valueInvalid(name, reading);
  return value;
}

function typedValue(literal: Literal, type: FilterSupport["type"]): string | number | undefined {
  switch (type) {
    case "text":
      return literal.kind === "text" || literal.kind === "guid"
        ? searchKey(literal.text)
        : undefined;
    case "guid": {
      const isText = literal.kind === "text" || literal.kind === "guid";
      const key = isText ? searchKey(literal.text) : "";
      return GUID.test(key) ? key : undefined;
    }
    case "boolean":
      if (literal.kind !== "boolean") return undefined;
      return literal.isTrue ? 1 : 0;
    case "dateTime":
      return literal.kind === "dateTime" ? literal.ms : undefined;
    default:
      return unreachable(type);
  }
}

function requireFewClauses(count: number): void {
  const max = limits.graph.filterClausesMax;
  if (count <= max) return;
  throw refuse("graph/query-unsupported", {
    reason:
      "Too many child clauses specified in search filter expression containing 'OR' operators: " +
      `${count}. Max allowed: ${max}.`,
  });
}

function unsupportedProperty<Kind extends SearchKind>(name: string, reading: Reading<Kind>): Error {
  const type = resourceName(reading.entity.type);
  return refuse("graph/query-unsupported", {
    reason: `Unsupported or invalid query filter clause specified for property '${name}' of resource '${type}'.`,
  });
}

function valueInvalid<Kind extends SearchKind>(property: string, reading: Reading<Kind>): Error {
  return refuse("graph/value-invalid", { property, type: resourceName(reading.entity.type) });
}

/** `servicePrincipal` as messages write it: `ServicePrincipal`. */
export function resourceName(type: string): string {
  return type.charAt(0).toUpperCase() + type.slice(1);
}
