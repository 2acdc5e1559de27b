import type { SyntaxNode } from "../parse/syntax-node.ts";
import type { Relation } from "../plan/relation.ts";
import { call, columnRef, literal, type Scalar } from "../plan/scalar.ts";
import { type BindContext, bindScalar, type Names, nameOf, need, type Scope } from "./context.ts";

/** One output of an item in a list of expressions. */
export interface NamedValue {
  /** Empty where the service makes up a name. */
  readonly name: string;
  readonly value: Scalar;
}

/**
 * The values of `expression`, `name = expression` or `(name, …) = expression`, one or several.
 *
 * With fewer names than values `project` gives all of them. Of other operators the reference says
 * that they give those with names, the official parser that they give all; the others may not be
 * shown, so that the answer is the same either way.
 */
export function bindItem(
  item: SyntaxNode,
  scope: Scope,
  context: BindContext,
  isProject = false,
): readonly NamedValue[] {
  const names = namesOf(item);
  const node = names === undefined ? item : need(item, "Expression");
  const parts = node.columns ?? [];
  if (parts.length < 2) {
    if (names !== undefined && names.length > 1) {
      throw context.refuse("several names for one value", item);
    }
    return [{ name: names?.[0] ?? item.resultName, value: bindScalar(node, scope, context) }];
  }
  if (names !== undefined && !isProject) {
    for (const { name } of parts.slice(names.length)) context.doubt(name);
  }
  const all = bindScalar(node, scope, context);
  return parts.map(({ type = "dynamic" }, place) => {
    const found = call("part of several", "dynamic", [all, literal("long", BigInt(place))]);
    const value = type === "dynamic" ? found : call(`to${type}`, type, [found]);
    return { name: names?.[place] ?? "", value };
  });
}

function namesOf(item: SyntaxNode): readonly string[] | undefined {
  if (item.kind === "SimpleNamedExpression") return [nameOf(need(item, "Name"))];
  if (item.kind !== "CompoundNamedExpression") return undefined;
  return need(item, "Names").items("Names").map(nameOf);
}

/** The values of several items, and the input with the columns that they need below. */
export function bindItems(
  items: readonly SyntaxNode[],
  input: Relation,
  names: Names,
  context: BindContext,
  isProject = false,
): { readonly input: Relation; readonly bound: readonly NamedValue[] } {
  let below = input;
  const scope: Scope = {
    names,
    columns: input.columns,
    below: (name, args, type) => {
      const column = context.column("", type);
      const kept = below.columns;
      const reads = [...kept.map(columnRef), ...args];
      const settings = JSON.stringify({ kept: kept.length });
      below = {
        kind: "compute",
        input: below,
        name,
        reads,
        settings,
        columns: [...kept, column],
      };
      return column;
    },
  };
  const bound = items.flatMap((item) => bindItem(item, scope, context, isProject));
  return { input: below, bound };
}
