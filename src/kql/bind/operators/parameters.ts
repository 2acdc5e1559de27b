import type { SyntaxNode } from "../../parse/syntax-node.ts";
import { type BindContext, nameOf, need } from "../context.ts";

/**
 * An operator's parameters as written, by name.
 *
 * Hints only steer how a cluster distributes work, so they are let through; every other parameter
 * that the operator's binder does not name is refused.
 */
export function parametersOf(
  node: SyntaxNode,
  known: readonly string[],
  context: BindContext,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const parameter of node.items("Parameters")) {
    const name = nameOf(need(parameter, "Name"));
    if (name.startsWith("hint.")) continue;
    if (!known.includes(name)) throw context.refuse(`parameter ${name}`, parameter);
    found.set(name, context.source(need(parameter, "Expression")).replace(/^(["'])(.*)\1$/, "$2"));
  }
  return found;
}

/** The columns that the official parser infers for an operator; open schemas are refused. */
export function inferredColumns(
  node: SyntaxNode,
  count: number | undefined,
  context: BindContext,
): readonly { readonly name: string }[] {
  const { columns } = node;
  if (columns === undefined) throw context.refuse("a table whose columns the data decides", node);
  if (count !== undefined && columns.length !== count) {
    throw context.refuse("an operator whose columns cannot be told", node);
  }
  return columns;
}
