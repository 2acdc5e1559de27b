import { unreachable } from "../../../base/index.ts";
import type { AggregateItem, Assignment, Relation } from "../relation.ts";
import type { Scalar } from "../scalar.ts";

type Change = (relation: Relation) => Relation;

/** The plan with `change` applied to every step, inner ones first, subqueries included. */
export function mapRelations(relation: Relation, change: Change): Relation {
  return change(withParts(relation, change));
}

function withParts(relation: Relation, change: Change): Relation {
  const inner = (step: Relation): Relation => mapRelations(step, change);
  const value = (node: Scalar): Scalar => mapScalar(node, change);
  switch (relation.kind) {
    case "scan":
    case "reference":
      return relation;
    case "shared":
      return { ...relation, source: inner(relation.source), body: inner(relation.body) };
    case "values":
      return { ...relation, rows: relation.rows.map((row) => row.map(value)) };
    case "range":
      return {
        ...relation,
        from: value(relation.from),
        to: value(relation.to),
        step: value(relation.step),
      };
    case "filter":
      return { ...relation, input: inner(relation.input), condition: value(relation.condition) };
    case "project":
      return {
        ...relation,
        input: inner(relation.input),
        assignments: relation.assignments.map((entry) => assigned(entry, value)),
      };
    case "aggregate":
      return {
        ...relation,
        input: inner(relation.input),
        keys: relation.keys.map((entry) => assigned(entry, value)),
        items: relation.items.map(
          (item): AggregateItem => ({ ...item, args: item.args.map(value) }),
        ),
      };
    case "sort":
      return {
        ...relation,
        input: inner(relation.input),
        keys: relation.keys.map((key) => ({ ...key, value: value(key.value) })),
      };
    case "take":
      return { ...relation, input: inner(relation.input), count: value(relation.count) };
    case "join":
      return { ...relation, left: inner(relation.left), right: inner(relation.right) };
    case "union":
      return {
        ...relation,
        inputs: relation.inputs.map((branch) => ({
          relation: inner(branch.relation),
          values: branch.values.map(value),
        })),
      };
    case "expand":
      return {
        ...relation,
        input: inner(relation.input),
        items: relation.items.map((item) => ({ ...item, source: value(item.source) })),
      };
    case "compute":
      return { ...relation, input: inner(relation.input), reads: relation.reads.map(value) };
    default:
      return unreachable(relation);
  }
}

function assigned(entry: Assignment, value: (node: Scalar) => Scalar): Assignment {
  return { column: entry.column, value: value(entry.value) };
}

function mapScalar(node: Scalar, change: Change): Scalar {
  switch (node.kind) {
    case "call":
      return { ...node, args: node.args.map((arg) => mapScalar(arg, change)) };
    case "subquery":
      return { ...node, relation: mapRelations(node.relation, change) };
    case "inRelation":
      return {
        ...node,
        needle: mapScalar(node.needle, change),
        relation: mapRelations(node.relation, change),
      };
    case "column":
    case "literal":
    case "now":
    case "timespanStart":
    case "timespanEnd":
      return node;
    default:
      return unreachable(node);
  }
}
