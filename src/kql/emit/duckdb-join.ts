import type { PlanColumn, Relation } from "../plan/relation.ts";
import type { Emission } from "./emission.ts";
import { scalarSql } from "./scalars.ts";

type Join = Extract<Relation, { kind: "join" }>;

/** Unlike SQL, a null key finds a null key. */
function condition(join: Join, emission: Emission): string {
  if (join.keys.length === 0) return "true";
  const scope = emission.scope();
  return join.keys
    .map(({ left, right }) => {
      const operator = left.type === "string" ? "=" : "IS NOT DISTINCT FROM";
      return `${scalarSql(left, scope)} ${operator} ${scalarSql(right, scope)}`;
    })
    .join(" AND ");
}

/** A side that may be missing gives nulls, but empty strings. */
function output(column: PlanColumn, from: PlanColumn, mayMiss: boolean): string {
  const sql = mayMiss && column.type === "string" ? `coalesce(c${from.id}, '')` : `c${from.id}`;
  return `${sql} AS c${column.id}`;
}

const SQL_JOIN: Readonly<Record<Join["join"], string>> = {
  fullouter: "FULL JOIN",
  inner: "JOIN",
  innerunique: "JOIN",
  leftanti: "ANTI JOIN",
  leftouter: "LEFT JOIN",
  leftsemi: "SEMI JOIN",
  rightanti: "ANTI JOIN",
  rightouter: "RIGHT JOIN",
  rightsemi: "SEMI JOIN",
};

/** SQL of a join. */
export function joinSql(join: Join, emission: Emission): string {
  const isReversed = join.join === "rightanti" || join.join === "rightsemi";
  const left = leftSql(join, emission);
  const right = emission.relation(join.right);
  const [first, second] = isReversed ? [right, left] : [left, right];
  const isRightMissing = join.join === "leftouter" || join.join === "fullouter";
  const isLeftMissing = join.join === "rightouter" || join.join === "fullouter";
  const rightIds = new Set(join.right.columns.map((column) => column.id));
  const listed = join.outputs.map(({ column, from }) =>
    output(column, from, rightIds.has(from.id) ? isRightMissing : isLeftMissing),
  );
  const list = listed.length === 0 ? "0 AS none" : listed.join(", ");
  const [a, b] = [emission.fresh(), emission.fresh()];
  return (
    `SELECT ${list} FROM (${first}) AS ${a} ${SQL_JOIN[join.join]} (${second}) AS ${b} ` +
    `ON ${condition(join, emission)}`
  );
}

/** `innerunique` keeps one left row for each key. */
function leftSql(join: Join, emission: Emission): string {
  const left = emission.relation(join.left);
  if (join.join !== "innerunique") return left;
  const scope = emission.scope();
  const keys = join.keys.map((key) => scalarSql(key.left, scope));
  if (keys.length === 0) return left;
  return `SELECT DISTINCT ON (${keys.join(", ")}) * FROM (${left})`;
}
