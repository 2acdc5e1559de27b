import type { SyntaxNode } from "../parse/syntax-node.ts";
import type { Relation } from "../plan/relation.ts";
import { bodyNames } from "./bind-function.ts";
import { type BindContext, bindRelation, type Names, nameOf, need } from "./context.ts";
import { bindEvaluate } from "./operators/evaluate.ts";
import { bindExpand } from "./operators/expand.ts";
import { bindJoin, bindLookup } from "./operators/join.ts";
import { bindParse } from "./operators/parse.ts";
import {
  bindExtend,
  bindProject,
  bindRename,
  bindReorder,
  bindSelect,
  bindSerialize,
} from "./operators/project.ts";
import {
  bindCount,
  bindDistinct,
  bindFilter,
  bindSort,
  bindTake,
  bindTop,
} from "./operators/rows.ts";
import { bindDatatable, bindPrint, bindRange, bindTable } from "./operators/sources.ts";
import { bindSummarize } from "./operators/summarize.ts";
import { bindUnion } from "./operators/union.ts";

/** One operator after a pipe. */
export type OperatorBinder = (
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
) => Relation;

const pass: OperatorBinder = (_node, input) => input;

/** Parts of operators that some binder reads; an operator with any other part is refused. */
const READ: readonly string[] = [
  "Aggregates",
  "ByClause",
  "ByExpression",
  "ChartType",
  "Condition",
  "ConditionClause",
  "Expression",
  "Expressions",
  "FunctionCall",
  "LookupClause",
  "Name",
  "Parameters",
  "Patterns",
  "RowLimitClause",
  "Schema",
  "WithClause",
];

const OPERATORS: Readonly<Record<string, OperatorBinder>> = {
  AsOperator: pass,
  CountOperator: bindCount,
  DistinctOperator: bindDistinct,
  EvaluateOperator: bindEvaluate,
  ExtendOperator: bindExtend,
  FilterOperator: bindFilter,
  JoinOperator: bindJoin,
  LookupOperator: bindLookup,
  MvExpandOperator: bindExpand,
  ParseOperator: bindParse,
  ParseWhereOperator: bindParse,
  ProjectAwayOperator: bindSelect,
  ProjectKeepOperator: bindSelect,
  ProjectOperator: bindProject,
  ProjectRenameOperator: bindRename,
  ProjectReorderOperator: bindReorder,
  RenderOperator: pass,
  SerializeOperator: bindSerialize,
  SortOperator: bindSort,
  SummarizeOperator: bindSummarize,
  TakeOperator: bindTake,
  TopOperator: bindTop,
  UnionOperator: (node, input, names, context) => bindUnion(node, input, names, context),
};

/** The plan of one tabular expression, by the kind of its node. */
export function relationPlan(node: SyntaxNode, names: Names, context: BindContext): Relation {
  switch (node.kind) {
    case "PipeExpression":
      return bindPipe(node, names, context);
    case "ParenthesizedExpression":
    case "MaterializeExpression":
      return bindRelation(need(node, "Expression"), names, context);
    case "NameReference":
      return bindTable(node, names, context);
    case "FunctionCallExpression":
      return bindTableFunction(node, names, context);
    case "DataTableExpression":
      return bindDatatable(node, names, context);
    case "PrintOperator":
      return bindPrint(node, names, context);
    case "RangeOperator":
      return bindRange(node, names, context);
    case "UnionOperator":
      return bindUnion(node, undefined, names, context);
    default:
      throw context.refuse(constructOf(node, context), node);
  }
}

function bindPipe(node: SyntaxNode, names: Names, context: BindContext): Relation {
  const operator = need(node, "Operator");
  const bind = OPERATORS[operator.kind];
  if (bind === undefined) throw context.refuse(constructOf(operator, context), operator);
  const unread = operator
    .children()
    .find((child) => !child.node.isToken && !READ.includes(child.name));
  if (unread !== undefined) {
    throw context.refuse(`${constructOf(operator, context)} with ${unread.name}`, unread.node);
  }
  const input = bindRelation(need(node, "Expression"), names, context);
  return bind(operator, input, names, context);
}

/** How a construct that we do not know is called in the query. */
function constructOf(node: SyntaxNode, context: BindContext): string {
  const keyword = node.children()[0]?.node;
  if (keyword?.isToken !== true) return `expression ${node.kind.replace(/Expression$/, "")}`;
  const isOperator = node.kind.endsWith("Operator");
  return `${isOperator ? "operator" : "expression"} ${context.source(keyword)}`;
}

function bindTableFunction(node: SyntaxNode, names: Names, context: BindContext): Relation {
  const isOurs = node.symbolKind === "function" || node.symbolKind === "variable";
  if (!isOurs) throw context.refuse(`function ${nameOf(need(node, "Name"))}`, node);
  const { body, names: inner } = bodyNames(node, { names, columns: [] }, context);
  return bindRelation(need(body, "Expression"), inner, context);
}
