import type { KqlType } from "../../compiled.ts";
import { literalValue } from "../../parse/literal.ts";
import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { Relation } from "../../plan/relation.ts";
import { call, literal, type Scalar } from "../../plan/scalar.ts";
import { type BindContext, bindScalar, type Names, nameOf, need } from "../context.ts";
import { inferredColumns, parametersOf } from "./parameters.ts";
import { extension, projection } from "./project.ts";
import { typeNamed } from "./sources.ts";

interface Capture {
  readonly name: string;
  readonly type: KqlType;
}

/** A pattern as one regular expression with a group for each column. */
interface Pattern {
  readonly source: string;
  readonly captures: readonly Capture[];
}

const KINDS: readonly string[] = ["simple", "relaxed"];

/** Columns that `parse` can type; the service's shapes for the others are not published. */
const TYPES: readonly KqlType[] = [
  "bool",
  "datetime",
  "guid",
  "int",
  "long",
  "real",
  "string",
  "timespan",
];

/**
 * `parse` and `parse-where` with plain text: all columns or none. `kind=relaxed` converts each by
 * itself.
 */
export function bindParse(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Relation {
  const kind = parametersOf(node, ["kind"], context).get("kind") ?? "simple";
  const isWhere = node.kind === "ParseWhereOperator";
  if (!KINDS.includes(kind) || (isWhere && kind === "relaxed")) {
    throw context.refuse(`parse kind=${kind}`, node);
  }
  const scope = { names, columns: input.columns };
  const text = bindScalar(need(node, "Expression"), scope, context);
  if (text.type !== "string") throw context.refuse(`parse of ${text.type}`, node);
  const pattern = patternOf(node.items("Patterns"), context);
  const source = literal("string", pattern.source);
  const fields = pattern.captures.map((capture, index): Scalar => {
    const group = call("parse field", "string", [text, source, literal("long", BigInt(index + 1))]);
    return capture.type === "string"
      ? group
      : call("parsed as", capture.type, [group, literal("string", capture.type)]);
  });
  const typed = fields.filter((field) => field.type !== "string");
  const isMatch = call("parse match", "bool", [text, source]);
  const isRead = typed.reduce<Scalar>(
    (all, field) => call("and", "bool", [all, call("isnotnull", "bool", [field])]),
    isMatch,
  );
  const added = pattern.captures.map(({ name, type }, index) => {
    const field = fields[index] ?? literal(type, null);
    const none = literal(type, type === "string" ? "" : null);
    const isPartial = kind === "relaxed" || typed.length === 0;
    return { name, value: isPartial ? field : call("iff", type, [isRead, field, none]) };
  });
  const inferred = inferredColumns(node, undefined, context).map((column) => column.name);
  const rows: Relation = isWhere
    ? { kind: "filter", input, condition: isRead, columns: input.columns }
    : input;
  return projection(rows, extension(node, rows, added, inferred, context));
}

/**
 * Text stands for itself, `*` skips as little as it can, a column takes as little as it can; a whole
 * number before `*` takes the digits, which are optional before a final `*`.
 */
function patternOf(items: readonly SyntaxNode[], context: BindContext): Pattern {
  let source = "^";
  const captures: Capture[] = [];
  items.forEach((item, index) => {
    const next = items[index + 1];
    if (item.kind === "StarExpression") {
      if (next !== undefined) source += "(?s:.*?)";
      return;
    }
    const text = literalValue(item);
    if (text?.type === "string") {
      source += escaped(String(text.value));
      return;
    }
    const capture = captureOf(item, context);
    captures.push(capture);
    source += groupOf(capture, item, next, index + 2 === items.length, context);
  });
  if (items.at(-1)?.kind !== "StarExpression") source += "$";
  if (captures.length > 9) throw context.refuse("parse into more than nine columns", items[0]);
  return { source, captures };
}

function groupOf(
  capture: Capture,
  item: SyntaxNode,
  next: SyntaxNode | undefined,
  isBeforeLast: boolean,
  context: BindContext,
): string {
  if (next?.kind.startsWith("Name") === true) {
    throw context.refuse("parse with two columns in a row", item);
  }
  if (next?.kind !== "StarExpression") return "((?s:.*?))";
  if (capture.type !== "long" && capture.type !== "int") {
    throw context.refuse(`parse with * after a column of type ${capture.type}`, item);
  }
  return `(\\s*[-+]?[0-9]+)${isBeforeLast ? "?" : ""}`;
}

function captureOf(item: SyntaxNode, context: BindContext): Capture {
  const isTyped = item.kind === "NameAndTypeDeclaration";
  if (!isTyped && item.kind !== "NameDeclaration") {
    throw context.refuse("parse with a computed pattern", item);
  }
  const type = isTyped ? typeNamed(context.source(need(item, "Type")), item, context) : "string";
  if (!TYPES.includes(type)) throw context.refuse(`parse into ${type}`, item);
  return { name: nameOf(isTyped ? need(item, "Name") : item), type };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}
