import { isoFromTicks, timespanText } from "../../base/index.ts";
import { literalValue } from "../parse/literal.ts";
import type { SyntaxNode } from "../parse/syntax-node.ts";
import { type BindContext, need } from "./context.ts";

/** JSON text of a `dynamic(…)` literal, without spaces; null for `dynamic(null)`. */
export function dynamicLiteral(node: SyntaxNode, context: BindContext): string | null {
  const text = jsonOf(node, context);
  return text === "null" ? null : text;
}

function jsonOf(node: SyntaxNode, context: BindContext): string {
  return context.nested(node, () => {
    switch (node.kind) {
      case "JsonArrayExpression":
        return `[${node
          .items("Values")
          .map((value) => jsonOf(value, context))
          .join(",")}]`;
      case "JsonObjectExpression":
        return `{${node
          .items("Pairs")
          .map((pair) => pairOf(pair, context))
          .join(",")}}`;
      case "DynamicExpression":
        return jsonOf(need(node, "Expression"), context);
      default:
        return leafOf(node, context);
    }
  });
}

function pairOf(pair: SyntaxNode, context: BindContext): string {
  return `${JSON.stringify(need(pair, "Name").valueText)}:${jsonOf(need(pair, "Value"), context)}`;
}

function leafOf(node: SyntaxNode, context: BindContext): string {
  if (node.kind === "NullLiteralExpression") return "null";
  if (node.kind === "UnaryMinusExpression") return `-${jsonOf(need(node, "Expression"), context)}`;
  const found = literalValue(node);
  if (found?.value === null) return "null";
  const { type, value } = found ?? {};
  if (type === "string") return JSON.stringify(value);
  if (typeof value === "boolean") return String(value);
  if (type === "datetime" && typeof value === "bigint") return JSON.stringify(fullIso(value));
  if (type === "timespan" && typeof value === "bigint") return JSON.stringify(timespanText(value));
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" && Number.isFinite(value)) return realJson(value);
  if (type === "guid") return JSON.stringify(value);
  throw context.refuse(`${context.source(node)} inside a dynamic literal`, node);
}

function realJson(value: number): string {
  const text = JSON.stringify(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function fullIso(ticks: bigint): string {
  const [head, tail] = isoFromTicks(ticks).replace("Z", "").split(".");
  return `${head}.${(tail ?? "").padEnd(7, "0")}Z`;
}
