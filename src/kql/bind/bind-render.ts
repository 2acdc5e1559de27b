import type { Visualization } from "../compiled.ts";
import type { SyntaxNode } from "../parse/syntax-node.ts";
import { type BindContext, nameOf, need } from "./context.ts";

/** The annotation of a final `render`; the client draws. */
export function visualizationOf(
  expression: SyntaxNode,
  context: BindContext,
): Visualization | undefined {
  const last = expression.kind === "PipeExpression" ? expression.child("Operator") : undefined;
  if (last?.kind !== "RenderOperator") return undefined;
  const chart = need(last, "ChartType");
  const parameters = [
    ...(last.child("WithClause")?.items("Properties") ?? []),
    ...last.items("Parameters"),
  ];
  const properties = parameters.map((parameter): [string, string] => [
    nameOf(need(parameter, "Name")),
    context.source(need(parameter, "Expression")).replace(/^(["'])(.*)\1$/s, "$2"),
  ]);
  return { kind: chart.text, properties: Object.fromEntries(properties) };
}
