import type { KqlType } from "../../compiled.ts";
import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { PlanColumn, Relation } from "../../plan/relation.ts";
import { call, columnRef, literal, type Scalar } from "../../plan/scalar.ts";
import { type BindContext, bindScalar, type Names, nameOf, need } from "../context.ts";
import { parametersOf } from "./parameters.ts";
import { bindCatalogTable } from "./sources.ts";
import { type Branch, branchesOf, unionOf, views } from "./union.ts";

const KINDS: readonly string[] = ["case_insensitive", "case_sensitive", "default"];

/** Characters between the columns of a row when they are searched as one text: in no term. */
const SEPARATOR = "\u001f";

/** `search`: rows of all tables, or of those given, in which a predicate holds for any column. */
export function bindSearch(
  node: SyntaxNode,
  input: Relation | undefined,
  names: Names,
  context: BindContext,
): Relation {
  const kind = parametersOf(node, ["kind"], context).get("kind") ?? "default";
  if (!KINDS.includes(kind)) throw context.refuse(`search kind=${kind}`, node);
  const condition = need(node, "Condition");
  const branches = branchesIn(node, input, names, context).map(({ relation, source }): Branch => {
    const { columns } = relation;
    const scope: SearchScope = { names, columns, isCased: kind === "case_sensitive" };
    const test = predicate(condition, scope, context);
    return { source, relation: { kind: "filter", input: relation, condition: test, columns } };
  });
  if (branches.length === 0) throw context.refuse("search without a table", node);
  return unionOf(node, branches, { kind: "outer", withSource: "$table" }, context);
}

function branchesIn(
  node: SyntaxNode,
  input: Relation | undefined,
  names: Names,
  context: BindContext,
): readonly Branch[] {
  if (input !== undefined) return [{ relation: input, source: tableOf(input, node, context) }];
  const given = node.child("InClause")?.items("Expressions");
  if (given !== undefined) {
    return given.flatMap((item, place) => branchesOf(item, place, names, context));
  }
  return [
    ...context.catalog.tables.map(({ name }) => ({
      relation: bindCatalogTable(name, node, context),
      source: name,
    })),
    ...views(names, context),
  ];
}

/** The table whose rows come in; steps that only choose rows do not change it. */
function tableOf(step: Relation, node: SyntaxNode, context: BindContext): string {
  switch (step.kind) {
    case "scan":
      return step.table.name;
    case "filter":
    case "sort":
    case "take":
      return tableOf(step.input, node, context);
    default:
      throw context.refuse("search after a step that makes other columns", node);
  }
}

interface SearchScope {
  readonly names: Names;
  readonly columns: readonly PlanColumn[];
  readonly isCased: boolean;
}

function predicate(node: SyntaxNode, scope: SearchScope, context: BindContext): Scalar {
  switch (node.kind) {
    case "ParenthesizedExpression":
      return predicate(need(node, "Expression"), scope, context);
    case "AndExpression":
    case "OrExpression":
      return call(node.kind === "AndExpression" ? "and" : "or", "bool", [
        predicate(need(node, "Left"), scope, context),
        predicate(need(node, "Right"), scope, context),
      ]);
    case "StarExpression":
      return literal("bool", true);
    case "SearchExpression":
      return fieldTerm(node, scope, context);
    default: {
      const term = termOf(node);
      if (term !== undefined) return anyTerm(term, node, scope, context);
      return comparison(node, scope, context);
    }
  }
}

/** A literal text; the official parser calls a term by itself a bool. */
function termOf(node: SyntaxNode): string | undefined {
  const isText = /^(?:Compound)?StringLiteralExpression$/.test(node.kind);
  return isText ? nameOf(node) : undefined;
}

/** Comparisons that are false for a column that a table does not have. */
const POSITIVE: readonly string[] = [
  "ContainsExpression",
  "ContainsCsExpression",
  "EndsWithExpression",
  "EqualExpression",
  "EqualTildeExpression",
  "GreaterThanExpression",
  "GreaterThanOrEqualExpression",
  "HasCsExpression",
  "HasExpression",
  "InExpression",
  "LessThanExpression",
  "LessThanOrEqualExpression",
  "StartsWithExpression",
];

function comparison(node: SyntaxNode, scope: SearchScope, context: BindContext): Scalar {
  const left = node.child("Left");
  if (node.kind === "HasExpression" && left?.kind === "StarExpression") {
    const term = termOf(need(node, "Right"));
    if (term !== undefined && !term.includes("*")) return anyTerm(term, node, scope, context);
  }
  const missing = columnsIn(node).filter(
    (name) => !scope.columns.some((column) => column.name === name),
  );
  if (missing.length === 0) return bindScalar(node, scope, context);
  if (POSITIVE.includes(node.kind)) return literal("bool", false);
  throw context.refuse(`search by ${missing[0]}, which some of the tables lack`, node);
}

function columnsIn(node: SyntaxNode): readonly string[] {
  const own = node.kind === "NameReference" && node.symbolKind === "column" ? [nameOf(node)] : [];
  return [...own, ...node.children().flatMap((child) => columnsIn(child.node))];
}

/** `column:"term"`. */
function fieldTerm(node: SyntaxNode, scope: SearchScope, context: BindContext): Scalar {
  const term = termOf(need(node, "Right"));
  const left = need(node, "Left");
  if (term === undefined) throw context.refuse("search for a term that is no literal", node);
  if (left.kind === "StarExpression") return anyTerm(term, node, scope, context);
  if (left.kind !== "NameReference") throw context.refuse("search in this expression", left);
  const column = scope.columns.find(({ name }) => name === nameOf(left));
  if (column === undefined) return literal("bool", false);
  if (column.type !== "string") throw context.refuse(`search in a ${column.type} column`, left);
  return termTest(columnRef(column), term, node, scope, context);
}

/** A term in any column. */
function anyTerm(term: string, node: SyntaxNode, scope: SearchScope, context: BindContext): Scalar {
  if (term.includes(SEPARATOR)) throw context.refuse("search for this term", node);
  const isText = ({ type }: PlanColumn): boolean => type === "string" || type === "dynamic";
  const texts = scope.columns.filter(isText);
  const plain = term.replaceAll("*", "");
  const doubtful = scope.columns.find(
    (column) => !isText(column) && mayHold(column.type, plain, term.includes("*")),
  );
  if (doubtful !== undefined) {
    throw context.refuse(`search for '${term}' in tables with ${doubtful.type} columns`, node);
  }
  const [first] = texts;
  if (first === undefined) return literal("bool", false);
  const whole = call("joined texts", "string", [
    literal("string", SEPARATOR),
    ...texts.map(columnRef),
  ]);
  return termTest(texts.length === 1 ? columnRef(first) : whole, term, node, scope, context);
}

/** Whether a value of the type can have the term in its text; then we cannot tell if it counts. */
function mayHold(type: KqlType, term: string, isPart: boolean): boolean {
  if (type === "bool") return isPart ? /^[truefals]+$/i.test(term) : /^(?:true|false)$/i.test(term);
  if (type === "guid") return /^[0-9a-f-]+$/i.test(term);
  return /^(?:[\d.:TZE+ -]|nan|infinity)+$/i.test(term);
}

function termTest(
  value: Scalar,
  term: string,
  node: SyntaxNode,
  scope: SearchScope,
  context: BindContext,
): Scalar {
  const parts = /^(\*?)([^*]+)(\*?)$/.exec(term);
  if (parts === null) {
    if (term === "*") return literal("bool", true);
    throw context.refuse("search for a term with * inside", node);
  }
  const [, lead, plain = "", tail] = parts;
  const edges = `${lead === "" ? "" : "s"}${tail === "" ? "" : "p"}`;
  const names: Readonly<Record<string, string>> = {
    "": "has",
    p: "hasprefix",
    s: "hassuffix",
    sp: "contains",
  };
  const name = `${names[edges]}${scope.isCased ? "_cs" : ""}`;
  return call(name, "bool", [value, literal("string", plain)]);
}
