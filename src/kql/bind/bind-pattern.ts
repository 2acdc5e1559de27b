import { literalValue } from "../parse/literal.ts";
import type { SyntaxNode } from "../parse/syntax-node.ts";
import type { Relation } from "../plan/relation.ts";
import { literal } from "../plan/scalar.ts";
import {
  type BindContext,
  type Binding,
  bindRelation,
  bindScalar,
  type Names,
  nameOf,
  need,
} from "./context.ts";

/**
 * A pattern's use, `name(values)` or `name(values).path`: the body declared for exactly these
 * values. Undefined where the node uses no pattern.
 */
export function bindPatternUse(
  node: SyntaxNode,
  names: Names,
  context: BindContext,
): Relation | undefined {
  const isPath = node.kind === "PathExpression";
  const call = isPath ? need(node, "Expression") : node;
  if (call.kind !== "FunctionCallExpression") return undefined;
  const name = nameOf(need(call, "Name"));
  const bound = names.get(name);
  if (bound?.kind !== "pattern") return undefined;
  const given = (call.child("ArgumentList")?.items("Expressions") ?? []).map((arg) =>
    textIn(arg, names, context),
  );
  const path = isPath ? pathOf(need(node, "Selector"), context) : undefined;
  const pattern = need(bound.declaration, "Pattern");
  const found = pattern.items("Patterns").find((match) => {
    const values = match.child("ParameterValues")?.items("Expressions") ?? [];
    const own = match.child("PathValue")?.child("Value");
    const isSame = values.every((value, place) => textIn(value, names, context) === given[place]);
    const ownPath = own === undefined ? undefined : textIn(own, names, context);
    return values.length === given.length && isSame && ownPath === path;
  });
  if (found === undefined) {
    throw context.wrong(`The pattern '${name}' declares nothing for these values`, node);
  }
  return bodyOf(found, { pattern, bound, given, path }, context);
}

function bodyOf(
  match: SyntaxNode,
  {
    pattern,
    bound,
    given,
    path,
  }: {
    readonly pattern: SyntaxNode;
    readonly bound: Extract<Binding, { kind: "pattern" }>;
    readonly given: readonly string[];
    readonly path: string | undefined;
  },
  context: BindContext,
): Relation {
  const inner = new Map(bound.names);
  const told = (name: string, value: string): void => {
    inner.set(name, { kind: "scalar", value: literal("string", value) });
  };
  pattern.items("Parameters").forEach((parameter, place) => {
    told(nameOf(need(parameter, "Name")), given[place] ?? "");
  });
  const parameter = pattern.child("PathParameter")?.child("Parameter");
  if (parameter !== undefined) told(nameOf(need(parameter, "Name")), path ?? "");
  let all: Names = inner;
  const body = need(match, "Body");
  for (const statement of body.items("Statements")) {
    all = context.binders.statement(statement, all, context);
  }
  return bindRelation(need(body, "Expression"), all, context);
}

function textIn(node: SyntaxNode, names: Names, context: BindContext): string {
  const plain = literalValue(node);
  const value = plain ?? bindScalar(node, { names, columns: [] }, context);
  const text = "value" in value ? value.value : undefined;
  if (typeof text !== "string") throw context.refuse("a pattern's value that is no text", node);
  return text;
}

function pathOf(selector: SyntaxNode, context: BindContext): string {
  if (selector.kind === "NameReference") return nameOf(selector);
  if (selector.kind === "BracketedExpression") {
    return textIn(need(selector, "Expression"), new Map(), context);
  }
  throw context.refuse("a pattern's path of this form", selector);
}
