import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { Relation } from "../../plan/relation.ts";
import type { BindContext, Names } from "../context.ts";

/** `parse` and `parse-where`. */
export function bindParse(
  node: SyntaxNode,
  _input: Relation,
  _names: Names,
  context: BindContext,
): Relation {
  throw context.refuse(
    node.kind === "ParseOperator" ? "operator parse" : "operator parse-where",
    node,
  );
}
