import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { Assignment, PlanColumn, Relation } from "../../plan/relation.ts";
import { type Groups, inGroups } from "../../plan/rewrite/grouped.ts";
import { call, columnRef } from "../../plan/scalar.ts";
import { type BindContext, bindRelation, bindScalar, type Names, need } from "../context.ts";
import { elementOf, type Target, targetOf } from "./expand.ts";
import { withSource } from "./implicit.ts";
import { inferredColumns, parametersOf } from "./parameters.ts";
import { projection } from "./project.ts";

/** The numbered input rows, each with the values to expand, and how they are referred to. */
interface Numbered {
  readonly id: number;
  readonly source: Relation;
  readonly row: PlanColumn;
  readonly input: readonly PlanColumn[];
  readonly lists: readonly PlanColumn[];
}

/** `mv-apply`: a subquery over the elements of each row, beside what the row has otherwise. */
export function bindApply(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Relation {
  const parameters = parametersOf(node, ["with_itemindex"], context);
  if (node.child("ContextIdClause") !== undefined) throw context.refuse("mv-apply id", node);
  const targets = node.items("Expressions").map((item) => targetOf(item, input, names, context));
  const numbered = numberedRows(input, targets, context);
  const limit = node.child("RowLimitClause")?.child("RowLimit");
  const expanded = expandedRows(numbered, targets, context, {
    index: parameters.get("with_itemindex"),
    limit: limit === undefined ? undefined : bindScalar(limit, { names, columns: [] }, context),
  });
  const visible = projection(expanded.rows, expanded.elements);
  const subquery = need(need(node, "Subquery"), "Expression");
  const body = bindRelation(subquery, withSource(names, visible), context);
  let mayBeEmpty = false;
  const groups: Groups = {
    visible,
    rows: projection(expanded.rows, [...expanded.elements, passed(expanded.group)]),
    group: expanded.group,
    all: () => reference(numbered, [numbered.row], context),
    onEmpty: () => {
      mayBeEmpty = true;
    },
    column: (name, type) => context.column(name, type),
    shareId: () => context.column("", "long").id,
    refuse: (construct) => context.refuse(construct, node),
  };
  const grouped = inGroups(body, groups);
  const kept = reference(numbered, [...numbered.input, numbered.row], context);
  const outer = kept.columns.slice(0, -1);
  const outputs = outputsOf(node, targets, outer, { body, visible }, context);
  const joined: Relation = {
    kind: "join",
    join: "inner",
    left: kept,
    right: grouped.relation,
    keys: [
      { left: columnRef(kept.columns.at(-1) ?? numbered.row), right: columnRef(grouped.group) },
    ],
    outputs,
    columns: outputs.map(({ column }) => column),
  };
  const { id, row } = numbered;
  const source = mayBeEmpty ? onlyFull(numbered) : numbered.source;
  return { kind: "shared", id, source, row, body: joined, columns: joined.columns };
}

/** The row's own columns, then those of the subquery; one that both have must be the same. */
function outputsOf(
  node: SyntaxNode,
  targets: readonly Target[],
  outer: readonly PlanColumn[],
  { body, visible }: { readonly body: Relation; readonly visible: Relation },
  context: BindContext,
): Extract<Relation, { kind: "join" }>["outputs"] {
  const isKept = (name: string): boolean => !targets.some((target) => target.name === name);
  const outputs = inferredColumns(node, undefined, context).map(({ name }) => {
    const inner = body.columns.find((column) => column.name === name);
    const own = isKept(name) ? outer.find((column) => column.name === name) : undefined;
    const from = inner ?? own;
    if (from === undefined) throw context.refuse("an operator whose columns cannot be told", node);
    const source = visible.columns.find((column) => column.name === name);
    const isSame = inner === undefined || own === undefined || originOf(body, inner) === source;
    if (!isSame) throw context.refuse(`mv-apply with another ${name} in its subquery`, node);
    return { column: context.column(name, from.type), from };
  });
  if (body.columns.some((column) => !outputs.some(({ from }) => from === column))) {
    throw context.refuse("an operator whose columns cannot be told", node);
  }
  return outputs;
}

/** The column that a step's column only passes on; undefined where it may be another value. */
function originOf(step: Relation, column: PlanColumn): PlanColumn | undefined {
  const own = step.columns.find(({ id }) => id === column.id);
  switch (step.kind) {
    case "filter":
    case "sort":
    case "take":
      return originOf(step.input, column);
    case "project":
    case "aggregate": {
      const all = step.kind === "project" ? step.assignments : step.keys;
      const value = all.find((entry) => entry.column.id === column.id)?.value;
      if (value?.kind !== "column") return undefined;
      const below = step.input.columns.find(({ id }) => id === value.id);
      const origin = below === undefined ? undefined : originOf(step.input, below);
      return step.input.kind === "expand" ? own : origin;
    }
    default:
      return own;
  }
}

function passed(column: PlanColumn): Assignment {
  return { column, value: columnRef(column) };
}

function numberedRows(input: Relation, targets: readonly Target[], context: BindContext): Numbered {
  const lists = targets.map(
    ({ item }): Assignment => ({
      column: context.column("", "dynamic"),
      value: item.source,
    }),
  );
  return {
    id: context.column("", "long").id,
    source: projection(input, [...input.columns.map(passed), ...lists]),
    row: context.column("", "long"),
    input: input.columns,
    lists: lists.map(({ column }) => column),
  };
}

/** An aggregate over an empty array: whether the service has a row for it is not published. */
function onlyFull({ source, lists }: Numbered): Relation {
  const condition = call("not an empty array", "bool", lists.map(columnRef));
  return { kind: "filter", input: source, condition, columns: source.columns };
}

function reference(
  { id, row }: Numbered,
  from: readonly PlanColumn[],
  context: BindContext,
): Relation {
  const columns = from.map((column) => context.column(column.name, column.type));
  return { kind: "reference", id, from, row, columns };
}

/** The elements as rows, in their order; a bag is one element. */
function expandedRows(
  numbered: Numbered,
  targets: readonly Target[],
  context: BindContext,
  told: {
    readonly index: string | undefined;
    readonly limit: Extract<Relation, { kind: "expand" }>["limit"];
  },
): {
  readonly rows: Relation;
  readonly elements: readonly Assignment[];
  readonly group: PlanColumn;
} {
  const { input, lists, row } = numbered;
  const from = reference(numbered, [...input, ...lists, row], context);
  const own = from.columns.slice(0, input.length);
  const items = targets.map(({ item }, place) => ({
    source: columnRef(from.columns[input.length + place] ?? row),
    output: item.output,
  }));
  const index = told.index === undefined ? undefined : context.column(told.index, "long");
  const group = from.columns.at(-1) ?? row;
  const rows: Relation = {
    kind: "expand",
    input: from,
    items,
    index,
    limit: told.limit,
    bagsAsArrays: false,
    keepsBags: true,
    columns: [
      ...own,
      group,
      ...items.map(({ output }) => output),
      ...(index === undefined ? [] : [index]),
    ],
  };
  const values = new Map(own.map((column) => [column.name, columnRef(column)]));
  for (const target of targets) values.set(target.name, elementOf(target));
  if (index !== undefined) values.set(index.name, columnRef(index));
  const elements = [...values].map(([name, value]) => ({
    column: context.column(name, value.type),
    value,
  }));
  return { rows, elements, group };
}
