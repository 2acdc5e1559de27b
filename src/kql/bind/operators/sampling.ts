import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { Assignment, PlanColumn, Relation } from "../../plan/relation.ts";
import { call, columnRef, type Scalar } from "../../plan/scalar.ts";
import { type BindContext, bindScalar, type Names, need } from "../context.ts";
import { inferredColumns, parametersOf } from "./parameters.ts";
import { projection } from "./project.ts";
import { countOf } from "./rows.ts";

/** `sample`: some rows, chosen by chance. */
export function bindSample(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Relation {
  parametersOf(node, [], context);
  const { columns } = input;
  const keys = [
    { value: call("by chance", "real", []), isDescending: false, areNullsFirst: true },
  ] as const;
  const shuffled: Relation = { kind: "sort", input, keys, columns };
  return { kind: "take", input: shuffled, count: countOf(node, names, context), columns };
}

/** The values of one expression, each once, under the name that the answer has for it. */
function valuesOf(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Assignment {
  const of = need(node, "OfExpression");
  const isNamed = of.kind === "SimpleNamedExpression";
  const scope = { names, columns: input.columns };
  const value = bindScalar(isNamed ? need(of, "Expression") : of, scope, context);
  if (value.type === "dynamic") throw context.refuse("a sample of a dynamic value", node);
  const name = inferredColumns(node, undefined, context)[0]?.name ?? "";
  return { column: context.column(name, value.type), value };
}

/** `sample-distinct`: some values of a column, which ones the service leaves open. */
export function bindSampleDistinct(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Relation {
  parametersOf(node, [], context);
  const key = valuesOf(node, input, names, context);
  const columns = [key.column];
  const distinct: Relation = { kind: "aggregate", input, keys: [key], items: [], columns };
  return { kind: "take", input: distinct, count: countOf(node, names, context), columns };
}

/** `top-hitters`: the most frequent values; counted exactly, where the service estimates. */
export function bindTopHitters(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Relation {
  parametersOf(node, [], context);
  const key = valuesOf(node, input, names, context);
  const by = node.child("ByClause");
  const args: readonly Scalar[] =
    by === undefined
      ? []
      : [bindScalar(need(by, "Expression"), { names, columns: input.columns }, context)];
  const type = args[0]?.type ?? "long";
  if (type !== "long" && type !== "int" && type !== "real") {
    throw context.refuse(`top-hitters by ${type}`, node);
  }
  const listed = inferredColumns(node, 2, context)[1];
  const counted: PlanColumn = context.column(listed?.name ?? "", type === "real" ? type : "long");
  const columns = [key.column, counted];
  const grouped: Relation = {
    kind: "aggregate",
    input,
    keys: [key],
    items: [{ name: args.length === 0 ? "count" : "sum", args, outputs: [counted] }],
    columns,
  };
  const keys = [{ value: columnRef(counted), isDescending: true, areNullsFirst: false }];
  const sorted: Relation = { kind: "sort", input: grouped, keys, columns };
  const count = countOf(node, names, context);
  return projection(
    { kind: "take", input: sorted, count, columns },
    columns.map((column) => ({ column, value: columnRef(column) })),
  );
}
