import type { KqlType } from "../../compiled.ts";
import type { MakeSeries } from "../../functions/make-series.ts";
import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { AggregateItem, Assignment, PlanColumn, Relation } from "../../plan/relation.ts";
import { call, columnRef, literal, type Scalar } from "../../plan/scalar.ts";
import { type BindContext, bindScalar, type Names, nameOf, need, type Scope } from "../context.ts";
import { inferredColumns, parametersOf } from "./parameters.ts";
import { projection } from "./project.ts";
import { bindItem, type Collected, unnamed } from "./summarize.ts";

/** The axis: its value in a row, and what the query says of its ends. */
interface Axis {
  readonly value: Scalar;
  readonly from: Scalar | undefined;
  readonly to: Scalar | undefined;
  readonly step: Scalar;
  /** `in range(…)`: bins are multiples of the step, and the end is part of the series. */
  readonly isRange: boolean;
}

/**
 * `make-series`: for each combination of the keys an array of each aggregate along an axis.
 *
 * Aggregates come from grouping by keys and bin; the arrays from `make_series`, whose first row (the
 * one without a bin) carries the ends of the axis and the defaults.
 */
export function bindMakeSeries(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Relation {
  const kind = parametersOf(node, ["kind"], context).get("kind");
  if (kind !== undefined && kind !== "nonempty") {
    throw context.refuse(`make-series kind=${kind}`, node);
  }
  const scope = { names, columns: input.columns };
  const axis = axisOf(node, scope, context);
  const keys = (node.child("ByClause")?.items("Expressions") ?? []).map((item): Assignment => {
    const value = bindScalar(unnamed(item), scope, context);
    if (value.type === "dynamic") throw context.refuse("make-series by a dynamic value", item);
    return { column: context.column("", value.type), value };
  });
  const found: Collected = { items: [], values: [] };
  const defaults = node.items("Aggregates").map((item) => {
    const before = found.values.length;
    bindItem(need(item, "Expression"), scope, found, context);
    const value = found.values[before];
    if (found.values.length !== before + 1 || value === undefined) {
      throw context.refuse("make-series of an aggregate with several columns", item);
    }
    return defaultOf(item, value.type, names, context);
  });
  const binned = binnedRows(input, axis, keys, found, context);
  const rows = withMarker(binned, keys, defaults, axis, context);
  const inferred = inferredColumns(node, keys.length + defaults.length + 1, context);
  const own: MakeSeries = {
    keys: keys.length,
    series: defaults.length,
    axis: axis.value.type,
    isRange: axis.isRange,
    isNonempty: kind === "nonempty",
  };
  return {
    kind: "compute",
    input: rows,
    name: "make_series",
    reads: rows.columns.map(columnRef),
    settings: JSON.stringify(own),
    columns: inferred.map(({ name }, place) =>
      context.column(name, keys[place]?.column.type ?? "dynamic"),
    ),
  };
}

function axisOf(node: SyntaxNode, scope: Scope, context: BindContext): Axis {
  const on = need(need(node, "OnClause"), "Expression");
  const value = bindScalar(unnamed(on), scope, context);
  const range = need(node, "RangeClause");
  const isRange = range.kind === "MakeSeriesInRangeClause";
  const outside = { names: scope.names, columns: [] };
  const bound = (at: SyntaxNode | undefined): Scalar | undefined => {
    if (at === undefined) return undefined;
    // A column of that name does not hide a `let` name: the ends of an axis have no row.
    const told = at.kind === "NameReference" ? scope.names.get(nameOf(at)) : undefined;
    return told?.kind === "scalar" ? told.value : bindScalar(at, outside, context);
  };
  const [from, to, step] = isRange
    ? need(range, "Arguments").items("Expressions").map(bound)
    : ["From", "To", "Step"].map((end) =>
        bound(range.child(`MakeSeries${end}Clause`)?.child("Expression")),
      );
  const stepType = value.type === "datetime" ? "timespan" : value.type;
  const isWhole = (type: KqlType | undefined): boolean => type === "long" || type === "int";
  const fits = (given: Scalar | undefined, type: KqlType): boolean =>
    given === undefined || given.type === type || (isWhole(given.type) && isWhole(type));
  const isAxis = ["datetime", "int", "long", "timespan"].includes(value.type);
  if (step === undefined || !isAxis || !fits(step, stepType)) {
    throw context.refuse(`make-series on ${value.type} by steps of ${step?.type}`, node);
  }
  if (!fits(from, value.type) || !fits(to, value.type)) {
    throw context.refuse(`make-series on ${value.type} from ${from?.type} to ${to?.type}`, node);
  }
  return { value, from, to, step, isRange };
}

/** What stands where a series has no row: zero, or a value of the aggregate's own type. */
function defaultOf(item: SyntaxNode, type: KqlType, names: Names, context: BindContext): Scalar {
  const given = item.child("DefaultExpression")?.child("Expression");
  const value =
    given === undefined ? literal("long", 0n) : bindScalar(given, { names, columns: [] }, context);
  if (value.type === type || (value.kind === "literal" && value.value === null)) return value;
  if (type === "real" && ["int", "long"].includes(value.type)) return call("toreal", type, [value]);
  if (type === "long" && value.type === "int") return value;
  if (type === "int" && value.type === "long") return value;
  throw context.refuse(`make-series of ${type} with a default of type ${value.type}`, item);
}

/** A row for each combination of keys and bin within the axis, aggregates as arrays of one value. */
function binnedRows(
  input: Relation,
  axis: Axis,
  keys: readonly Assignment[],
  found: Collected,
  context: BindContext,
): Relation {
  const tests: Scalar[] = [call("isnotnull", "bool", [axis.value])];
  if (axis.from !== undefined) tests.push(call(">=", "bool", [axis.value, axis.from]));
  if (axis.to !== undefined) {
    tests.push(call(axis.isRange ? "<=" : "<", "bool", [axis.value, axis.to]));
  }
  const condition = tests.reduce((all, test) => call("and", "bool", [all, test]));
  const filtered: Relation = { kind: "filter", input, condition, columns: input.columns };
  const { type } = axis.value;
  const bin =
    axis.from === undefined || axis.isRange
      ? call("bin", type, [axis.value, axis.step])
      : call("+", type, [
          axis.from,
          call("bin", axis.step.type, [
            call("-", axis.step.type, [axis.value, axis.from]),
            axis.step,
          ]),
        ]);
  const at: Assignment = { column: context.column("", type), value: bin };
  const items: readonly AggregateItem[] = found.items;
  const grouped: Relation = {
    kind: "aggregate",
    input: filtered,
    keys: [...keys, at],
    items,
    columns: [
      ...keys.map((key) => key.column),
      at.column,
      ...items.flatMap((item) => item.outputs),
    ],
  };
  const packed = found.values.map(
    (value): Assignment => ({
      column: context.column("", "dynamic"),
      value: call("pack_array", "dynamic", [value]),
    }),
  );
  return projection(grouped, [
    ...keys.map((key) => passed(key.column, context)),
    passed(at.column, context),
    ...packed,
  ]);
}

function passed(column: PlanColumn, context: BindContext): Assignment {
  return { column: context.column("", column.type), value: columnRef(column) };
}

/** The rows behind one that has no bin, but the ends of the axis and the defaults. */
function withMarker(
  rows: Relation,
  keys: readonly Assignment[],
  defaults: readonly Scalar[],
  axis: Axis,
  context: BindContext,
): Relation {
  const empty = (type: KqlType): Scalar => literal(type, type === "string" ? "" : null);
  const { type } = axis.value;
  const told = [axis.from ?? literal(type, null), axis.to ?? literal(type, null), axis.step];
  const marks = [
    ...keys.map((key) => empty(key.column.type)),
    literal(type, null),
    ...defaults.map((value) => call("pack_array", "dynamic", [value])),
    ...told,
  ];
  const marker: Relation = {
    kind: "values",
    columns: marks.map((mark) => context.column("", mark.type)),
    rows: [marks],
  };
  const columns = marks.map((mark) => context.column("", mark.type));
  return {
    kind: "union",
    inputs: [
      { relation: marker, values: marker.columns.map(columnRef) },
      {
        relation: rows,
        values: [...rows.columns.map(columnRef), ...told.map((end) => literal(end.type, null))],
      },
    ],
    columns,
  };
}
