import type { KqlType } from "../../compiled.ts";
import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { ExpandItem, PlanColumn, Relation } from "../../plan/relation.ts";
import { call, columnRef, literal, type Scalar } from "../../plan/scalar.ts";
import { type BindContext, bindScalar, type Names, nameOf, need } from "../context.ts";
import { inferredColumns, parametersOf } from "./parameters.ts";
import { projection } from "./project.ts";
import { typeNamed } from "./sources.ts";

/** One expression that is expanded: the column that its elements go to, and their type. */
export interface Target {
  readonly name: string;
  readonly item: ExpandItem;
  readonly type: KqlType;
}

/** `mv-expand`: a row for each element, several expansions side by side. */
export function bindExpand(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Relation {
  const parameters = parametersOf(node, ["kind", "bagexpansion", "with_itemindex"], context);
  const kind = parameters.get("kind") ?? parameters.get("bagexpansion") ?? "bag";
  if (kind !== "bag" && kind !== "array") throw context.refuse(`mv-expand kind=${kind}`, node);
  const targets = node.items("Expressions").map((item) => targetOf(item, input, names, context));
  const indexName = parameters.get("with_itemindex");
  const index = indexName === undefined ? undefined : context.column(indexName, "long");
  const limit = node.child("RowLimitClause")?.child("RowLimit");
  const expanded: Relation = {
    kind: "expand",
    input,
    items: targets.map((target) => target.item),
    index,
    limit: limit === undefined ? undefined : bindScalar(limit, { names, columns: [] }, context),
    bagsAsArrays: kind === "array",
    columns: [
      ...input.columns,
      ...targets.map((target) => target.item.output),
      ...(index === undefined ? [] : [index]),
    ],
  };
  return shaped(node, expanded, input, targets, index, context);
}

/** The expansions replace columns of their name and come last otherwise, as `extend` does. */
function shaped(
  node: SyntaxNode,
  expanded: Relation,
  input: Relation,
  targets: readonly Target[],
  index: PlanColumn | undefined,
  context: BindContext,
): Relation {
  const values = new Map(input.columns.map((column) => [column.name, columnRef(column)]));
  for (const target of targets) {
    values.set(target.name, elementOf(target));
  }
  const outputs = [...values].map(([name, value]) => ({ name, value }));
  if (index !== undefined) outputs.push({ name: index.name, value: columnRef(index) });
  const inferred = inferredColumns(node, outputs.length, context);
  return projection(
    expanded,
    outputs.map(({ name, value }, place) => {
      const expected = inferred[place]?.name ?? "";
      if (expected !== name && outputs.length - 1 !== place) {
        throw context.refuse("an operator whose columns cannot be told", node);
      }
      return { column: context.column(expected, value.type), value };
    }),
  );
}

/** An element as the type that the query asks for. */
export function elementOf({ item, type }: Target): Scalar {
  const element = columnRef(item.output);
  if (type === "dynamic") return element;
  return call("element as", type, [element, literal("string", type)]);
}

/** One item of `mv-expand` or `mv-apply`. */
export function targetOf(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Target {
  const inner = need(node, "Expression");
  const isNamed = inner.kind === "SimpleNamedExpression";
  const expression = isNamed ? need(inner, "Expression") : inner;
  const source = bindScalar(expression, { names, columns: input.columns }, context);
  if (source.type !== "dynamic") throw context.refuse(`mv-expand of ${source.type}`, node);
  const name = isNamed ? nameOf(need(inner, "Name")) : expression.resultName;
  if (name === "") throw context.refuse("mv-expand of an unnamed expression", node);
  const typed = node.child("ToTypeOf")?.child("TypeOf") ?? node.child("ToTypeOf");
  const type = typed === undefined ? "dynamic" : typeIn(context.source(typed), node, context);
  return { name, item: { source, output: context.column(name, "dynamic") }, type };
}

function typeIn(text: string, node: SyntaxNode, context: BindContext): KqlType {
  const name = /typeof\s*\(\s*(\w+)\s*\)/.exec(text)?.[1] ?? text;
  const type = typeNamed(name, node, context);
  if (type === "timespan" || type === "decimal") {
    throw context.refuse(`mv-expand to typeof(${name})`, node);
  }
  return type;
}
