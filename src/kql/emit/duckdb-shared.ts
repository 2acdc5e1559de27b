import type { Relation } from "../plan/relation.ts";
import type { Emission } from "./emission.ts";

type Of<Kind extends Relation["kind"]> = Extract<Relation, { kind: Kind }>;

/** SQL of rows that several parts of the step below read. */
export function sharedSql(shared: Of<"shared">, emission: Emission): string {
  const { id, source, row, body, columns } = shared;
  const rows = `SELECT *, row_number() OVER () AS c${row.id} FROM (${emission.relation(source)})`;
  const list = columns.map((column) => `c${column.id}`).join(", ");
  return (
    `SELECT ${list === "" ? "0 AS none" : list} FROM ` +
    `(WITH s${id} AS MATERIALIZED (${rows}) ${emission.relation(body)})`
  );
}

/** SQL of a use of shared rows; their order is that of their numbers. */
export function referenceSql(reference: Of<"reference">): string {
  const { id, from, row, columns } = reference;
  const list = columns.map((column, place) => `c${from[place]?.id} AS c${column.id}`).join(", ");
  return `SELECT ${list === "" ? "0 AS none" : list} FROM s${id} ORDER BY c${row.id}`;
}
