import type { SyntaxNode } from "../parse/syntax-node.ts";
import type { Relation } from "../plan/relation.ts";
import { bodyNames } from "./bind-function.ts";
import { bindPatternUse } from "./bind-pattern.ts";
import {
  type BindContext,
  type Binding,
  bindRelation,
  type Names,
  nameOf,
  need,
} from "./context.ts";
import { bindApply } from "./operators/apply.ts";
import { bindEvaluate } from "./operators/evaluate.ts";
import { bindExpand } from "./operators/expand.ts";
import { sourceIn } from "./operators/implicit.ts";
import { bindJoin, bindLookup } from "./operators/join.ts";
import { bindMakeSeries } from "./operators/make-series.ts";
import { parametersOf } from "./operators/parameters.ts";
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
import { bindSample, bindSampleDistinct, bindTopHitters } from "./operators/sampling.ts";
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
  "Function",
  "FunctionCall",
  "LookupClause",
  "Name",
  "OfExpression",
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

/** Operators that hand on their columns as they are. */
const PASSES_COLUMNS: readonly string[] = [
  "FilterOperator",
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
  ProjectByNamesOperator: bindSelect,
  ProjectKeepOperator: bindSelect,
  ProjectOperator: bindProject,
  ProjectRenameOperator: bindRename,
  ProjectReorderOperator: bindReorder,
  RenderOperator: pass,
  SampleDistinctOperator: bindSampleDistinct,
  SampleOperator: bindSample,
  SearchOperator: (node, input, names, context) => bindSearch(node, input, names, context),
  SerializeOperator: bindSerialize,
  SortOperator: bindSort,
  SummarizeOperator: bindSummarize,
  TakeOperator: bindTake,
  TopHittersOperator: bindTopHitters,
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
      return bindPatternUse(node, names, context) ?? bindTableFunction(node, names, context);
    case "PathExpression": {
      const used = bindPatternUse(node, names, context);
      if (used === undefined) throw context.refuse(constructOf(node, context), node);
      return used;
    }
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

/** Names that a step and those after it mention; undefined where they may want every column. */
function neededBy(
  text: string,
  hides: boolean,
  later: ReadonlySet<string> | undefined,
): ReadonlySet<string> | undefined {
  if (!hides && later === undefined) return undefined;
  return new Set([
    ...(hides ? [] : (later ?? [])),
    ...(text.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []),
  ]);
}

function bindPipe(node: SyntaxNode, names: Names, context: BindContext): Relation {
  const last = need(node, "Operator");
  if (last.kind === "UnionOperator") {
    const before = need(node, "Expression");
    const { needed } = context;
    const all = bindRelation(before, names, context);
    context.needed = needed;
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
  if (operator.kind === "InvokeOperator") return bindInvoke(operator, input, names, context);
  const bind = OPERATORS[operator.kind];
  if (bind === undefined) throw context.refuse(constructOf(operator, context), operator);
  const unread = operator
    .children()
    .find((child) => !child.node.isToken && !READ.includes(child.name));
  if (unread !== undefined) {
    throw context.refuse(`${constructOf(operator, context)} with ${unread.name}`, unread.node);
  }
  const { isOrderHidden, needed } = context;
  const text = context.source(operator);
  const keeps = KEEPS_ORDER.includes(operator.kind);
  const isParse = operator.kind === "ParseOperator";
  const mentionsAll = !isParse && /\*|pack_all/.test(text);
  const hides = HIDES_ORDER.includes(operator.kind) && !mentionsAll;
  context.isOrderHidden = hides || (keeps && !mentionsAll && isOrderHidden);
  const prunes = PASSES_COLUMNS.includes(operator.kind) && !mentionsAll;
  // The text of a function's body has no spaces: names in it cannot be told apart.
  const later = prunes && !operator.isInBody ? needed : undefined;
  context.needed = neededBy(text, hides && !operator.isInBody, later);
  const rows = input();
  context.isOrderHidden = false;
  context.needed = undefined;
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

/** `invoke`: a function of the user whose first argument is the rows so far, anew at each use. */
function bindInvoke(
  node: SyntaxNode,
  input: () => Relation,
  names: Names,
  context: BindContext,
): Relation {
  parametersOf(node, [], context);
  context.needed = undefined;
  context.isOrderHidden = false;
  const called = need(node, "Function");
  const first: Binding = { kind: "relation", bind: input };
  const { body, names: inner } = bodyNames(called, { names, columns: [] }, context, first);
  return bindRelation(need(body, "Expression"), inner, context);
}
