import { unreachable } from "../../base/index.ts";
import type { SqlParameter } from "../compiled.ts";
import { refuse } from "../functions/define.ts";
import type { AggregateItem, PlanColumn, Relation } from "../plan/relation.ts";
import { computeSql } from "./duckdb-compute.ts";
import { expandSql } from "./duckdb-expand.ts";
import { joinSql } from "./duckdb-join.ts";
import { referenceSql, sharedSql } from "./duckdb-shared.ts";
import type { Emission } from "./emission.ts";
import { quoteIdentifier } from "./identifier.ts";
import {
  aggregateSql,
  Parameters,
  SharedExpressions,
  SQL_CHARACTERS_MAX,
  scalarSql,
} from "./scalars.ts";

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
  return pruned(sql, parameters.list);
}

/** Constants that a row folded into its SQL leave no parameter behind: engines count them. */
function pruned(
  sql: string,
  parameters: readonly SqlParameter[],
): { readonly sql: string; readonly parameters: readonly SqlParameter[] } {
  const places = new Map<string, number>();
  const used: SqlParameter[] = [];
  const text = sql.replace(/\$(\d+)/g, (_, number: string) => {
    const parameter = parameters[Number(number) - 1];
    if (!places.has(number) && parameter !== undefined) places.set(number, used.push(parameter));
    return `$${places.get(number)}`;
  });
  return { sql: text, parameters: used };
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
    case "compute":
      return computeSql(relation, emission);
    case "shared":
      return sharedSql(relation, emission);
    case "reference":
      return referenceSql(relation);
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

/** Whole numbers, ticks and reals; constant bounds stream, computed ones make a list first. */
function rangeSql({ columns, from, to, step }: Of<"range">, emission: Emission): string {
  const scope = emission.scope();
  const column = columns[0];
  if (column === undefined) return refuse("operator range without a column");
  const isConstant = [from, to, step].every((value) => value.kind === "literal");
  const [a, b, by] = [from, to, step].map((value) => scalarSql(value, scope));
  const one = scope.shared.over("(SELECT 0 AS none)");
  if (column.type === "real") {
    const count = `CAST(floor((CAST(${b} AS DOUBLE) - ${a}) / ${by} + 1e-9) AS BIGINT)`;
    return `SELECT CAST(${a} + i * ${by} AS DOUBLE) AS c${column.id} FROM (SELECT unnest(range(0, ${count} + 1)) AS i FROM ${one})`;
  }
  const type = column.type === "int" ? "INTEGER" : "BIGINT";
  const series = `generate_series(CAST(${a} AS BIGINT), CAST(${b} AS BIGINT), CAST(${by} AS BIGINT))`;
  const rows = isConstant
    ? `SELECT i FROM ${series} AS ${emission.fresh()}(i)`
    : `SELECT unnest(CASE WHEN ${by} <> 0 THEN ${series} END) AS i FROM ${one}`;
  return `SELECT CAST(i AS ${type}) AS c${column.id} FROM (${rows})`;
}

function filterSql({ input, condition, columns }: Of<"filter">, emission: Emission): string {
  const scope = emission.scope();
  const test = scalarSql(condition, scope, true);
  const from = scope.shared.over(`(${emission.relation(input)})`);
  return `SELECT ${columnList(columns)} FROM ${from} WHERE ${test}`;
}

function projectSql(project: Of<"project">, emission: Emission): string {
  if (project.within !== undefined) return projectWithinSql(project, project.within, emission);
  const { input, assignments } = project;
  const scope = emission.scope();
  const listed = assignments.map(
    ({ column, value }) => `${scalarSql(value, scope)} AS c${column.id}`,
  );
  const from = scope.shared.over(`(${emission.relation(input)})`);
  return `SELECT ${listed.length === 0 ? "0 AS none" : listed.join(", ")} FROM ${from}`;
}

/** Windows stay within groups, in the order in which the rows came. */
function projectWithinSql(
  { input, assignments }: Of<"project">,
  within: PlanColumn,
  emission: Emission,
): string {
  const ord = emission.fresh();
  const window = `PARTITION BY c${within.id} ORDER BY ${ord}`;
  const scope = { ...emission.scope(), window };
  const listed = assignments.map(
    ({ column, value }) => `${scalarSql(value, scope)} AS c${column.id}`,
  );
  const step = `${listed.join(", ")} ${scope.shared.over("")}`;
  if (/OVER \((?:\)| ?ROWS)/.test(step))
    return refuse("this function inside of a subquery over groups");
  const rows = emission.relation(input);
  if (!step.includes(window)) {
    return `SELECT ${listed.join(", ")} FROM ${scope.shared.over(`(${rows})`)}`;
  }
  const ordered = `(SELECT *, row_number() OVER () AS ${ord} FROM (${rows}))`;
  return `SELECT ${listed.join(", ")} FROM ${scope.shared.over(ordered)} ORDER BY ${ord}`;
}

function groupSql({ input, keys, items, columns }: Of<"aggregate">, emission: Emission): string {
  const below = emission.scope();
  const grouped = keys.map(({ column, value }) => `${scalarSql(value, below)} AS c${column.id}`);
  const groupNames = keys.map(({ column }) => `c${column.id}`);
  const inner: string[] = [...groupNames];
  const outer: string[] = [...groupNames];
  for (const item of items) {
    const name = item.outputs.length === 1 ? `c${item.outputs[0]?.id}` : emission.fresh();
    inner.push(`${aggregateSql(item, below)} AS ${name}`);
    outer.push(...unpacked(item, name));
  }
  const rows = below.shared.over(`(${orderedInput(input, items, emission)})`);
  const keyed = grouped.length === 0 ? rows : `(SELECT *, ${grouped.join(", ")} FROM ${rows})`;
  if (items.length === 0) return `SELECT DISTINCT ${columnList(columns)} FROM ${keyed}`;
  const by = groupNames.length === 0 ? "" : ` GROUP BY ${groupNames.join(", ")}`;
  return `SELECT ${outer.join(", ")} FROM (SELECT ${inner.join(", ")} FROM ${keyed}${by})`;
}

/** Several outputs come packed in one row or list; a group without rows has none. */
function unpacked(item: AggregateItem, name: string): readonly string[] {
  if (item.outputs.length === 1) return [name];
  return item.outputs.map((output, index) => {
    const sql = `${name}[${index + 1}]`;
    return `${output.type === "string" ? `coalesce(${sql}, '')` : sql} AS c${output.id}`;
  });
}

const KEEPS_ORDER = /^(?:make_?(?:list|set|bag|dictionary)|buildschema)/;

/** Rows with their place as `ord`, for the aggregates that keep the order. */
function orderedInput(
  input: Relation,
  items: readonly AggregateItem[],
  emission: Emission,
): string {
  const rows = emission.relation(input);
  if (!items.some((item) => KEEPS_ORDER.test(item.name))) return rows;
  return `SELECT *, row_number() OVER () AS ord FROM (${rows})`;
}

function sortSql({ input, keys, columns }: Of<"sort">, emission: Emission): string {
  const scope = emission.scope();
  const by = keys.flatMap((key) => {
    const sql = scalarSql(key.value, scope);
    const order = `${key.isDescending ? "DESC" : "ASC"} NULLS ${key.areNullsFirst ? "FIRST" : "LAST"}`;
    if (key.value.type !== "real") return [`${sql} ${order}`];
    const value = scope.shared.once(sql);
    return [`${standing(value, key.areNullsFirst)} ASC`, `${value} ${order}`];
  });
  const from = scope.shared.over(`(${emission.relation(input)})`);
  return `SELECT ${columnList(columns)} FROM ${from} ORDER BY ${by.join(", ")}`;
}

/**
 * Where nulls, NaN and numbers stand: NaN is always beside null.
 *
 * Source: learn.microsoft.com/kusto/query/sort-operator, special floating-point values.
 */
function standing(value: string, areNullsFirst: boolean): string {
  const [forNull, forNumber] = areNullsFirst ? [0, 2] : [2, 0];
  return `CASE WHEN ${value} IS NULL THEN ${forNull} WHEN isnan(${value}) THEN 1 ELSE ${forNumber} END`;
}

function takeSql({ input, count, within, columns }: Of<"take">, emission: Emission): string {
  const rows = scalarSql(count, emission.scope());
  if (within !== undefined) {
    const [ord, place] = [emission.fresh(), emission.fresh()];
    const ordered = `SELECT *, row_number() OVER () AS ${ord} FROM (${emission.relation(input)})`;
    const ranked = `SELECT *, row_number() OVER (PARTITION BY c${within.id} ORDER BY ${ord}) AS ${place} FROM (${ordered})`;
    return `SELECT ${columnList(columns)} FROM (${ranked}) WHERE ${place} <= ${rows} ORDER BY ${ord}`;
  }
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
