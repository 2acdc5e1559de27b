import { unreachable } from "../../base/index.ts";
import type { SqlParameter } from "../compiled.ts";
import { refuse } from "../functions/define.ts";
import type { PlanColumn, Relation } from "../plan/relation.ts";
import { expandSql } from "./duckdb-expand.ts";
import { joinSql } from "./duckdb-join.ts";
import { quoteIdentifier } from "./identifier.ts";
import {
  aggregateSql,
  Parameters,
  type ScalarScope,
  SharedExpressions,
  SQL_CHARACTERS_MAX,
  scalarSql,
} from "./scalars.ts";

/** What the steps of one statement share. */
export interface Emission {
  readonly parameters: Parameters;
  /** A name that no other step uses. */
  fresh(): string;
  relation(relation: Relation): string;
  scope(): ScalarScope;
}

/** SQL text and parameters of a plan; columns are named `c<id>`, in the plan's order. */
export function emitDuckdb(relation: Relation): {
  readonly sql: string;
  readonly parameters: readonly SqlParameter[];
} {
  const parameters = new Parameters();
  let names = 0;
  const emission: Emission = {
    parameters,
    fresh: () => {
      names += 1;
      return `q${names}`;
    },
    relation: (inner) => relationSql(inner, emission),
    scope: () => ({
      parameters,
      shared: new SharedExpressions(emission.fresh()),
      emitRelation: emission.relation,
    }),
  };
  const sql = relationSql(relation, emission);
  if (sql.length > SQL_CHARACTERS_MAX) refuse("a query whose plan has this size");
  return { sql, parameters: parameters.list };
}

/** The columns' SQL names. */
export function columnList(columns: readonly PlanColumn[]): string {
  return columns.length === 0 ? "0 AS none" : columns.map((column) => `c${column.id}`).join(", ");
}

function relationSql(relation: Relation, emission: Emission): string {
  switch (relation.kind) {
    case "scan":
      return scanSql(relation);
    case "values":
      return valuesSql(relation, emission);
    case "range":
      return rangeSql(relation, emission);
    case "filter":
      return filterSql(relation, emission);
    case "project":
      return projectSql(relation, emission);
    case "aggregate":
      return groupSql(relation, emission);
    case "sort":
      return sortSql(relation, emission);
    case "take":
      return takeSql(relation, emission);
    case "join":
      return joinSql(relation, emission);
    case "union":
      return unionSql(relation, emission);
    case "expand":
      return expandSql(relation, emission);
    default:
      return unreachable(relation);
  }
}

type Of<Kind extends Relation["kind"]> = Extract<Relation, { kind: Kind }>;

function scanSql({ table, columns }: Of<"scan">): string {
  const { schema, table: name } = table.source;
  const listed = columns.map((column, index) => {
    const physical = table.columns[index]?.physicalName ?? column.name;
    return `${quoteIdentifier(physical)} AS c${column.id}`;
  });
  const list = listed.length === 0 ? "0 AS none" : listed.join(", ");
  return `SELECT ${list} FROM ${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

function valuesSql({ columns, rows }: Of<"values">, emission: Emission): string {
  const scope = emission.scope();
  if (rows.length === 0) {
    const empty = columns.map(
      (column) => `${emission.parameters.value(column.type, null)} AS c${column.id}`,
    );
    return `SELECT ${empty.join(", ")} WHERE false`;
  }
  if (rows.length === 1) {
    const only = (rows[0] ?? []).map((value, index) => {
      const column = columns[index];
      return `${scalarSql(value, scope)} AS c${column?.id}`;
    });
    const from = scope.shared.over("(SELECT 0 AS none)");
    return `SELECT ${only.join(", ")} FROM ${from}`;
  }
  const lines = rows.map((row) => `(${row.map((value) => scalarSql(value, scope)).join(", ")})`);
  return `SELECT ${columnList(columns)} FROM (VALUES ${lines.join(", ")}) AS ${emission.fresh()}(${columnList(columns)})`;
}

/** Whole numbers and ticks only; the count of rows is bounded by the engine's own limits. */
function rangeSql({ columns, from, to, step }: Of<"range">, emission: Emission): string {
  const scope = emission.scope();
  const column = columns[0];
  if (column === undefined) return refuse("operator range without a column");
  const [a, b, by] = [from, to, step].map((value) => scalarSql(value, scope));
  if (column.type === "real") {
    const count = `CAST(floor((CAST(${b} AS DOUBLE) - ${a}) / ${by}) AS BIGINT)`;
    return `SELECT CAST(${a} + i * ${by} AS DOUBLE) AS c${column.id} FROM (SELECT unnest(range(0, ${count} + 1)) AS i FROM ${scope.shared.over("(SELECT 0 AS none)")})`;
  }
  const type = column.type === "int" ? "INTEGER" : "BIGINT";
  const series = `generate_series(CAST(${a} AS BIGINT), CAST(${b} AS BIGINT), CAST(${by} AS BIGINT))`;
  return `SELECT CAST(i AS ${type}) AS c${column.id} FROM (SELECT unnest(${series}) AS i FROM ${scope.shared.over("(SELECT 0 AS none)")})`;
}

function filterSql({ input, condition, columns }: Of<"filter">, emission: Emission): string {
  const scope = emission.scope();
  const test = scalarSql(condition, scope, true);
  const from = scope.shared.over(`(${emission.relation(input)})`);
  return `SELECT ${columnList(columns)} FROM ${from} WHERE ${test}`;
}

function projectSql({ input, assignments }: Of<"project">, emission: Emission): string {
  const scope = emission.scope();
  const listed = assignments.map(
    ({ column, value }) => `${scalarSql(value, scope)} AS c${column.id}`,
  );
  const from = scope.shared.over(`(${emission.relation(input)})`);
  return `SELECT ${listed.length === 0 ? "0 AS none" : listed.join(", ")} FROM ${from}`;
}

function groupSql({ input, keys, items, columns }: Of<"aggregate">, emission: Emission): string {
  const below = emission.scope();
  const grouped = keys.map(({ column, value }) => `${scalarSql(value, below)} AS c${column.id}`);
  const outer: string[] = keys.map(({ column }) => `c${column.id}`);
  const inner: string[] = [...outer];
  const groupNames = keys.map(({ column }) => `c${column.id}`);
  for (const item of items) {
    const sql = aggregateSql(item, below);
    if (item.outputs.length === 1) {
      inner.push(`${sql} AS c${item.outputs[0]?.id}`);
      outer.push(`c${item.outputs[0]?.id}`);
      continue;
    }
    const packed = emission.fresh();
    inner.push(`${sql} AS ${packed}`);
    item.outputs.forEach((output, index) => {
      outer.push(`${packed}[${index + 1}] AS c${output.id}`);
    });
  }
  const rows = below.shared.over(`(${orderedInput(input, emission)})`);
  const keyed = grouped.length === 0 ? rows : `(SELECT *, ${grouped.join(", ")} FROM ${rows})`;
  const list = inner.length === 0 ? "0 AS none" : inner.join(", ");
  const by = groupNames.length === 0 ? "" : ` GROUP BY ${groupNames.join(", ")}`;
  const packs = items.some((item) => item.outputs.length > 1);
  const sql = `SELECT ${list} FROM ${keyed}${by}`;
  return packs
    ? `SELECT ${outer.join(", ")} FROM (${sql})`
    : `SELECT ${columnList(columns)} FROM (${sql})`;
}

/** Rows with their place as `ord`, for aggregates that depend on the order. */
function orderedInput(input: Relation, emission: Emission): string {
  return `SELECT *, ${isSorted(input) ? "row_number() OVER ()" : "0"} AS ord FROM (${emission.relation(input)})`;
}

/** Whether the rows come in an order that a `sort` gave them. */
export function isSorted(relation: Relation): boolean {
  if (relation.kind === "sort") return true;
  const passes =
    relation.kind === "filter" || relation.kind === "project" || relation.kind === "take";
  return (passes || relation.kind === "expand") && isSorted(relation.input);
}

function sortSql({ input, keys, columns }: Of<"sort">, emission: Emission): string {
  const scope = emission.scope();
  const by = keys.map(
    (key) =>
      `${scalarSql(key.value, scope)} ${key.isDescending ? "DESC" : "ASC"} ` +
      `NULLS ${key.areNullsFirst ? "FIRST" : "LAST"}`,
  );
  const from = scope.shared.over(`(${emission.relation(input)})`);
  return `SELECT ${columnList(columns)} FROM ${from} ORDER BY ${by.join(", ")}`;
}

function takeSql({ input, count, columns }: Of<"take">, emission: Emission): string {
  const rows = scalarSql(count, emission.scope());
  return `SELECT ${columnList(columns)} FROM (${emission.relation(input)}) LIMIT ${rows}`;
}

function unionSql({ inputs, columns }: Of<"union">, emission: Emission): string {
  const branches = inputs.map(({ relation, values }) => {
    const scope = emission.scope();
    const listed = values.map((value, index) => {
      const sql = scalarSql(value, scope);
      return `${sql} AS c${columns[index]?.id}`;
    });
    const from = scope.shared.over(`(${emission.relation(relation)})`);
    return `(SELECT ${listed.length === 0 ? "0 AS none" : listed.join(", ")} FROM ${from})`;
  });
  return branches.join(" UNION ALL ");
}
