import type { EngineValue, KqlType } from "../../compiled.ts";
import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { PlanColumn, Relation } from "../../plan/relation.ts";
import { literal, type Scalar } from "../../plan/scalar.ts";
import {
  type BindContext,
  type Binding,
  bindRelation,
  bindScalar,
  type Names,
  nameOf,
  need,
  typeOf,
} from "../context.ts";
import { bindItem } from "../several.ts";
import { inferredColumns, parametersOf } from "./parameters.ts";

/** A table of the catalog, or a name that `let` gave to a table. */
export function bindTable(node: SyntaxNode, names: Names, context: BindContext): Relation {
  const name = nameOf(node);
  const bound = names.get(name);
  if (bound?.kind === "relation") return bound.bind();
  if (bound?.kind === "function") return bindView(name, bound, node, context);
  return bindCatalogTable(name, node, context);
}

/** A view, or another function without parameters, named without brackets. */
export function bindView(
  name: string,
  bound: Extract<Binding, { kind: "function" }>,
  node: SyntaxNode,
  context: BindContext,
): Relation {
  const { declaration } = bound;
  if (need(declaration, "Parameters").items("Parameters").length > 0) {
    throw context.refuse(`function ${name} without arguments`, node);
  }
  const body = need(declaration, "Body");
  let { names } = bound;
  for (const statement of body.items("Statements")) {
    names = context.binders.statement(statement, names, context);
  }
  return bindRelation(need(body, "Expression"), names, context);
}

/** The scan of a table of the catalog. */
export function bindCatalogTable(name: string, node: SyntaxNode, context: BindContext): Relation {
  const table = context.catalog.tables.find((candidate) => candidate.name === name);
  if (table === undefined) throw context.refuse(`the name ${name} as a table`, node);
  return { kind: "scan", table, columns: context.renumbered(table.columns) };
}

/** `print`: one row of unrelated values. */
export function bindPrint(node: SyntaxNode, names: Names, context: BindContext): Relation {
  const values = node
    .items("Expressions")
    .flatMap((item) => bindItem(item, { names, columns: [] }, context))
    .map(({ value }) => value);
  const inferred = inferredColumns(node, values.length, context);
  const columns = values.map((value, index) =>
    context.column(inferred[index]?.name ?? "", value.type),
  );
  return { kind: "values", columns, rows: [values] };
}

/** `range`: numbers, datetimes or timespans a step apart, both ends included. */
export function bindRange(node: SyntaxNode, names: Names, context: BindContext): Relation {
  const scope = { names, columns: [] };
  const [from, to, step] = [
    bindScalar(need(node, "From"), scope, context),
    bindScalar(need(node, "To"), scope, context),
    bindScalar(need(node, "Step"), scope, context),
  ] as const;
  const name = inferredColumns(node, 1, context)[0]?.name ?? "";
  const { type } = from;
  const isStep =
    type === "datetime" ? step.type === "timespan" : isWhole(step.type) || step.type === type;
  const isRange = (to.type === type || (isWhole(type) && isWhole(to.type))) && isStep;
  const isZero = step.kind === "literal" && (step.value === 0n || step.value === 0);
  if (!isRange || isZero || type === "decimal") {
    throw context.refuse(`range of ${type} to ${to.type} by ${step.type}`, node);
  }
  return { kind: "range", columns: [context.column(name, type)], from, to, step };
}

function isWhole(type: KqlType): boolean {
  return type === "int" || type === "long";
}

/** `datatable`: literal rows. */
export function bindDatatable(node: SyntaxNode, names: Names, context: BindContext): Relation {
  parametersOf(node, [], context);
  const columns = need(node, "Schema")
    .items("Columns")
    .map((column) => {
      const type = typeNamed(context.source(need(column, "Type")), column, context);
      return context.column(nameOf(need(column, "Name")), type);
    });
  const values = node.items("Values");
  if (columns.length === 0 || values.length % columns.length !== 0) {
    throw context.wrong("The number of values does not fit the columns", node);
  }
  const rows: Scalar[][] = [];
  values.forEach((value, index) => {
    if (index % columns.length === 0) rows.push([]);
    const column = columns[index % columns.length] as PlanColumn;
    const bound = bindScalar(value, { names, columns: [] }, context);
    rows.at(-1)?.push(converted(bound, column.type, value, context));
  });
  return { kind: "values", columns, rows };
}

const TYPE_NAMES: Readonly<Record<string, KqlType>> = {
  bool: "bool",
  boolean: "bool",
  date: "datetime",
  datetime: "datetime",
  decimal: "decimal",
  double: "real",
  dynamic: "dynamic",
  guid: "guid",
  int: "int",
  int32: "int",
  int64: "long",
  long: "long",
  real: "real",
  string: "string",
  time: "timespan",
  timespan: "timespan",
  uniqueid: "guid",
  uuid: "guid",
};

/** The type of a declared type name. */
export function typeNamed(name: string, node: SyntaxNode, context: BindContext): KqlType {
  const type = TYPE_NAMES[name.trim().toLowerCase()];
  if (type === undefined) throw context.refuse(`type ${name}`, node);
  return type;
}

/** A literal as a column's type; only conversions without loss. */
function converted(value: Scalar, type: KqlType, node: SyntaxNode, context: BindContext): Scalar {
  if (value.type === type) return value;
  if (value.kind !== "literal") {
    throw context.refuse(`${value.type} in a column of type ${type}`, node);
  }
  const plain: EngineValue = value.value;
  if (plain === null) return literal(type, type === "string" ? "" : null);
  const isNumber = typeof plain === "bigint" || typeof plain === "number";
  if (isNumber && type === "real") return literal(type, Number(plain));
  if (typeof plain === "bigint" && isWhole(type)) return literal(type, plain);
  if (isNumber && type === "decimal") return literal(type, String(plain));
  typeOf(node, context);
  throw context.refuse(`${value.type} in a column of type ${type}`, node);
}
