import { literalValue } from "../parse/literal.ts";
import type { SyntaxNode } from "../parse/syntax-node.ts";
import type { PlanColumn, Relation } from "../plan/relation.ts";
import { call, columnRef, literal, type Scalar } from "../plan/scalar.ts";
import { bindCall } from "./bind-call.ts";
import { dynamicLiteral } from "./bind-dynamic.ts";
import {
  type BindContext,
  bindRelation,
  bindScalar,
  nameOf,
  need,
  type Scope,
  typeOf,
} from "./context.ts";

/** Binary nodes and the rows of the function table that carry them; `!` marks a negation. */
const BINARY: Readonly<Record<string, string>> = {
  AddExpression: "+",
  AndExpression: "and",
  BangTildeExpression: "!=~",
  ContainsCsExpression: "contains_cs",
  ContainsExpression: "contains",
  DivideExpression: "/",
  EndsWithCsExpression: "endswith_cs",
  EndsWithExpression: "endswith",
  EqualExpression: "==",
  EqualTildeExpression: "=~",
  GreaterThanExpression: ">",
  GreaterThanOrEqualExpression: ">=",
  HasCsExpression: "has_cs",
  HasExpression: "has",
  HasPrefixCsExpression: "hasprefix_cs",
  HasPrefixExpression: "hasprefix",
  HasSuffixCsExpression: "hassuffix_cs",
  HasSuffixExpression: "hassuffix",
  LessThanExpression: "<",
  LessThanOrEqualExpression: "<=",
  MatchesRegexExpression: "matches regex",
  ModuloExpression: "%",
  MultiplyExpression: "*",
  NotContainsCsExpression: "!contains_cs",
  NotContainsExpression: "!contains",
  NotEndsWithCsExpression: "!endswith_cs",
  NotEndsWithExpression: "!endswith",
  NotEqualExpression: "!=",
  NotHasCsExpression: "!has_cs",
  NotHasExpression: "!has",
  NotHasPrefixCsExpression: "!hasprefix_cs",
  NotHasPrefixExpression: "!hasprefix",
  NotHasSuffixCsExpression: "!hassuffix_cs",
  NotHasSuffixExpression: "!hassuffix",
  NotStartsWithCsExpression: "!startswith_cs",
  NotStartsWithExpression: "!startswith",
  OrExpression: "or",
  StartsWithCsExpression: "startswith_cs",
  StartsWithExpression: "startswith",
  SubtractExpression: "-",
};

const LISTS: Readonly<Record<string, string>> = {
  HasAllExpression: "has_all",
  HasAnyExpression: "has_any",
  InCsExpression: "in~",
  InExpression: "in",
  NotInCsExpression: "!in~",
  NotInExpression: "!in",
};

/** The plan of one scalar expression, by the kind of its node. */
export function scalarPlan(node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  const binary = BINARY[node.kind];
  if (binary !== undefined) return bindBinary(binary, node, scope, context);
  const list = LISTS[node.kind];
  if (list !== undefined) return bindList(list, node, scope, context);
  switch (node.kind) {
    case "ParenthesizedExpression":
      return bindScalar(need(node, "Expression"), scope, context);
    case "NameReference":
      return bindName(node, scope, context);
    case "FunctionCallExpression":
      return bindCall(node, scope, context);
    case "PathExpression":
    case "ElementExpression":
      return bindPath(node, scope, context);
    case "UnaryMinusExpression":
      return negated(bindScalar(need(node, "Expression"), scope, context), node, context);
    case "UnaryPlusExpression":
      return bindScalar(need(node, "Expression"), scope, context);
    case "BetweenExpression":
    case "NotBetweenExpression":
      return bindBetween(node, scope, context);
    case "DynamicExpression":
      return literal("dynamic", dynamicLiteral(need(node, "Expression"), context));
    case "ToScalarExpression":
      return bindToScalar(node, scope, context);
    default:
      return bindLiteral(node, context);
  }
}

function bindLiteral(node: SyntaxNode, context: BindContext): Scalar {
  const found = literalValue(node);
  if (found === undefined) {
    throw context.refuse(`expression ${node.kind.replace(/Expression$/, "")}`, node);
  }
  if (found.value === undefined) {
    throw context.refuse(`the ${found.type} literal ${context.source(node)}`, node);
  }
  return literal(found.type, found.value);
}

function negated(value: Scalar, node: SyntaxNode, context: BindContext): Scalar {
  if (value.kind === "literal") {
    if (typeof value.value === "bigint") return literal(value.type, -value.value);
    if (typeof value.value === "number") return literal(value.type, -value.value);
  }
  return call("negate", typeOf(node, context), [value]);
}

function bindBinary(name: string, node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  const args = [
    bindScalar(need(node, "Left"), scope, context),
    bindScalar(need(node, "Right"), scope, context),
  ];
  if (!name.startsWith("!") || name === "!=") return call(name, typeOf(node, context), args);
  return call("not", "bool", [call(name.slice(1), "bool", args)]);
}

function bindBetween(node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  const bounds = need(node, "Right");
  const found = call("between", "bool", [
    bindScalar(need(node, "Left"), scope, context),
    bindScalar(need(bounds, "First"), scope, context),
    bindScalar(need(bounds, "Second"), scope, context),
  ]);
  return node.kind === "BetweenExpression" ? found : call("not", "bool", [found]);
}

function bindList(name: string, node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  const plain = name.replace("!", "");
  const needle = bindScalar(need(node, "Left"), scope, context);
  const items = need(node, "Right").items("Expressions");
  const found = items.some((item) => item.isTabular)
    ? bindMember(plain, needle, items, scope, context)
    : call(plain, "bool", [needle, ...items.map((item) => bindScalar(item, scope, context))]);
  return plain === name ? found : call("not", "bool", [found]);
}

function bindMember(
  name: string,
  needle: Scalar,
  items: readonly SyntaxNode[],
  scope: Scope,
  context: BindContext,
): Scalar {
  const [table] = items;
  if (table === undefined || items.length > 1) {
    throw context.refuse(`operator ${name} with a table`, table);
  }
  const relation = bindRelation(table, scope.names, context);
  const column = relation.columns[0];
  if (name.startsWith("has")) {
    if (column?.type !== "string") throw context.refuse(`${name} with ${column?.type}`, table);
    return call(name, "bool", [needle, listed(relation, column, context)]);
  }
  if (column?.type !== needle.type || needle.type === "dynamic" || needle.type === "real") {
    throw context.refuse(`operator ${name} between ${needle.type} and ${column?.type}`, table);
  }
  return { kind: "inRelation", needle, relation, foldsCase: name === "in~", type: "bool" };
}

/** All values of a column as one dynamic array. */
function listed(relation: Relation, column: PlanColumn, context: BindContext): Scalar {
  const output = context.column("", "dynamic");
  const all: Relation = {
    kind: "aggregate",
    input: relation,
    keys: [],
    items: [{ name: "make_list", args: [columnRef(column)], outputs: [output] }],
    columns: [output],
  };
  return { kind: "subquery", relation: all, type: "dynamic" };
}

function bindToScalar(node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  const inner = need(node, "Expression");
  if (!inner.isTabular) return bindScalar(inner, scope, context);
  const relation = bindRelation(inner, scope.names, context);
  const first = relation.columns[0];
  if (first === undefined) throw context.refuse("toscalar of a table without columns", node);
  const found: Scalar = { kind: "subquery", relation, type: first.type };
  return first.type === "string" ? call("text or empty", "string", [found]) : found;
}

function bindName(node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  const name = nameOf(node);
  const column = scope.columns.find((candidate) => candidate.name === name);
  if (node.symbolKind === "column") {
    if (column === undefined) throw context.refuse(`column ${name} in this place`, node);
    return columnRef(column);
  }
  const bound = scope.names.get(name);
  if (bound?.kind === "scalar") return bound.value;
  if (bound === undefined && column !== undefined) return columnRef(column);
  throw context.refuse(`the name ${name} as a value`, node);
}

function bindPath(node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  const base = need(node, "Expression");
  const selector = need(node, "Selector");
  const side = base.kind === "NameReference" ? context.source(base) : "";
  if (side === "$left" || side === "$right") {
    const columns = side === "$left" ? scope.columns : (scope.right ?? []);
    const found = columns.find((column) => column.name === nameOf(selector));
    if (found === undefined) throw context.refuse(`${side} in this place`, node);
    return columnRef(found);
  }
  const value = bindScalar(base, scope, context);
  if (value.type !== "dynamic") {
    throw context.refuse(`access to a part of a ${value.type} value`, node);
  }
  const segment = bindSegment(selector, scope, context);
  const isPath = value.kind === "call" && value.name === "path" && segment.kind === "literal";
  if (isPath) return call("path", "dynamic", [...value.args, segment]);
  return call(segment.kind === "literal" ? "path" : "element", "dynamic", [value, segment]);
}

function bindSegment(selector: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  if (selector.kind === "NameReference") return literal("string", nameOf(selector));
  if (selector.kind !== "BracketedExpression") {
    throw context.refuse(`access to a dynamic value by ${selector.kind}`, selector);
  }
  const key = bindScalar(need(selector, "Expression"), scope, context);
  if (key.type !== "string" && key.type !== "long" && key.type !== "int") {
    throw context.refuse(`access to a dynamic value by ${key.type}`, selector);
  }
  return key;
}
