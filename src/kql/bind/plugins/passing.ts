import type { KqlType } from "../../compiled.ts";
import type { NearRows } from "../../functions/plugins/passing.ts";
import type { PlanColumn, Relation } from "../../plan/relation.ts";
import { call, columnRef, literal, type Scalar } from "../../plan/scalar.ts";
import { bindScalar } from "../context.ts";
import { answerColumns, literalArgument, onlyNamed } from "./arguments.ts";
import type { PluginCall } from "./plugin.ts";

/** Types whose text in `narrow`'s answers is known. Source: the table in its page. */
const NARROWED: Readonly<Partial<Record<KqlType, (value: Scalar) => Scalar>>> = {
  bool: (value) => call("tostring", "string", [value]),
  datetime: (value) =>
    call("format_datetime", "string", [value, literal("string", "yyyy-MM-dd HH:mm:ss.fffffff")]),
  guid: (value) => call("tostring", "string", [value]),
  int: (value) => call("tostring", "string", [value]),
  long: (value) => call("tostring", "string", [value]),
  string: (value) => value,
};

/** `narrow`: a row for each cell, with the cell's text. */
export function bindNarrow(plugin: PluginCall): Relation {
  const { input, args, context, node } = plugin;
  onlyNamed(plugin, []);
  if (args.length > 0) throw context.wrong("narrow takes no arguments", node);
  const reads = input.columns.map((column) => {
    const text = NARROWED[column.type];
    if (text === undefined) throw context.refuse(`narrow of a ${column.type} column`, node);
    return text(columnRef(column));
  });
  const own = input.columns.map(({ name, type }) => ({ name, isBool: type === "bool" }));
  return {
    kind: "compute",
    input,
    name: "narrow",
    reads,
    settings: JSON.stringify(own),
    columns: answerColumns(plugin, ["long", "string", "string"]),
  };
}

/** `rows_near`: rows that are few rows before or after one that meets a condition. */
export function bindRowsNear(plugin: PluginCall): Relation {
  const { input, args, names, context, node } = plugin;
  onlyNamed(plugin, []);
  const [condition, before, after] = args;
  if (condition === undefined || before === undefined || args.length > 3) {
    throw context.wrong("rows_near: a condition and a number of rows are needed", node);
  }
  const test = bindScalar(condition, { names, columns: input.columns }, context);
  if (test.type !== "bool") throw context.refuse(`${test.type} as a condition`, condition);
  const count = (at: typeof before): number => Number(literalArgument(plugin, at, "long"));
  const own: NearRows = { before: count(before), after: count(after ?? before) };
  if (own.before < 0 || own.after < 0) throw context.refuse("rows_near with negative counts", node);
  return {
    kind: "compute",
    input,
    name: "rows_near",
    reads: [test, ...input.columns.map(columnRef)],
    settings: JSON.stringify(own),
    columns: input.columns.map(({ name, type }) => context.column(name, type)),
  };
}

const SCHEMA: readonly (readonly [string, KqlType])[] = [
  ["ColumnName", "string"],
  ["ColumnOrdinal", "int"],
  ["DataType", "string"],
  ["ColumnType", "string"],
];

/** `schema_merge`: one schema of several that `getschema` told. */
export function bindSchemaMerge(plugin: PluginCall): Relation {
  const { input, args, named, context, node } = plugin;
  onlyNamed(plugin, ["PreserveOrder"]);
  const given = named.get("PreserveOrder") ?? args[0];
  if (args.length + named.size > 1) throw context.wrong("schema_merge: too many arguments", node);
  const keepsOrder = given === undefined ? true : literalArgument(plugin, given, "bool");
  const columns = SCHEMA.map(([name, type]): PlanColumn => {
    const column = input.columns.find((each) => each.name === name && each.type === type);
    if (column === undefined)
      throw context.refuse("schema_merge of other than getschema's rows", node);
    return column;
  });
  return {
    kind: "compute",
    input,
    name: "schema_merge",
    reads: columns.map(columnRef),
    settings: JSON.stringify({ keepsOrder }),
    columns: SCHEMA.map(([name, type]) =>
      context.column(name, name === "ColumnOrdinal" ? "long" : type),
    ),
  };
}
