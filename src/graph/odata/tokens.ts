import { limits } from "../../base/index.ts";
import { refuse } from "../refuse.ts";
import type { Literal } from "./filter-tree.ts";

/** One word or sign of a query. */
export type Token =
  | { readonly kind: "name"; readonly text: string }
  | { readonly kind: "sign"; readonly text: "(" | ")" | "," | "/" | ":" }
  | { readonly kind: "literal"; readonly literal: Literal };

const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])/iy;
const DATE = /\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?(?:Z|[+-]\d\d:\d\d))?(?![\w-])/iy;
const NUMBER = /-?\d+(?:\.\d+)?(?![\w-])/y;
const NAME = /\$?[A-Za-z_][\w.]*/y;
const TEXT = /'((?:[^']|'')*)'/y;
const SPACE = /\s+/y;
const SIGNS: ReadonlySet<string> = new Set(["(", ")", ",", "/", ":"]);

/**
 * Splits a `$filter` into words.
 *
 * @throws {Failure} `graph/query-malformed`.
 */
export function tokensOf(text: string): readonly Token[] {
  if (text.length > limits.graph.filterCharactersMax) throw malformed("it is too long");
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const space = matchAt(SPACE, text, at);
    if (space !== undefined) {
      at += space[0].length;
      continue;
    }
    const { token, length } = tokenAt(text, at);
    tokens.push(token);
    at += length;
    if (tokens.length > limits.graph.filterTokensMax) throw malformed("it is too long");
  }
  return tokens;
}

function tokenAt(text: string, at: number): { token: Token; length: number } {
  const sign = text.charAt(at);
  if (SIGNS.has(sign)) return { token: { kind: "sign", text: sign as "(" }, length: 1 };
  const quoted = matchAt(TEXT, text, at);
  if (quoted !== undefined) {
    const value = (quoted[1] ?? "").replaceAll("''", "'");
    return { token: literal({ kind: "text", text: value }), length: quoted[0].length };
  }
  const guid = matchAt(GUID, text, at)?.[0];
  if (guid !== undefined) {
    return { token: literal({ kind: "guid", text: guid }), length: guid.length };
  }
  const date = matchAt(DATE, text, at)?.[0];
  if (date !== undefined) {
    return { token: literal({ kind: "dateTime", ms: momentOf(date) }), length: date.length };
  }
  const number = matchAt(NUMBER, text, at)?.[0];
  if (number !== undefined) {
    return { token: literal({ kind: "number", number: Number(number) }), length: number.length };
  }
  const name = matchAt(NAME, text, at)?.[0];
  if (name !== undefined) return { token: nameToken(name), length: name.length };
  throw malformed(`there is a syntax error at character ${at}`);
}

function nameToken(name: string): Token {
  if (name === "true") return literal({ kind: "boolean", isTrue: true });
  if (name === "false") return literal({ kind: "boolean", isTrue: false });
  if (name === "null") return literal({ kind: "null" });
  return { kind: "name", text: name };
}

function literal(value: Literal): Token {
  return { kind: "literal", literal: value };
}

function momentOf(text: string): number {
  const ms = Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text.toUpperCase());
  if (Number.isNaN(ms)) throw malformed("there is no such moment");
  return ms;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  const sticky = new RegExp(pattern.source, pattern.flags);
  sticky.lastIndex = at;
  return sticky.exec(text) ?? undefined;
}

function malformed(reason: string): Error {
  return refuse("graph/query-malformed", { option: "$filter", reason });
}
