import type { SyntaxNode } from "../parse/syntax-node.ts";
import type { Relation } from "../plan/relation.ts";
import { bodyNames } from "./bind-function.ts";
import { type BindContext, bindRelation, type Names, nameOf, need } from "./context.ts";
import { bindApply } from "./operators/apply.ts";
import { bindEvaluate } from "./operators/evaluate.ts";
import { bindExpand } from "./operators/expand.ts";
import { sourceIn } from "./operators/implicit.ts";
import { bindJoin, bindLookup } from "./operators/join.ts";
import { bindMakeSeries } from "./operators/make-series.ts";
import { bindParse } from "./operators/parse.ts";
import { bindPartition } from "./operators/partition.ts";
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
import { bindGetSchema } from "./operators/schema.ts";
import { bindSearch } from "./operators/search.ts";
import { bindDatatable, bindPrint, bindRange, bindTable } from "./operators/sources.ts";
import { bindSummarize } from "./operators/summarize.ts";
import { bindTopNested } from "./operators/top-nested.ts";
import { bindUnion } from "./operators/union.ts";

/** One operator after a pipe. */
export type OperatorBinder = (
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
  isOrderHidden: boolean,
) => Relation;

const pass: OperatorBinder = (_node, input) => input;

/** Parts of operators that some binder reads; an operator with any other part is refused. */
const READ: readonly string[] = [
  "Aggregates",
  "AsIdentifier",
  "ByClause",
  "ByExpression",
  "ChartType",
  "Clauses",
  "Condition",
  "ConditionClause",
  "Expression",
  "Expressions",
  "FunctionCall",
  "LookupClause",
  "Name",
  "OnClause",
  "Operand",
  "Parameters",
  "Patterns",
  "RangeClause",
  "RowLimitClause",
  "Schema",
  "Subquery",
  "WithClause",
];

/** Operators whose answer does not tell in which order the columns came; `*` would. */
const HIDES_ORDER: readonly string[] = [
  "CountOperator",
  "DistinctOperator",
  "ProjectOperator",
  "SummarizeOperator",
];
/** Operators that keep the order of the columns as it came. */
const KEEPS_ORDER: readonly string[] = [
  "ExtendOperator",
  "FilterOperator",
  "ParseOperator",
  "SortOperator",
  "TakeOperator",
  "TopOperator",
];

const OPERATORS: Readonly<Record<string, OperatorBinder>> = {
  AsOperator: pass,
  CountOperator: bindCount,
  DistinctOperator: bindDistinct,
  EvaluateOperator: bindEvaluate,
  ExtendOperator: bindExtend,
  FilterOperator: bindFilter,
  GetSchemaOperator: bindGetSchema,
  JoinOperator: bindJoin,
  LookupOperator: bindLookup,
  MakeSeriesOperator: bindMakeSeries,
  MvApplyOperator: bindApply,
  MvExpandOperator: bindExpand,
  ParseOperator: bindParse,
  ParseWhereOperator: bindParse,
  PartitionOperator: bindPartition,
  ProjectAwayOperator: bindSelect,
  ProjectKeepOperator: bindSelect,
  ProjectOperator: bindProject,
  ProjectRenameOperator: bindRename,
  ProjectReorderOperator: bindReorder,
  RenderOperator: pass,
  SearchOperator: (node, input, names, context) => bindSearch(node, input, names, context),
  SerializeOperator: bindSerialize,
  SortOperator: bindSort,
  SummarizeOperator: bindSummarize,
  TakeOperator: bindTake,
  TopNestedOperator: bindTopNested,
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
    case "SearchOperator":
      if (sourceIn(names) !== undefined) return bindLeading(node, names, context);
      return bindSearch(node, undefined, names, context);
    case "UnionOperator":
      return bindUnion(node, undefined, names, context);
    default:
      return bindLeading(node, names, context);
  }
}

/** An operator that starts a subquery whose rows come from outside. */
function bindLeading(node: SyntaxNode, names: Names, context: BindContext): Relation {
  const source = sourceIn(names);
  if (source === undefined) throw context.refuse(constructOf(node, context), node);
  return bindOperator(node, () => source, names, context);
}

function bindPipe(node: SyntaxNode, names: Names, context: BindContext): Relation {
  const last = need(node, "Operator");
  if (last.kind === "UnionOperator") {
    const before = need(node, "Expression");
    const all = bindRelation(before, names, context);
    return bindUnion(last, all, names, context, before);
  }
  const input = (): Relation => bindRelation(need(node, "Expression"), names, context);
  return bindOperator(need(node, "Operator"), input, names, context);
}

function bindOperator(
  operator: SyntaxNode,
  input: () => Relation,
  names: Names,
  context: BindContext,
): Relation {
  const bind = OPERATORS[operator.kind];
  if (bind === undefined) throw context.refuse(constructOf(operator, context), operator);
  const unread = operator
    .children()
    .find((child) => !child.node.isToken && !READ.includes(child.name));
  if (unread !== undefined) {
    throw context.refuse(`${constructOf(operator, context)} with ${unread.name}`, unread.node);
  }
  const { isOrderHidden } = context;
  const mentionsAll = /\*|pack_all/.test(context.source(operator));
  const keeps = isOrderHidden && KEEPS_ORDER.includes(operator.kind);
  const hides = HIDES_ORDER.includes(operator.kind) || keeps;
  context.isOrderHidden = hides && (!mentionsAll || operator.kind === "ParseOperator");
  const rows = input();
  context.isOrderHidden = false;
  return bind(operator, rows, names, context, isOrderHidden);
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
