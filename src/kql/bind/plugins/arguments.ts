import type { KqlType } from "../../compiled.ts";
import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { PlanColumn, Relation } from "../../plan/relation.ts";
import type { Scalar } from "../../plan/scalar.ts";
import { bindScalar } from "../context.ts";
import type { PluginCall } from "./plugin.ts";

/** The column of the input, or of another table, that an argument names. */
export function columnArgument(
  { args, names, context, node, input }: PluginCall,
  place: number,
  of: Relation = input,
): PlanColumn {
  const arg = args[place];
  const value = arg && bindScalar(arg, { names, columns: of.columns }, context);
  const id = value?.kind === "column" ? value.id : undefined;
  const column = of.columns.find((candidate) => candidate.id === id);
  if (column === undefined) {
    throw context.refuse("a plugin with other than a column here", arg ?? node);
  }
  return column;
}

/** An argument that is the same for all rows. */
export function constantArgument(
  { args, names, context, node }: PluginCall,
  place: number,
): Scalar {
  const arg = args[place];
  if (arg === undefined) throw context.wrong("The plugin lacks an argument", node);
  return bindScalar(arg, { names, columns: [] }, context);
}

/** A value that the plan itself needs to know. */
export function literalArgument(
  { names, context }: PluginCall,
  arg: SyntaxNode,
  type: KqlType,
): bigint | number | string | boolean {
  const value = bindScalar(arg, { names, columns: [] }, context);
  if (value.kind !== "literal" || value.type !== type || value.value === null) {
    throw context.refuse(`a plugin with other than a ${type} constant here`, arg);
  }
  return value.value;
}

/** Refuses arguments by names that the plugin's binder does not know, and a declared schema. */
export function onlyNamed(
  { named, context, node, schema }: PluginCall,
  known: readonly string[],
): void {
  const unknown = [...named.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) throw context.refuse(`a plugin with ${unknown} by name`, node);
  if (schema !== undefined) throw context.refuse("this plugin with a declared schema", node);
}

/** Columns of the answer, named as the official parser names them. */
export function answerColumns(
  { inferred, context, node }: PluginCall,
  types: readonly KqlType[],
): readonly PlanColumn[] {
  if (inferred?.length !== types.length) {
    throw context.refuse("a plugin whose columns cannot be told", node);
  }
  return types.map((type, place) => context.column(inferred[place]?.name ?? "", type));
}
