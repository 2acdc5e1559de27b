import type { AttributeSource } from "./condition.ts";
import { invalidCondition } from "./condition-failures.ts";

/** A piece of a condition's text. */
export type Token =
  | { readonly kind: "mark"; readonly text: "(" | ")" | "{" | "}" | "," }
  | { readonly kind: "and" | "or" | "not" | "end" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "attribute"; readonly source: AttributeSource; readonly path: string }
  | { readonly kind: "word"; readonly text: string };

const TOKEN =
  /\s*(?:([(){},])|(&&|\|\||!)|'([^']*)'|@([A-Za-z]+)\[([^\]]+)\]|([A-Za-z0-9_:.+-]+))/y;
const SIGNS = { "&&": "and", "||": "or", "!": "not" } as const;
const WORDS = new Map([
  ["and", "and"],
  ["or", "or"],
  ["not", "not"],
] as const);
const SOURCES = new Map<string, AttributeSource>([
  ["request", "Request"],
  ["resource", "Resource"],
  ["principal", "Principal"],
  ["environment", "Environment"],
]);

/** Cuts a condition into tokens, the last of kind `end`. @throws {Failure} `access/condition-invalid`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  const length = text.trimEnd().length;
  while (pattern.lastIndex < length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null)
      throw invalidCondition(`there is no reading it from character ${at + 1} on`);
    tokens.push(tokenOf(match));
  }
  return [...tokens, { kind: "end" }];
}

function tokenOf([, mark, sign, quoted, source, path, word]: RegExpExecArray): Token {
  if (mark !== undefined) return { kind: "mark", text: mark as "(" | ")" | "{" | "}" | "," };
  if (sign !== undefined) return { kind: SIGNS[sign as keyof typeof SIGNS] };
  if (quoted !== undefined) return { kind: "text", text: quoted };
  if (source !== undefined && path !== undefined) return attributeOf(source, path);
  const text = word ?? "";
  const logical = WORDS.get(text.toLowerCase() as "and");
  return logical === undefined ? { kind: "word", text } : { kind: logical };
}

function attributeOf(written: string, path: string): Token {
  const source = SOURCES.get(written.toLowerCase());
  if (source === undefined) throw invalidCondition(`'@${written}' is no source of attributes`);
  return { kind: "attribute", source, path };
}
