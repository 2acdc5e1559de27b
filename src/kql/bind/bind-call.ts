import { aggregateFunction, scalarFunction } from "../functions/table.ts";
import type { SyntaxNode } from "../parse/syntax-node.ts";
import type { PlanColumn } from "../plan/relation.ts";
import { call, columnRef, literal, type Scalar } from "../plan/scalar.ts";
import { bodyNames } from "./bind-function.ts";
import { bindBinAuto, bindChance, bindExtractJson, bindIsColumn } from "./bind-special.ts";
import {
  type BindContext,
  bindRelation,
  bindScalar,
  nameOf,
  need,
  type Scope,
  typeOf,
} from "./context.ts";

/** Functions that need more than their arguments' values. */
const SPECIAL: Readonly<
  Record<string, (node: SyntaxNode, scope: Scope, context: BindContext) => Scalar>
> = {
  bag_pack_columns: bindPackColumns,
  ago: (node, scope, context) =>
    call("-", "datetime", [{ kind: "now", type: "datetime" }, ...argsOf(node, scope, context)]),
  bin_auto: bindBinAuto,
  column_ifexists: bindColumnIfExists,
  column_names_of: bindColumnNames,
  columnifexists: bindColumnIfExists,
  datetime_diff: bindDatetimeDiff,
  extract: bindExtract,
  extract_json: bindExtractJson,
  extractjson: bindExtractJson,
  iscolumnexists: bindIsColumn,
  new_guid: bindChance("new_guid", "guid"),
  now: bindNow,
  pack_all: bindPackAll,
  row_window_session: bindSession,
  rand: bindChance("rand", "real"),
  percentile_tdigest: bindPercentile,
};

/** Names that the binder writes itself, beside the rows of the table. */
export const specialFunctions: readonly string[] = Object.keys(SPECIAL);

/** The plan of a function call: a row of the table, an aggregate, or a user function's body. */
export function bindCall(node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  const name = nameOf(need(node, "Name"));
  switch (node.symbolKind) {
    case "aggregate":
      return bindAggregate(name, node, scope, context);
    case "function":
    case "variable":
      return bindUserFunction(node, scope, context);
    default:
      break;
  }
  const special = SPECIAL[name];
  if (special !== undefined) return special(node, scope, context);
  const row = scalarFunction(name);
  if (row === undefined) throw context.refuse(`function ${name}`, node);
  const args = argsOf(node, scope, context);
  const type = row.returns === "inferred" ? typeOf(node, context) : row.returns;
  return call(name, type, args);
}

/** A call's arguments, in order. */
export function argsOf(node: SyntaxNode, scope: Scope, context: BindContext): readonly Scalar[] {
  return argumentNodes(node).map((arg) => {
    if (arg.kind === "SimpleNamedExpression") {
      throw context.refuse("a named argument of a built-in function", arg);
    }
    return bindScalar(arg, scope, context);
  });
}

function argumentNodes(node: SyntaxNode): readonly SyntaxNode[] {
  return node.child("ArgumentList")?.items("Expressions") ?? [];
}

function bindNow(node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  const now: Scalar = { kind: "now", type: "datetime" };
  const args = argsOf(node, scope, context);
  return args.length === 0 ? now : call("+", "datetime", [now, ...args]);
}

/** The optional type converts the value, which is dynamic without it. */
function bindPercentile(node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  const nodes = argumentNodes(node);
  const args = nodes.slice(0, 2).map((arg) => bindScalar(arg, scope, context));
  const found = call("percentile_tdigest", "dynamic", args);
  if (nodes.length < 3) return found;
  const type = typeOf(node, context);
  if (type !== "long" && type !== "int" && type !== "real") {
    throw context.refuse(`percentile_tdigest to ${type}`, node);
  }
  return call(`to${type}`, type, [found]);
}

function bindColumnIfExists(node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  const [name, otherwise] = argsOf(node, scope, context);
  if (name?.kind !== "literal" || otherwise === undefined) {
    throw context.refuse("column_ifexists with a name that is not a literal", node);
  }
  const found = scope.columns.find((column) => column.name === name.value);
  return found === undefined ? otherwise : columnRef(found);
}

/** Weeks between moments are a real, everything else a long. */
function bindDatetimeDiff(node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  const args = argsOf(node, scope, context);
  const [unit] = args;
  const isWeek = unit?.kind === "literal" && String(unit.value).toLowerCase() === "week";
  return isWeek
    ? call("datetime_diff in weeks", "real", args.slice(1))
    : call("datetime_diff", "long", args);
}

/** extract's optional type converts the text that was found. */
function bindExtract(node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  const nodes = argumentNodes(node);
  const args = nodes.slice(0, 3).map((arg) => bindScalar(arg, scope, context));
  const found = call("extract", "string", args);
  if (nodes.length < 4) return found;
  const type = typeOf(node, context);
  return type === "string" ? found : call(`to${type}`, type, [found]);
}

/** `pack_all(true)` leaves out what is null or empty. */
function bindPackAll(node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  const [ignores] = argsOf(node, scope, context);
  if (ignores !== undefined && (ignores.kind !== "literal" || ignores.type !== "bool")) {
    throw context.refuse("pack_all by a computed value", node);
  }
  const ignoresEmpty = ignores?.kind === "literal" && ignores.value === true;
  return packed(scope.columns, ignoresEmpty ? "pack what is not empty" : "bag_pack", context);
}

function packed(columns: readonly PlanColumn[], row: string, context: BindContext): Scalar {
  context.refuseDoubtful(columns);
  const pairs = columns.flatMap((column) => [literal("string", column.name), columnRef(column)]);
  return call(row, "dynamic", pairs);
}

function bindPackColumns(node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  const columns = argumentNodes(node).map((arg) => {
    const found = scope.columns.find(
      (column) => arg.kind === "NameReference" && column.name === nameOf(arg),
    );
    if (found === undefined) throw context.refuse("bag_pack_columns of an expression", arg);
    return found;
  });
  return packed(columns, "bag_pack", context);
}

function bindColumnNames(node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  const [table] = argumentNodes(node);
  if (table?.isTabular !== true) throw context.refuse("column_names_of a value", node);
  const { columns } = bindRelation(table, scope.names, context);
  return literal("dynamic", JSON.stringify(columns.map((column) => column.name)));
}

/** Each session begins where the one before is known, which no expression of a row can say. */
function bindSession(node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  if (scope.below === undefined) throw context.refuse("row_window_session in this place", node);
  const args = argsOf(node, scope, context);
  const types = args.map((arg) => arg.type).join(" ");
  if (!/^datetime timespan timespan(?: bool)?$/.test(types)) {
    throw context.refuse(`row_window_session of ${types}`, node);
  }
  return columnRef(scope.below("row_window_session", args, "datetime"));
}

function bindAggregate(name: string, node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  const row = aggregateFunction(name);
  const { collect } = scope;
  if (row === undefined || collect === undefined) throw context.refuse(`aggregate ${name}`, node);
  const { collect: _, ...inner } = scope;
  const args = argsOf(node, inner, context);
  const type = row.returns === "inferred" ? typeOf(node, context) : row.returns;
  return columnRef(collect({ name, args }, type));
}

function bindUserFunction(node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  const { body, names } = bodyNames(node, scope, context);
  const expression = body.child("Expression");
  if (expression === undefined || expression.isTabular) {
    throw context.refuse("a table-valued function as a value", node);
  }
  return bindScalar(expression, { ...scope, names }, context);
}
