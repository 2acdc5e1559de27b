import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { Assignment, PlanColumn, Relation, SortKey } from "../../plan/relation.ts";
import { call, columnRef, literal, type Scalar } from "../../plan/scalar.ts";
import { type BindContext, bindScalar, type Names, need } from "../context.ts";
import { inferredColumns, parametersOf } from "./parameters.ts";
import { projection } from "./project.ts";
import { bindItem, type Collected, unnamed } from "./summarize.ts";

/** The rows of one level, whose keys are those of all levels so far. */
interface Level {
  /** The keys and aggregates of all levels so far. */
  readonly relation: Relation;
  readonly keys: readonly PlanColumn[];
  readonly values: readonly PlanColumn[];
}

/** `top-nested`: the best values of a column, and within each the best of the next one. */
export function bindTopNested(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Relation {
  parametersOf(node, [], context);
  const clauses = node.items("Clauses");
  if (clauses.some((clause) => clause.child("WithOthersClause") !== undefined)) {
    throw context.refuse("top-nested with others", node);
  }
  const scope = { names, columns: input.columns };
  const all = clauses.map((clause): Scalar => {
    const value = bindScalar(unnamed(need(clause, "OfExpression")), scope, context);
    if (value.type === "dynamic") throw context.refuse("top-nested of a dynamic value", clause);
    return value;
  });
  let above: Level | undefined;
  clauses.forEach((clause, place) => {
    above = levelOf(clause, all.slice(0, place + 1), above, { input, names }, context);
  });
  if (above === undefined) throw context.refuse("top-nested without a level", node);
  const level: Level = above;
  const columns = level.keys.flatMap((key, place) => [key, level.values[place] ?? key]);
  const inferred = inferredColumns(node, columns.length, context);
  return projection(
    level.relation,
    columns.map((column, place) => ({
      column: context.column(inferred[place]?.name ?? "", column.type),
      value: columnRef(column),
    })),
  );
}

function levelOf(
  clause: SyntaxNode,
  keys: readonly Scalar[],
  above: Level | undefined,
  { input, names }: { readonly input: Relation; readonly names: Names },
  context: BindContext,
): Level {
  const by = need(clause, "ByExpression");
  const isOrdered = by.kind === "OrderedExpression";
  const item = isOrdered ? need(by, "Expression") : by;
  const order = isOrdered ? by.child("Ordering")?.child("AscOrDescKeyword")?.text : undefined;
  const found: Collected = { items: [], values: [] };
  bindItem(item, { names, columns: input.columns }, found, context);
  const value = found.values[0];
  if (value === undefined || found.values.length > 1 || value.type === "dynamic") {
    throw context.refuse("top-nested by this aggregate", clause);
  }
  const entries = keys.map(
    (key): Assignment => ({
      column: context.column("", key.type),
      value: key,
    }),
  );
  const grouped: Relation = {
    kind: "aggregate",
    input,
    keys: entries,
    items: found.items,
    columns: [
      ...entries.map(({ column }) => column),
      ...found.items.flatMap((each) => each.outputs),
    ],
  };
  const aggregated: Assignment = { column: context.column("", value.type), value };
  const own = projection(grouped, [
    ...entries.map(({ column }) => ({ column, value: columnRef(column) })),
    aggregated,
  ]);
  const ranked = best(clause, order !== "asc", own, aggregated.column, names, context);
  const mine = entries.map(({ column }) => column);
  if (above === undefined) return { relation: ranked, keys: mine, values: [aggregated.column] };
  return within(ranked, mine, aggregated.column, above, context);
}

/** The first rows of each group of the keys above, by the aggregate. */
function best(
  clause: SyntaxNode,
  isDescending: boolean,
  rows: Relation,
  by: PlanColumn,
  names: Names,
  context: BindContext,
): Relation {
  const given = clause.child("Expression");
  if (given === undefined) return rows;
  const count = bindScalar(given, { names, columns: [] }, context);
  if (count.type !== "long" && count.type !== "int") {
    throw context.refuse(`a row count of type ${count.type}`, clause);
  }
  const above = rows.columns.slice(0, -2);
  const group = context.column("", "string");
  const parts = above.map((column) =>
    call("bag_pack", "dynamic", [literal("string", "k"), columnRef(column)]),
  );
  const value =
    parts.length === 0
      ? literal("string", "")
      : call(
          "strcat",
          "string",
          parts.map((part) => call("tostring", "string", [part])),
        );
  const marked = projection(rows, [
    ...rows.columns.map((column) => ({ column, value: columnRef(column) })),
    { column: group, value },
  ]);
  const key: SortKey = { value: columnRef(by), isDescending, areNullsFirst: !isDescending };
  const sorted: Relation = { kind: "sort", input: marked, keys: [key], columns: marked.columns };
  return { kind: "take", input: sorted, count, within: group, columns: rows.columns };
}

/** Rows of this level whose keys above are still there, beside the aggregates of the levels above. */
function within(
  rows: Relation,
  keys: readonly PlanColumn[],
  by: PlanColumn,
  above: Level,
  context: BindContext,
): Level {
  const all = [...above.values, ...keys, by];
  const outputs = all.map((from) => ({ column: context.column("", from.type), from }));
  const relation: Relation = {
    kind: "join",
    join: "inner",
    left: above.relation,
    right: rows,
    keys: above.keys.map((key, place) => ({
      left: columnRef(key),
      right: columnRef(keys[place] ?? key),
    })),
    outputs,
    columns: outputs.map(({ column }) => column),
  };
  const columns = relation.columns;
  const count = above.values.length;
  return {
    relation,
    keys: columns.slice(count, count + keys.length),
    values: [...columns.slice(0, count), ...columns.slice(-1)],
  };
}
