import { limits } from "../../base/index.ts";
import { refuse } from "../refuse.ts";
import type { CompareOperator, FilterNode, Literal, Path, TextFunction } from "./filter-tree.ts";
import { type Token, tokensOf } from "./tokens.ts";

const OPERATORS: ReadonlySet<string> = new Set(["eq", "ne", "gt", "ge", "lt", "le"]);
const FUNCTIONS: ReadonlyMap<string, TextFunction> = new Map([
  ["startswith", "startsWith"],
  ["endswith", "endsWith"],
  ["contains", "contains"],
]);

/**
 * Reads a `$filter`.
 *
 * Source: OASIS OData 4.01, URL conventions, section 5.1.1; of it what Graph has for directory
 * objects. Operators and functions are known in any case, as Graph's own examples write them.
 *
 * @throws {Failure} `graph/query-malformed`, `graph/query-unsupported`.
 */
export function parseFilter(text: string): FilterNode {
  const reader = new Reader(tokensOf(text));
  const tree = reader.readOr(0);
  reader.requireEnd();
  return tree;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  readOr(depth: number): FilterNode {
    return this.#readChain("or", () => this.#readChain("and", () => this.#readUnary(depth)));
  }

  requireEnd(): void {
    if (this.#at < this.#tokens.length) throw malformed("there is a syntax error at its end");
  }

  #readChain(word: "and" | "or", readOperand: () => FilterNode): FilterNode {
    const first = readOperand();
    const operands = [first];
    while (this.#takeWord(word)) operands.push(readOperand());
    return operands.length === 1 ? first : { kind: word, operands };
  }

  #readUnary(depth: number): FilterNode {
    if (depth > limits.graph.filterDepthMax) throw malformed("it nests too deep");
    if (this.#takeWord("not")) return { kind: "not", operand: this.#readUnary(depth + 1) };
    if (this.#takeSign("(")) {
      const inner = this.readOr(depth + 1);
      this.#requireSign(")");
      return inner;
    }
    return this.#readTerm(depth);
  }

  #readTerm(depth: number): FilterNode {
    const path = this.#readPath();
    if (!this.#takeSign("(")) return this.#readComparison(path);
    const name = path.at(-1) ?? "";
    if (path.length === 1) return this.#readCall(name);
    if (name.toLowerCase() !== "any") throw unsupported(`the operator '${name}'`);
    return this.#readAny(path.slice(0, -1), depth);
  }

  #readCall(name: string): FilterNode {
    const called = FUNCTIONS.get(name.toLowerCase());
    if (called === undefined) throw unsupported(`the function '${name}'`);
    const path = this.#readPath();
    this.#requireSign(",");
    const literal = this.#readLiteral();
    this.#requireSign(")");
    return { kind: "call", name: called, path, literal };
  }

  #readAny(path: Path, depth: number): FilterNode {
    const variable = this.#readName();
    this.#requireSign(":");
    const predicate = this.readOr(depth + 1);
    this.#requireSign(")");
    return { kind: "any", path, variable, predicate };
  }

  #readComparison(path: Path): FilterNode {
    const word = this.#readName().toLowerCase();
    if (word === "in") return { kind: "in", path, literals: this.#readList() };
    if (!OPERATORS.has(word)) throw malformed(`'${word}' is not an operator`);
    return {
      kind: "compare",
      path,
      operator: word as CompareOperator,
      literal: this.#readLiteral(),
    };
  }

  #readList(): readonly Literal[] {
    this.#requireSign("(");
    const literals = [this.#readLiteral()];
    while (this.#takeSign(",")) literals.push(this.#readLiteral());
    this.#requireSign(")");
    return literals;
  }

  #readPath(): Path {
    const names = [this.#readName()];
    while (this.#takeSign("/")) names.push(this.#readName());
    return names;
  }

  #readName(): string {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "name") throw malformed("a name is missing");
    this.#at += 1;
    return token.text;
  }

  #readLiteral(): Literal {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "literal") throw malformed("a value is missing");
    this.#at += 1;
    return token.literal;
  }

  #takeWord(word: string): boolean {
    const token = this.#tokens[this.#at];
    const isWord = token?.kind === "name" && token.text.toLowerCase() === word;
    if (isWord) this.#at += 1;
    return isWord;
  }

  #takeSign(sign: string): boolean {
    const token = this.#tokens[this.#at];
    const isSign = token?.kind === "sign" && token.text === sign;
    if (isSign) this.#at += 1;
    return isSign;
  }

  #requireSign(sign: string): void {
    if (!this.#takeSign(sign)) throw malformed(`'${sign}' is missing`);
  }
}

function malformed(reason: string): Error {
  return refuse("graph/query-malformed", { option: "$filter", reason });
}

function unsupported(what: string): Error {
  return refuse("graph/query-unsupported", { reason: `${what} is not supported in $filter.` });
}
