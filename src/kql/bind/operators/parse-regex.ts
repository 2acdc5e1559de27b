import type { KqlType } from "../../compiled.ts";
import { groupCount, regexSource } from "../../functions/regex.ts";
import { literalValue } from "../../parse/literal.ts";
import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { BindContext } from "../context.ts";

/** One part of a pattern, as the binder read it. */
export type PatternPart =
  | { readonly kind: "star" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "capture"; readonly type: KqlType };

/** How often the parts of `kind=regex` match is told only in part, so several readings are made. */
export interface RegexPattern {
  readonly source: string;
  /** The group of each capture. */
  readonly groups: readonly number[];
  /** Other readings of what is not published; where they differ the row is refused. */
  readonly readings: readonly string[];
}

const TYPES: readonly KqlType[] = ["datetime", "int", "long", "string"];

/**
 * `kind=regex`: texts are patterns, a column takes as much as it can (as little with the flag U).
 *
 * Source: answers of the service. Whether `*` takes much or little, and whether a pattern without
 * `*` at its ends must fit the whole text, is not known: `readings` hold the others.
 */
export function regexPattern(
  parts: readonly PatternPart[],
  flags: string,
  node: SyntaxNode,
  context: BindContext,
): RegexPattern {
  if (!/^[imsU]*$/.test(flags)) throw context.refuse(`parse flags=${flags}`, node);
  const groups: number[] = [];
  let count = 0;
  const made = parts.map((part): string => {
    if (part.kind === "star") return "*";
    if (part.kind === "capture") {
      if (!TYPES.includes(part.type)) throw context.refuse(`parse into ${part.type}`, node);
      count += 1;
      groups.push(count);
      return part.type === "long" || part.type === "int" ? "(-?\\d+)" : "(.*)";
    }
    if (part.text.replace(/\\.|\((?:[^()\\]|\\.)*\)|\[(?:[^\]\\]|\\.)*\]/g, "").includes("|")) {
      throw context.refuse("parse kind=regex with | in a pattern", node);
    }
    count += groupCount(part.text);
    return regexSource(part.text, "parse kind=regex");
  });
  if (count > 9) throw context.refuse("parse into more than nine groups", node);
  const lead = flags === "" ? "" : `(?${flags})`;
  const [first, last] = [parts[0], parts.at(-1)];
  const [from, to] = [first?.kind === "star" ? 1 : 0, last?.kind === "star" ? -1 : made.length];
  const middle = (star: string): string =>
    made
      .slice(from, to)
      .map((part) => (part === "*" ? star : part))
      .join("");
  const whole = (star: string): string =>
    `${lead}^${from === 1 ? star : ""}${middle(star)}${to === -1 ? "" : "$"}`;
  const isLooseDifferent = from === 0 || to !== -1;
  const readings = [
    ...(made.slice(0, to).includes("*") ? [whole(".*")] : []),
    ...(isLooseDifferent ? [`${lead}${middle(".*?")}`] : []),
  ];
  return { source: whole(".*?"), groups, readings };
}

/** The parts of a pattern of any kind, and the names of its captures. */
export function textOf(node: SyntaxNode): string | undefined {
  const text = literalValue(node);
  return text?.type === "string" ? String(text.value) : undefined;
}
