import { type RawBuilder, sql } from "kysely";
import type { Comparison, Condition } from "./condition.ts";

export type HasCondition = Extract<Condition, { kind: "has" }>;

/** How a kind of object is laid out for searches. */
export interface SearchLayout<Column extends string = string> {
  readonly table: RawBuilder<unknown>;
  readonly id: RawBuilder<unknown>;
  readonly tenantId: RawBuilder<unknown>;
  readonly columns: Readonly<Record<Column, RawBuilder<unknown>>>;
  /** A test of whether some element of a collection is as asked. */
  readonly collections: Readonly<Record<string, (has: HasCondition) => RawBuilder<boolean>>>;
}

const OPERATORS: Readonly<Record<Exclude<Comparison, "ne">, RawBuilder<unknown>>> = {
  eq: sql.raw("="),
  gt: sql.raw(">"),
  ge: sql.raw(">="),
  lt: sql.raw("<"),
  le: sql.raw("<="),
};

/** Above every text that begins with the prefix, and below every other text that follows it. */
const HIGHEST = "\u{10ffff}";

/** A condition as SQL; every value is a parameter. */
export function conditionSql<Column extends string>(
  condition: Condition<Column>,
  layout: SearchLayout<Column>,
): RawBuilder<boolean> {
  switch (condition.kind) {
    case "always":
      return condition.holds ? sql`1 = 1` : sql`1 = 0`;
    case "not":
      // A comparison with an absent value is null in SQL: it does not hold, so its negation does.
      return sql`not coalesce(${conditionSql(condition.condition, layout)}, 0)`;
    case "and":
    case "or": {
      const isAnd = condition.kind === "and";
      const parts = condition.conditions.map((one) => sql`(${conditionSql(one, layout)})`);
      if (parts.length === 0) return isAnd ? sql`1 = 1` : sql`1 = 0`;
      return sql`${sql.join(parts, isAnd ? sql` and ` : sql` or `)}`;
    }
    case "has": {
      const { collection } = condition;
      const test = layout.collections[collection];
      if (test === undefined) throw new Error(`no collection ${collection}`);
      return test(condition);
    }
    default:
      return columnSql(condition, layout.columns[condition.column]);
  }
}

/**
 * A condition on the objects of one tenant, in a form in which the store starts from the condition
 * where that finds few objects, and from the order of the list elsewhere.
 *
 * The store knows nothing of how many rows a tenant has: left alone, it walks through all of them
 * in order until enough fit.
 */
export function scopedSql<Column extends string>(
  condition: Condition<Column>,
  tenantId: string,
  layout: SearchLayout<Column>,
): RawBuilder<boolean> {
  const own = sql`${layout.tenantId} = ${tenantId}`;
  const alternatives = isNarrow(condition) ? alternativesOf(condition) : [condition];
  const parts = alternatives.map((one) => sql`(${own} and (${conditionSql(one, layout)}))`);
  return sql`(${sql.join(parts, sql` or `)})`;
}

/** Whether an index finds what a condition asks for, which is then not much. */
export function isNarrow(condition: Condition): boolean {
  switch (condition.kind) {
    case "and":
      return condition.conditions.some(isNarrow);
    case "or":
      return condition.conditions.length > 0 && condition.conditions.every(isNarrow);
    case "compare":
      return condition.operator === "eq";
    case "oneOf":
      return true;
    case "has":
      return condition.match === "equal";
    case "startsWith":
      return condition.text !== "";
    default:
      return false;
  }
}

/** The operands of an `or`, each of which has an index of its own. */
function alternativesOf<Column extends string>(
  condition: Condition<Column>,
): readonly Condition<Column>[] {
  if (condition.kind === "or") return condition.conditions.flatMap(alternativesOf);
  const [only, ...others] = condition.kind === "and" ? condition.conditions : [];
  return only !== undefined && others.length === 0 ? alternativesOf(only) : [condition];
}

type ColumnCondition = Exclude<Condition, { kind: "always" | "not" | "and" | "or" | "has" }>;

function columnSql(condition: ColumnCondition, column: RawBuilder<unknown>): RawBuilder<boolean> {
  switch (condition.kind) {
    case "absent":
      return sql`${column} is null`;
    case "oneOf":
      return condition.values.length === 0
        ? sql`1 = 0`
        : sql`${column} in (${sql.join(condition.values)})`;
    case "compare": {
      const { operator, value } = condition;
      if (operator === "ne") return sql`(${column} <> ${value} or ${column} is null)`;
      return sql`${column} ${OPERATORS[operator]} ${value}`;
    }
    case "startsWith":
      return startsWithSql(column, condition.text);
    case "endsWith":
      return sql`${column} like ${`%${escaped(condition.text)}`} escape '\\'`;
    default:
      return sql`${column} like ${`%${escaped(condition.text)}%`} escape '\\'`;
  }
}

/** A range, so that an index serves it. */
export function startsWithSql(column: RawBuilder<unknown>, text: string): RawBuilder<boolean> {
  if (text === "") return sql`${column} is not null`;
  return sql`(${column} >= ${text} and ${column} < ${text + HIGHEST})`;
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`);
}
