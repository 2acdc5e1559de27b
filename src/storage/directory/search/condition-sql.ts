import { type RawBuilder, sql } from "kysely";
import type { Comparison, Condition } from "./condition.ts";

/** How a kind of object is laid out for searches. */
export interface SearchLayout<Column extends string = string> {
  readonly table: RawBuilder<unknown>;
  readonly id: RawBuilder<unknown>;
  readonly tenantId: RawBuilder<unknown>;
  readonly columns: Readonly<Record<Column, RawBuilder<unknown>>>;
  /** A subquery's test that some element is equal to a value, or begins with it. */
  readonly collections: Readonly<
    Record<
      string,
      (test: (element: RawBuilder<unknown>) => RawBuilder<boolean>) => RawBuilder<boolean>
    >
  >;
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
      const { collection, match, value } = condition;
      const subquery = layout.collections[collection];
      if (subquery === undefined) throw new Error(`no collection ${collection}`);
      return subquery((element) =>
        match === "equal" ? sql`${element} = ${value}` : startsWithSql(element, value),
      );
    }
    default:
      return columnSql(condition, layout.columns[condition.column]);
  }
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
function startsWithSql(column: RawBuilder<unknown>, text: string): RawBuilder<boolean> {
  if (text === "") return sql`${column} is not null`;
  return sql`(${column} >= ${text} and ${column} < ${text + HIGHEST})`;
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`);
}
