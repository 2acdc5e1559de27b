import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { JoinKind, PlanColumn, Relation } from "../../plan/relation.ts";
import type { Scalar } from "../../plan/scalar.ts";
import { columnRef } from "../../plan/scalar.ts";
import {
  type BindContext,
  bindRelation,
  bindScalar,
  type Names,
  nameOf,
  need,
} from "../context.ts";
import { inferredColumns, parametersOf } from "./parameters.ts";

const KINDS: Readonly<Record<string, JoinKind>> = {
  anti: "leftanti",
  fullouter: "fullouter",
  inner: "inner",
  innerunique: "innerunique",
  leftanti: "leftanti",
  leftantisemi: "leftanti",
  leftouter: "leftouter",
  leftsemi: "leftsemi",
  rightanti: "rightanti",
  rightantisemi: "rightanti",
  rightouter: "rightouter",
  rightsemi: "rightsemi",
};

interface KeyPair {
  readonly left: Scalar;
  readonly right: Scalar;
}

/** `join`; without a kind each left key is used once (innerunique). */
export function bindJoin(
  node: SyntaxNode,
  left: Relation,
  names: Names,
  context: BindContext,
): Relation {
  const kind = parametersOf(node, ["kind"], context).get("kind") ?? "innerunique";
  const join = KINDS[kind];
  if (join === undefined) throw context.refuse(`join kind=${kind}`, node);
  const right = bindRelation(need(node, "Expression"), names, context);
  const keys = keysOf(node, left, right, names, context);
  const from = sidesOf(join, left, right);
  return joined(node, join, left, right, keys, from, context);
}

/** `lookup`: the right side's columns without its keys. */
export function bindLookup(
  node: SyntaxNode,
  left: Relation,
  names: Names,
  context: BindContext,
): Relation {
  const kind = parametersOf(node, ["kind"], context).get("kind") ?? "leftouter";
  if (kind !== "leftouter" && kind !== "inner") throw context.refuse(`lookup kind=${kind}`, node);
  const right = bindRelation(need(node, "Expression"), names, context);
  const keys = keysOf(node, left, right, names, context);
  const dropped = new Set(keys.map((key) => (key.right.kind === "column" ? key.right.id : -1)));
  const from = [...left.columns, ...right.columns.filter((column) => !dropped.has(column.id))];
  return joined(node, kind, left, right, keys, from, context);
}

function sidesOf(join: JoinKind, left: Relation, right: Relation): readonly PlanColumn[] {
  if (join === "leftanti" || join === "leftsemi") return left.columns;
  if (join === "rightanti" || join === "rightsemi") return right.columns;
  return [...left.columns, ...right.columns];
}

function joined(
  node: SyntaxNode,
  join: JoinKind,
  left: Relation,
  right: Relation,
  keys: readonly KeyPair[],
  from: readonly PlanColumn[],
  context: BindContext,
): Relation {
  const inferred = inferredColumns(node, from.length, context);
  const outputs = from.map((source, index) => ({
    column: context.column(inferred[index]?.name ?? "", source.type),
    from: source,
  }));
  return { kind: "join", join, left, right, keys, outputs, columns: outputs.map((o) => o.column) };
}

function keysOf(
  node: SyntaxNode,
  left: Relation,
  right: Relation,
  names: Names,
  context: BindContext,
): readonly KeyPair[] {
  const clause = node.child("ConditionClause") ?? node.child("LookupClause");
  if (clause === undefined) throw context.refuse("a join without on", node);
  if (clause.kind !== "JoinOnClause") throw context.refuse("a join with where", node);
  return clause.items("Expressions").flatMap((item) => keyPairs(item, left, right, names, context));
}

function keyPairs(
  item: SyntaxNode,
  left: Relation,
  right: Relation,
  names: Names,
  context: BindContext,
): readonly KeyPair[] {
  if (item.kind === "ParenthesizedExpression") {
    return keyPairs(need(item, "Expression"), left, right, names, context);
  }
  if (item.kind === "AndExpression") {
    return [need(item, "Left"), need(item, "Right")].flatMap((side) =>
      keyPairs(side, left, right, names, context),
    );
  }
  if (item.kind === "NameReference") {
    const pick = (relation: Relation): PlanColumn | undefined =>
      relation.columns.find((column) => column.name === nameOf(item));
    return [checked(pick(left), pick(right), item, context)];
  }
  if (item.kind !== "EqualExpression") throw context.refuse("a join on this condition", item);
  const scope = { names, columns: left.columns, right: right.columns };
  const sides = [need(item, "Left"), need(item, "Right")].map((side) =>
    bindScalar(side, scope, context),
  );
  const of = (relation: Relation): PlanColumn | undefined =>
    relation.columns.find((column) =>
      sides.some((side) => side.kind === "column" && side.id === column.id),
    );
  return [checked(of(left), of(right), item, context)];
}

function checked(
  left: PlanColumn | undefined,
  right: PlanColumn | undefined,
  item: SyntaxNode,
  context: BindContext,
): KeyPair {
  if (left === undefined || right === undefined) {
    throw context.refuse("a join on this condition", item);
  }
  if (left.type !== right.type || left.type === "dynamic" || left.type === "real") {
    throw context.refuse(`a join of ${left.type} with ${right.type}`, item);
  }
  return { left: columnRef(left), right: columnRef(right) };
}
