import type { KqlType } from "../../compiled.ts";
import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { AggregateItem, Assignment, PlanColumn, Relation } from "../../plan/relation.ts";
import { columnRef, type Scalar } from "../../plan/scalar.ts";
import { type BindContext, bindScalar, type Names, nameOf, need, type Scope } from "../context.ts";
import { inferredColumns, parametersOf } from "./parameters.ts";
import { projection } from "./project.ts";

/** What the items of a `summarize` come to. */
export interface Collected {
  readonly items: AggregateItem[];
  /** Values of the output columns after the keys, in order. */
  readonly values: Scalar[];
}

/** `summarize`: one row for each combination of the keys, aggregates beside them. */
export function bindSummarize(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Relation {
  parametersOf(node, [], context);
  const scope = { names, columns: input.columns };
  const by = node.child("ByClause");
  if (by?.child("BinClause") !== undefined) throw context.refuse("summarize by … bin=", by);
  const keys = (by?.items("Expressions") ?? []).map((item): Assignment => {
    const value = bindScalar(unnamed(item), scope, context);
    if (value.type === "dynamic") throw context.refuse("summarize by a dynamic value", item);
    return { column: context.column("", value.type), value };
  });
  const found: Collected = { items: [], values: [] };
  for (const item of node.items("Aggregates")) bindItem(item, scope, found, context);
  const outputs = found.items.flatMap((item) => item.outputs);
  const grouped: Relation = {
    kind: "aggregate",
    input,
    keys,
    items: found.items,
    columns: [...keys.map((key) => key.column), ...outputs],
  };
  const values = [...keys.map((key) => columnRef(key.column)), ...found.values];
  const inferred = inferredColumns(node, values.length, context);
  const ofPairs = pairNames(node, keys.length);
  return projection(
    grouped,
    values.map((value, index) => ({
      column: context.column(ofPairs.get(index) ?? inferred[index]?.name ?? "", value.type),
      value,
    })),
  );
}

/**
 * The engine names an unnamed covariance after both of its columns, the official binder after the
 * first alone.
 */
function pairNames(node: SyntaxNode, keys: number): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const [place, item] of node.items("Aggregates").entries()) {
    const name = item.kind === "FunctionCallExpression" ? nameOf(need(item, "Name")) : "";
    const [x, y] = item.child("ArgumentList")?.items("Expressions") ?? [];
    if (!name.startsWith("covariance") || x?.kind !== "NameReference") continue;
    if (y?.kind === "NameReference") names.set(keys + place, `${name}_${nameOf(x)}_${nameOf(y)}`);
  }
  return names;
}

/** An expression without the name that it is given. */
export function unnamed(node: SyntaxNode): SyntaxNode {
  const isNamed = node.kind === "SimpleNamedExpression" || node.kind === "CompoundNamedExpression";
  return isNamed ? need(node, "Expression") : node;
}

const SEVERAL: readonly string[] = [
  "any",
  "arg_max",
  "arg_min",
  "argmax",
  "argmin",
  "percentiles",
  "percentilesw",
  "take_any",
];

/** One item: an expression over aggregates, or an aggregate that fills several columns. */
export function bindItem(
  item: SyntaxNode,
  scope: Scope,
  found: Collected,
  context: BindContext,
): void {
  const node = unnamed(item);
  const isCall = node.kind === "FunctionCallExpression" && node.symbolKind === "aggregate";
  const name = isCall ? nameOf(need(node, "Name")) : "";
  if (SEVERAL.includes(name)) {
    bindSeveral(name, node, scope, found, context);
    return;
  }
  const collect = (collected: Omit<AggregateItem, "outputs">, type: KqlType): PlanColumn => {
    const output = context.column("", type);
    found.items.push({ ...collected, outputs: [output] });
    return output;
  };
  const value = bindScalar(node, { ...scope, collect }, context);
  refuseRowColumns(value, scope, item, context);
  found.values.push(value);
}

/** Outside an aggregate a column of the row has no single value. */
function refuseRowColumns(
  value: Scalar,
  scope: Scope,
  node: SyntaxNode,
  context: BindContext,
): void {
  if (value.kind === "column" && scope.columns.some((column) => column.id === value.id)) {
    throw context.wrong("A column in summarize must be inside an aggregate", node);
  }
  if (value.kind === "call") {
    for (const arg of value.args) refuseRowColumns(arg, scope, node, context);
  }
}

/** Aggregates that fill several columns: arg_max and arg_min, take_any, percentiles. */
function bindSeveral(
  name: string,
  node: SyntaxNode,
  scope: Scope,
  found: Collected,
  context: BindContext,
): void {
  const nodes = node.child("ArgumentList")?.items("Expressions") ?? [];
  const isArg = name.startsWith("arg");
  const args = nodes.flatMap((arg, index): readonly Scalar[] => {
    if (arg.kind !== "StarExpression") return [bindScalar(arg, scope, context)];
    const compared = isArg ? nodes[0] : undefined;
    // The names before arg_max had a prefix.
    const prefix = /^arg(?:max|min)$/.test(name) ? `${compared?.resultName}_` : "";
    return starColumns(node, scope, { compared, before: index, prefix }, context);
  });
  const first = args[0];
  if (first === undefined) throw context.refuse(`aggregate ${name} without arguments`, node);
  const types =
    name === "percentiles" || name === "percentilesw"
      ? args
          .slice(name === "percentiles" ? 1 : 2)
          .map(() => node.columns?.[0]?.type ?? node.scalarType ?? first.type)
      : args.map((arg) => arg.type);
  const outputs = types.map((type) => context.column("", type));
  const plain = name === "argmax" ? "arg_max" : name.replace("argmin", "arg_min");
  found.items.push({ name: plain === "any" ? "take_any" : plain, args, outputs });
  found.values.push(...outputs.map(columnRef));
}

/** `*`: all columns but the keys and the one that is compared, as the official parser lists them. */
function starColumns(
  node: SyntaxNode,
  scope: Scope,
  {
    compared,
    before,
    prefix,
  }: {
    readonly compared: SyntaxNode | undefined;
    readonly before: number;
    readonly prefix: string;
  },
  context: BindContext,
): readonly Scalar[] {
  const listed = node.columns;
  if (listed === undefined) {
    const only = compared === undefined ? node.scalarType : undefined;
    if (only === undefined || scope.columns.length !== 1) {
      throw context.refuse("* in this aggregate", node);
    }
    return scope.columns.map(columnRef);
  }
  return listed.slice(before).map(({ name }) => {
    const own = name.startsWith(prefix) ? name.slice(prefix.length) : name;
    const column = scope.columns.find((candidate) => candidate.name === own);
    if (column === undefined) throw context.refuse("* in this aggregate", node);
    return columnRef(column);
  });
}
