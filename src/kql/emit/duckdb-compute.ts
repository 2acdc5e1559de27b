import type { KqlType } from "../compiled.ts";
import { ENGINE_TYPE } from "../functions/casts.ts";
import { refuse } from "../functions/define.ts";
import { rowFunctionNamed } from "../functions/row-function-table.ts";
import type { RowSettings } from "../functions/row-functions.ts";
import type { Relation } from "../plan/relation.ts";
import { columnRef } from "../plan/scalar.ts";
import type { Emission } from "./emission.ts";
import { scalarSql } from "./scalars.ts";

/** Rows that one step may compute over. Assumed: what fits in the engine's thread as one text. */
const ROWS_MAX = 1_000_000;

/** SQL of a step that JavaScript computes: all rows go in as one text, and come out of one. */
export function computeSql(
  { input, name, reads: own, settings, within, columns }: Extract<Relation, { kind: "compute" }>,
  emission: Emission,
): string {
  const row = rowFunctionNamed(name);
  if (row === undefined) return refuse(`the step ${name}`);
  const scope = emission.scope();
  const reads = within === undefined ? own : [columnRef(within), ...own];
  const cells = reads.map((read) => cellSql(scalarSql(read, scope)));
  const told: RowSettings = {
    reads: reads.map((read) => read.type),
    columns: columns.map((column) => column.type),
    own: JSON.parse(settings),
    isGrouped: within !== undefined,
  };
  const text = emission.parameters.value("dynamic", JSON.stringify(told));
  const from = scope.shared.over(`(${emission.relation(input)})`);
  const [line, all, made] = [emission.fresh(), emission.fresh(), emission.fresh()];
  const lines =
    `SELECT '[' || ${cells.length === 0 ? "''" : cells.join(" || ',' || ")} || ']' AS ${line}, ` +
    `row_number() OVER () AS ord FROM ${from}`;
  const joined =
    `SELECT CASE WHEN count(*) > ${ROWS_MAX} THEN error('too many rows for one step') ELSE ` +
    `'[' || coalesce(string_agg(${line}, ',' ORDER BY ord), '') || ']' END AS ${all} FROM (${lines})`;
  const answered = `${row.engine.name}(${all}, ${text})`;
  const unnested = `SELECT unnest(CAST(json_extract(${answered}, '$[*]') AS VARCHAR[])) AS ${made} FROM (${joined})`;
  const listed = columns.map(
    (column, place) => `${valueSql(made, place, column.type)} AS c${column.id}`,
  );
  return `SELECT ${listed.length === 0 ? "0 AS none" : listed.join(", ")} FROM (${unnested})`;
}

function cellSql(sql: string): string {
  return `coalesce(CAST(to_json(CAST(${sql} AS VARCHAR)) AS VARCHAR), 'null')`;
}

function valueSql(row: string, place: number, type: KqlType): string {
  const cell = `json_extract_string(${row}, '$[${place}]')`;
  return type === "string" ? `coalesce(${cell}, '')` : `CAST(${cell} AS ${ENGINE_TYPE[type]})`;
}
