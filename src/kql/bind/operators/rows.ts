import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { Assignment, Relation, SortKey } from "../../plan/relation.ts";
import { columnRef, type Scalar } from "../../plan/scalar.ts";
import { type BindContext, bindScalar, type Names, need } from "../context.ts";
import { inferredColumns, parametersOf } from "./parameters.ts";

/** `where`: rows whose condition is true. */
export function bindFilter(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Relation {
  parametersOf(node, [], context);
  const { columns } = input;
  const condition = bindScalar(need(node, "Condition"), { names, columns }, context);
  if (condition.type !== "bool") throw context.refuse(`${condition.type} as a condition`, node);
  return { kind: "filter", input, condition, columns };
}

/** `take`: any rows, or the first ones of sorted rows. */
export function bindTake(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Relation {
  parametersOf(node, [], context);
  return { kind: "take", input, count: countOf(node, names, context), columns: input.columns };
}

/** How many rows an operator is asked for. */
export function countOf(node: SyntaxNode, names: Names, context: BindContext): Scalar {
  const count = bindScalar(need(node, "Expression"), { names, columns: [] }, context);
  const isWhole = count.type === "long" || count.type === "int";
  const isNegative =
    count.kind === "literal" && typeof count.value === "bigint" && count.value < 0n;
  if (!isWhole || isNegative) throw context.refuse(`a row count of type ${count.type}`, node);
  return count;
}

/** `sort`: descending unless told; null is the smallest value. */
export function bindSort(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Relation {
  parametersOf(node, [], context);
  const keys = node.items("Expressions").map((key) => sortKey(key, input, names, context));
  return { kind: "sort", input, keys, columns: input.columns };
}

/** `top`: sort, then take. */
export function bindTop(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Relation {
  parametersOf(node, [], context);
  const keys = [sortKey(need(node, "ByExpression"), input, names, context)];
  const sorted: Relation = { kind: "sort", input, keys, columns: input.columns };
  return {
    kind: "take",
    input: sorted,
    count: countOf(node, names, context),
    columns: input.columns,
  };
}

/** One `expression [asc | desc] [nulls first | last]`. */
export function sortKey(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): SortKey {
  const isOrdered = node.kind === "OrderedExpression";
  const ordering = isOrdered ? node.child("Ordering") : undefined;
  const value = bindScalar(
    isOrdered ? need(node, "Expression") : node,
    { names, columns: input.columns },
    context,
  );
  if (value.type === "dynamic") throw context.refuse("an order by a dynamic value", node);
  const isDescending = ordering?.child("AscOrDescKeyword")?.text !== "asc";
  const nulls = ordering?.child("NullsClause")?.child("FirstOrLastKeyword")?.text;
  return {
    value,
    isDescending,
    areNullsFirst: nulls === undefined ? !isDescending : nulls === "first",
  };
}

/** `count`: one row. */
export function bindCount(
  node: SyntaxNode,
  input: Relation,
  _names: Names,
  context: BindContext,
): Relation {
  parametersOf(node, [], context);
  const output = context.column(inferredColumns(node, 1, context)[0]?.name ?? "Count", "long");
  return {
    kind: "aggregate",
    input,
    keys: [],
    items: [{ name: "count", args: [], outputs: [output] }],
    columns: [output],
  };
}

/** `distinct`: each combination once. */
export function bindDistinct(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Relation {
  parametersOf(node, [], context);
  const values = node
    .items("Expressions")
    .flatMap((item) =>
      item.kind === "StarExpression"
        ? input.columns.map(columnRef)
        : [bindScalar(item, { names, columns: input.columns }, context)],
    );
  const inferred = inferredColumns(node, values.length, context);
  const keys = values.map((value, index): Assignment => {
    if (value.type === "dynamic") throw context.refuse("distinct over a dynamic value", node);
    return { column: context.column(inferred[index]?.name ?? "", value.type), value };
  });
  return { kind: "aggregate", input, keys, items: [], columns: keys.map((key) => key.column) };
}
