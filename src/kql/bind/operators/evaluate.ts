import type { Column } from "../../compiled.ts";
import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { Relation } from "../../plan/relation.ts";
import { type BindContext, type Names, nameOf, need } from "../context.ts";
import { bindBagUnpack } from "../plugins/bag-unpack.ts";
import { bindDcountIntersect } from "../plugins/dcount-intersect.ts";
import { bindIpv4Lookup, bindIpv6Lookup } from "../plugins/ip-lookup.ts";
import { bindNarrow, bindRowsNear, bindSchemaMerge } from "../plugins/passing.ts";
import { bindPivot } from "../plugins/pivot.ts";
import type { PluginBinder } from "../plugins/plugin.ts";
import { timelinePlugins } from "../plugins/timelines.ts";
import { parametersOf } from "./parameters.ts";
import { typeNamed } from "./sources.ts";

const PLUGINS: Readonly<Record<string, PluginBinder>> = {
  bag_unpack: bindBagUnpack,
  dcount_intersect: bindDcountIntersect,
  ipv4_lookup: bindIpv4Lookup,
  ipv6_lookup: bindIpv6Lookup,
  narrow: bindNarrow,
  pivot: bindPivot,
  rows_near: bindRowsNear,
  schema_merge: bindSchemaMerge,
  ...timelinePlugins,
};

/** Names of the plugins that are compiled. */
export const plugins: readonly string[] = Object.keys(PLUGINS);

/** `evaluate`: a plugin's answer over all rows. */
export function bindEvaluate(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Relation {
  parametersOf(node, [], context);
  const call = need(node, "FunctionCall");
  const name = nameOf(need(call, "Name"));
  const bind = PLUGINS[name];
  if (bind === undefined) throw context.refuse(`plugin ${name}`, node);
  const given = call.child("ArgumentList")?.items("Expressions") ?? [];
  const isNamed = (arg: SyntaxNode): boolean => arg.kind === "SimpleNamedExpression";
  return bind({
    node: call,
    input,
    names,
    context,
    args: given.filter((arg) => !isNamed(arg)),
    named: new Map(
      given
        .filter(isNamed)
        .map((arg) => [nameOf(need(arg, "Name")), need(arg, "Expression")] as const),
    ),
    schema: schemaOf(node, context),
    inferred: node.columns,
  });
}

/** The columns that the query declares for the answer. */
function schemaOf(node: SyntaxNode, context: BindContext): readonly Column[] | undefined {
  const schema = node.child("Schema")?.child("Schema");
  if (schema === undefined) return undefined;
  if (schema.child("AsteriskToken") !== undefined) {
    throw context.refuse("evaluate with * in its schema", schema);
  }
  return schema.items("Columns").map((column) => ({
    name: nameOf(need(column, "Name")),
    type: typeNamed(context.source(need(column, "Type")), column, context),
  }));
}
