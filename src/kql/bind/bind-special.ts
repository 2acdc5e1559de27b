import type { SyntaxNode } from "../parse/syntax-node.ts";
import { call, literal, type Scalar } from "../plan/scalar.ts";
import { type BindContext, bindScalar, type Scope, typeOf } from "./context.ts";

const argumentNodes = (node: SyntaxNode): readonly SyntaxNode[] =>
  node.child("ArgumentList")?.items("Expressions") ?? [];

/** `$`, then names and indexes. */
const PATH = /^\$(?:\.[A-Za-z_]\w*|\[\d{1,9}\]|\[(?:'[^'\\]*'|"[^"\\]*")\])*$/;

/** extract_json: a part of a JSON text, converted to the type that the call names. */
export function bindExtractJson(node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  const [pathNode, sourceNode] = argumentNodes(node);
  if (pathNode === undefined || sourceNode === undefined) {
    throw context.refuse("extract_json in this form", node);
  }
  const path = bindScalar(pathNode, scope, context);
  const source = bindScalar(sourceNode, scope, context);
  if (path.kind !== "literal" || !PATH.test(String(path.value))) {
    throw context.refuse("extract_json by this path", pathNode);
  }
  const steps = [...String(path.value).matchAll(/\.(\w+)|\[(\d+)\]|\[['"]([^'"]*)['"]\]/g)];
  const part = call("path", "dynamic", [
    call("parse_json", "dynamic", [source]),
    ...steps.map(([, name, index, quoted]) =>
      index === undefined
        ? literal("string", name ?? quoted ?? "")
        : literal("long", BigInt(index)),
    ),
  ]);
  const type = typeOf(node, context);
  return type === "dynamic" ? part : call(`to${type}`, type, [part]);
}

/** iscolumnexists: whether the rows have a column. */
export function bindIsColumn(node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  const [nameNode] = argumentNodes(node);
  const name = nameNode === undefined ? undefined : bindScalar(nameNode, scope, context);
  if (name?.kind !== "literal" || name.type !== "string") {
    throw context.refuse("iscolumnexists with a name that is not a literal", node);
  }
  return literal(
    "bool",
    scope.columns.some((column) => column.name === name.value),
  );
}

/** rand and new_guid: the call's place in the text keeps two of them apart. */
export function bindChance(name: "new_guid" | "rand", type: "guid" | "real") {
  return (node: SyntaxNode, scope: Scope, context: BindContext): Scalar => {
    const drawn = call(name, type, [literal("long", BigInt(node.start))]);
    const [most] = argumentNodes(node).map((arg) => bindScalar(arg, scope, context));
    if (most === undefined) return drawn;
    if (most.kind !== "literal" || typeof most.value !== "bigint" || most.value < 2n) {
      throw context.refuse(`${name} of this kind`, node);
    }
    const scaled = call("*", "real", [drawn, literal("real", Number(most.value))]);
    return call("bin", "real", [scaled, literal("real", 1)]);
  };
}

/** Options of bin_auto: the size of a bin, and where one begins. */
export const binAutoOptions: readonly string[] = ["query_bin_auto_size", "query_bin_auto_at"];

/** Key of an option among the names, which no name in a query can be. */
export function optionKey(option: string): string {
  return `set ${option}`;
}

/** bin_auto: bins whose size and place the query has set. */
export function bindBinAuto(node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  const [size, at] = binAutoOptions.map((option) => scope.names.get(optionKey(option)));
  const values = argumentNodes(node).map((arg) => bindScalar(arg, scope, context));
  if (size?.kind !== "scalar" || at?.kind !== "scalar" || values.length !== 1) {
    throw context.refuse("bin_auto without its size and place set before", node);
  }
  return call("bin_at", values[0]?.type ?? "long", [...values, size.value, at.value]);
}
