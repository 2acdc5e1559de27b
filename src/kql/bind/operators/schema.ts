import type { KqlType } from "../../compiled.ts";
import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { Relation } from "../../plan/relation.ts";
import { literal } from "../../plan/scalar.ts";
import type { BindContext, Names } from "../context.ts";

/** .NET's name of each type, as `getschema` prints it. */
const DATA_TYPES: Readonly<Record<KqlType, string>> = {
  bool: "System.SByte",
  datetime: "System.DateTime",
  decimal: "System.Data.SqlTypes.SqlDecimal",
  dynamic: "System.Object",
  guid: "System.Guid",
  int: "System.Int32",
  long: "System.Int64",
  real: "System.Double",
  string: "System.String",
  timespan: "System.TimeSpan",
};

/** `getschema`: a row for each column of the input, whose rows are not read. */
export function bindGetSchema(
  _node: SyntaxNode,
  input: Relation,
  _names: Names,
  context: BindContext,
): Relation {
  return {
    kind: "values",
    columns: [
      context.column("ColumnName", "string"),
      context.column("ColumnOrdinal", "int"),
      context.column("DataType", "string"),
      context.column("ColumnType", "string"),
    ],
    rows: input.columns.map(({ name, type }, place) => [
      literal("string", name),
      literal("int", BigInt(place)),
      literal("string", DATA_TYPES[type]),
      literal("string", type),
    ]),
  };
}
