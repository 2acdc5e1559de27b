import { unreachable } from "../../../base/index.ts";
import type { ColumnValue, Comparison, Condition, SearchPosition } from "./condition.ts";

/** An object that is not a row of the store, with the columns that it would have. */
export interface SearchRecord<Column extends string = string> {
  readonly columns: Readonly<Record<Column, ColumnValue | undefined>>;
  readonly collections: Readonly<Record<string, readonly string[]>>;
}

/** Whether a condition holds; the same answer as the store gives for a row. */
export function matches<Column extends string>(
  condition: Condition<Column>,
  record: SearchRecord<Column>,
): boolean {
  switch (condition.kind) {
    case "always":
      return condition.holds;
    case "not":
      return !matches(condition.condition, record);
    case "and":
      return condition.conditions.every((one) => matches(one, record));
    case "or":
      return condition.conditions.some((one) => matches(one, record));
    case "has": {
      const { collection, match, value } = condition;
      const elements = record.collections[collection] ?? [];
      return elements.some((one) => (match === "equal" ? one === value : one.startsWith(value)));
    }
    case "absent":
      return record.columns[condition.column] === undefined;
    case "oneOf": {
      const value = record.columns[condition.column];
      return value !== undefined && condition.values.includes(value);
    }
    case "compare": {
      const value = record.columns[condition.column];
      if (value === undefined) return condition.operator === "ne";
      return holds(condition.operator, compareValues(value, condition.value));
    }
    default:
      return matchesText(condition, record.columns[condition.column]);
  }
}

function matchesText(
  { kind, text }: { readonly kind: "startsWith" | "endsWith" | "contains"; readonly text: string },
  value: ColumnValue | undefined,
): boolean {
  if (typeof value !== "string") return false;
  switch (kind) {
    case "startsWith":
      return value.startsWith(text);
    case "endsWith":
      return value.endsWith(text);
    case "contains":
      return value.includes(text);
    default:
      return unreachable(kind);
  }
}

function holds(operator: Comparison, order: number): boolean {
  switch (operator) {
    case "eq":
      return order === 0;
    case "ne":
      return order !== 0;
    case "gt":
      return order > 0;
    case "ge":
      return order >= 0;
    case "lt":
      return order < 0;
    case "le":
      return order <= 0;
    default:
      return unreachable(operator);
  }
}

/** The store's order: numbers by size, texts by their UTF-8 bytes. */
export function compareValues(left: ColumnValue, right: ColumnValue): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  return Buffer.compare(Buffer.from(String(left), "utf8"), Buffer.from(String(right), "utf8"));
}

/** The order of two objects in a search. */
export function comparePositions(left: SearchPosition, right: SearchPosition): number {
  return compareValues(left.value, right.value) || compareValues(left.id, right.id);
}
