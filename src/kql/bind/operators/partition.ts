import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { PlanColumn, Relation } from "../../plan/relation.ts";
import { type Groups, inGroups } from "../../plan/rewrite/grouped.ts";
import { columnRef } from "../../plan/scalar.ts";
import { type BindContext, bindRelation, bindScalar, type Names, need } from "../context.ts";
import { withSource } from "./implicit.ts";
import { inferredColumns, parametersOf } from "./parameters.ts";
import { projection } from "./project.ts";

/** `partition`: a subquery over the rows of each value of a column. */
export function bindPartition(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Relation {
  parametersOf(node, [], context);
  const operand = need(node, "Operand");
  if (operand.kind !== "PartitionSubquery") {
    throw context.refuse("partition with a query in braces", operand);
  }
  const by = bindScalar(need(node, "ByExpression"), { names, columns: input.columns }, context);
  const key = input.columns.find((column) => by.kind === "column" && by.id === column.id);
  if (key === undefined || key.type === "dynamic") {
    throw context.refuse(`partition by a ${by.type} expression`, node);
  }
  const id = context.column("", "long").id;
  const row = context.column("", "long");
  const reference = (from: readonly PlanColumn[]): Relation => ({
    kind: "reference",
    id,
    from,
    row,
    columns: from.map((column) => context.column(column.name, column.type)),
  });
  const rows = reference([...input.columns, key]);
  const group = rows.columns.at(-1) ?? key;
  const visible = projection(
    rows,
    rows.columns.slice(0, -1).map((column) => ({ column, value: columnRef(column) })),
  );
  const groups: Groups = {
    visible,
    rows,
    group,
    all: () => distinct(reference([key]), context),
    onEmpty: () => undefined,
    column: (name, type) => context.column(name, type),
    shareId: () => context.column("", "long").id,
    refuse: (construct) => context.refuse(construct, node),
  };
  const body = bindRelation(need(operand, "Subquery"), withSource(names, visible), context);
  const grouped = inGroups(body, groups);
  const inferred = inferredColumns(node, body.columns.length, context);
  const answer = projection(
    grouped.relation,
    body.columns.map((column, place) => ({
      column: context.column(inferred[place]?.name ?? "", column.type),
      value: columnRef(column),
    })),
  );
  return { kind: "shared", id, source: input, row, body: answer, columns: answer.columns };
}

function distinct(input: Relation, context: BindContext): Relation {
  const keys = input.columns.map((column) => ({
    column: context.column("", column.type),
    value: columnRef(column),
  }));
  return { kind: "aggregate", input, keys, items: [], columns: keys.map(({ column }) => column) };
}
