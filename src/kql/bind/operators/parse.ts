import type { KqlType } from "../../compiled.ts";
import { literalValue } from "../../parse/literal.ts";
import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { Relation } from "../../plan/relation.ts";
import { call, literal, type Scalar } from "../../plan/scalar.ts";
import { type BindContext, bindScalar, type Names, nameOf, need } from "../context.ts";
import { inferredColumns, parametersOf } from "./parameters.ts";
import { type PatternPart, regexPattern, textOf } from "./parse-regex.ts";
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
  /** The group of each capture, where they are not counted through. */
  readonly groups?: readonly number[];
  readonly readings?: readonly string[];
}

const KINDS: readonly string[] = ["simple", "relaxed", "regex"];

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
  isOrderHidden: boolean,
): Relation {
  const parameters = parametersOf(node, ["kind", "flags"], context);
  const kind = parameters.get("kind") ?? "simple";
  const flags = parameters.get("flags");
  if (flags !== undefined && kind !== "regex") throw context.refuse("parse flags", node);
  const isWhere = node.kind === "ParseWhereOperator";
  if (!KINDS.includes(kind) || (isWhere && kind === "relaxed")) {
    throw context.refuse(`parse kind=${kind}`, node);
  }
  const scope = { names, columns: input.columns };
  const text = bindScalar(need(node, "Expression"), scope, context);
  if (text.type !== "string") throw context.refuse(`parse of ${text.type}`, node);
  const items = node.items("Patterns");
  const pattern =
    kind === "regex" ? ofRegex(items, flags ?? "", node, context) : patternOf(items, context);
  const source = literal("string", pattern.source);
  const fields = pattern.captures.map((capture, index): Scalar => {
    const place = literal("long", BigInt(pattern.groups?.[index] ?? index + 1));
    const group = call("parse field", "string", [text, source, place]);
    return capture.type === "string"
      ? group
      : call("parsed as", capture.type, [group, literal("string", capture.type)]);
  });
  const typed = fields.filter((field) => field.type !== "string");
  const isMatch =
    pattern.readings === undefined || pattern.readings.length === 0
      ? call("parse match", "bool", [text, source])
      : oneReading(text, pattern);
  const isRead = typed.reduce<Scalar>(
    (all, field) => call("and", "bool", [all, call("isnotnull", "bool", [field])]),
    isMatch,
  );
  const added = pattern.captures.map(({ name, type }, index) => {
    const field = fields[index] ?? literal(type, null);
    const none = literal(type, type === "string" ? "" : null);
    const isPartial = kind === "relaxed" || (typed.length === 0 && kind !== "regex");
    return { name, value: isPartial ? field : call("iff", type, [isRead, field, none]) };
  });
  const inferred = inferredColumns(node, undefined, context).map((column) => column.name);
  const rows: Relation = isWhere
    ? { kind: "filter", input, condition: isRead, columns: input.columns }
    : input;
  const replaced = added.filter(({ name }) => input.columns.some((column) => column.name === name));
  if (replaced.length > 0 && !isOrderHidden) {
    throw context.refuse("parse into a column that is there already, in an answer", node);
  }
  return projection(
    rows,
    extension(node, rows, added, replaced.length > 0 ? replacing(inferred) : inferred, context),
  );
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

/**
 * Column names, each once. Where a column of that name stands is not published; later steps must
 * not show it.
 */
function replacing(inferred: readonly string[]): readonly string[] {
  return [...new Set(inferred)];
}

function ofRegex(
  items: readonly SyntaxNode[],
  flags: string,
  node: SyntaxNode,
  context: BindContext,
): Pattern {
  const captures: Capture[] = [];
  const parts = items.map((item): PatternPart => {
    if (item.kind === "StarExpression") return { kind: "star" };
    const text = textOf(item);
    if (text !== undefined) return { kind: "text", text };
    const capture = captureOf(item, context);
    captures.push(capture);
    return { kind: "capture", type: capture.type };
  });
  return { captures, ...regexPattern(parts, flags, node, context) };
}

/** Whether the pattern matches; fails where another reading of it gives other fields. */
function oneReading(text: Scalar, { source, groups = [], readings = [] }: Pattern): Scalar {
  return call("parse match in one way", "bool", [
    text,
    literal("string", source),
    literal("string", groups.join(",")),
    ...readings.map((reading) => literal("string", reading)),
  ]);
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
