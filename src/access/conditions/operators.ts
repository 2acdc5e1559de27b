import { foldCase } from "../arm-scope.ts";
import { matchesLike } from "./like.ts";

/** What an operator compares. */
export type ValueType = "string" | "numeric" | "bool" | "dateTime" | "guid";

/** Values in the form of their type: text, number, truth, ISO text with seven digits, 32 hex digits. */
export type ConditionValue = string | number | boolean;

export interface Operator {
  readonly type: ValueType;
  /** Whether it may follow a quantifier over several values. */
  readonly isQuantifiable: boolean;
  readonly compare: (left: ConditionValue, right: ConditionValue) => boolean;
}

type Compare = Operator["compare"];

const orders: readonly (readonly [name: string, compare: Compare])[] = [
  ["Equals", (left, right) => left === right],
  ["NotEquals", (left, right) => left !== right],
  ["GreaterThan", (left, right) => left > right],
  ["GreaterThanEquals", (left, right) => left >= right],
  ["LessThan", (left, right) => left < right],
  ["LessThanEquals", (left, right) => left <= right],
];

const texts: readonly (readonly [name: string, isQuantifiable: boolean, compare: Compare])[] = [
  ["Equals", true, (left, right) => left === right],
  ["StartsWith", false, (left, right) => String(left).startsWith(String(right))],
  ["Like", true, (left, right) => matchesLike(String(left), String(right))],
];

/**
 * The operators that are evaluated, by their names in lower case.
 *
 * Source: learn.microsoft.com/azure/role-based-access-control/conditions-format. Text that is compared
 * without case is folded as ASCII only. Assumed: how the service folds other letters is unknown.
 */
export function makeOperators(): ReadonlyMap<string, Operator> {
  const operators = new Map<string, Operator>();
  const add = (name: string, type: ValueType, isQuantifiable: boolean, compare: Compare): void => {
    operators.set(foldCase(name), { type, isQuantifiable, compare });
  };
  for (const [name, isQuantifiable, compare] of texts) {
    const folded: Compare = (left, right) => compare(foldCase(`${left}`), foldCase(`${right}`));
    add(`String${name}`, "string", isQuantifiable, compare);
    add(`StringNot${name}`, "string", isQuantifiable, negate(compare));
    add(`String${name}IgnoreCase`, "string", isQuantifiable, folded);
    add(`StringNot${name}IgnoreCase`, "string", isQuantifiable, negate(folded));
  }
  for (const [name, compare] of orders) {
    add(`Numeric${name}`, "numeric", true, compare);
    add(`DateTime${name}`, "dateTime", false, compare);
  }
  for (const [name, compare] of orders.slice(0, 2)) {
    add(`Bool${name}`, "bool", false, compare);
    add(`Guid${name}`, "guid", true, compare);
  }
  return operators;
}

function negate(compare: Compare): Compare {
  return (left, right) => !compare(left, right);
}

/**
 * Operators and functions that the language has besides, and this product does not evaluate.
 *
 * Source: the service's own open implementation of the language, microsoft/regorus.
 */
export const knownButNotEvaluated: readonly string[] = [
  "StringEndsWith",
  "StringNotEndsWith",
  "StringContains",
  "StringNotContains",
  "StringMatches",
  "StringNotMatches",
  "NumericInRange",
  "TimeOfDayEquals",
  "TimeOfDayNotEquals",
  "TimeOfDayGreaterThan",
  "TimeOfDayGreaterThanEquals",
  "TimeOfDayLessThan",
  "TimeOfDayLessThanEquals",
  "TimeOfDayInRange",
  "IpMatch",
  "IpNotMatch",
  "IpInRange",
  "ListContains",
  "ListNotContains",
  "ToLower",
  "ToUpper",
  "Trim",
  "NormalizeSet",
  "NormalizeList",
  "AddDays",
  "ToTime",
];
