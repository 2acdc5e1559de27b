import { limits } from "../../base/index.ts";
import type { AttributeName, ConditionNode, Literal, Operand } from "./condition.ts";
import { invalidCondition } from "./condition-failures.ts";
import { type Token, tokenize } from "./tokenize.ts";

/**
 * Takes a condition of version 2.0 apart. Names of operators and logical words have no case.
 *
 * `AND` and `OR` side by side need parentheses, as the service's documents ask for.
 * Source: learn.microsoft.com/azure/role-based-access-control/conditions-format. Assumed: a quote
 * cannot stand inside a quoted text, since no way to write one is documented.
 *
 * @throws {Failure} `access/condition-invalid`.
 */
export function parseCondition(text: string): ConditionNode {
  const { conditionCharactersMax: max } = limits.access;
  if (text.length > max) throw invalidCondition(`it has more than ${max} characters`);
  const reader = new ConditionReader(tokenize(text));
  const node = reader.readLogical(0);
  reader.expectEnd();
  return node;
}

class ConditionReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** Parts joined by one and the same logical word. */
  readLogical(depth: number): ConditionNode {
    const parts = [this.#readTerm(depth)];
    const { kind } = this.#peek();
    if (kind !== "and" && kind !== "or") return parts[0] as ConditionNode;
    while (this.#peek().kind === kind) {
      this.#at += 1;
      parts.push(this.#readTerm(depth));
    }
    const next = this.#peek().kind;
    if (next === "and" || next === "or") {
      throw invalidCondition("AND and OR side by side need parentheses");
    }
    return { kind, parts };
  }

  expectEnd(): void {
    if (this.#peek().kind !== "end") throw this.#unexpected();
  }

  #readTerm(depth: number): ConditionNode {
    const { conditionDepthMax: max } = limits.access;
    if (depth >= max) throw invalidCondition(`it nests deeper than ${max}`);
    const token = this.#peek();
    if (token.kind === "not") {
      this.#at += 1;
      return { kind: "not", part: this.#readTerm(depth + 1) };
    }
    if (this.#takeMark("(")) {
      const inner = this.readLogical(depth + 1);
      this.#expectMark(")");
      return inner;
    }
    return this.#readFunction(token) ?? this.#readComparison();
  }

  #readFunction(token: Token): ConditionNode | undefined {
    if (token.kind !== "word") return undefined;
    switch (token.text.toLowerCase()) {
      case "actionmatches":
        return { kind: "actionMatches", pattern: this.#readPattern() };
      case "suboperationmatches":
        return { kind: "subOperationMatches", pattern: this.#readPattern() };
      case "exists":
        this.#at += 1;
        return { kind: "exists", attribute: this.#readAttribute() };
      default:
        return undefined;
    }
  }

  #readPattern(): string {
    this.#at += 1;
    this.#expectMark("{");
    const token = this.#next();
    if (token.kind !== "text" || token.text.trim() === "") throw this.#unexpected(token);
    this.#expectMark("}");
    return token.text;
  }

  #readComparison(): ConditionNode {
    const left = this.#readOperand();
    const operator = this.#next();
    if (operator.kind !== "word") throw this.#unexpected(operator);
    return { kind: "compare", left, operator: operator.text, right: this.#readOperand() };
  }

  #readOperand(): Operand {
    if (this.#peek().kind === "attribute") {
      return { kind: "attribute", attribute: this.#readAttribute() };
    }
    if (!this.#takeMark("{"))
      return { kind: "values", isSet: false, values: [this.#readLiteral()] };
    const values = [this.#readLiteral()];
    while (this.#takeMark(",")) values.push(this.#readLiteral());
    this.#expectMark("}");
    return { kind: "values", isSet: true, values };
  }

  #readAttribute(): AttributeName {
    const token = this.#next();
    if (token.kind !== "attribute") throw this.#unexpected(token);
    return { source: token.source, path: token.path };
  }

  #readLiteral(): Literal {
    const token = this.#next();
    if (token.kind === "text") return { isQuoted: true, text: token.text };
    if (token.kind === "word") return { isQuoted: false, text: token.text };
    throw this.#unexpected(token);
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: "end" };
  }

  #next(): Token {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }

  #takeMark(text: string): boolean {
    const token = this.#peek();
    if (token.kind !== "mark" || token.text !== text) return false;
    this.#at += 1;
    return true;
  }

  #expectMark(text: string): void {
    if (!this.#takeMark(text)) throw this.#unexpected();
  }

  #unexpected(token: Token = this.#peek()): Error {
    return invalidCondition(`${wordsFor(token)} is not expected there`);
  }
}

function wordsFor(token: Token): string {
  if (token.kind === "end") return "its end";
  if (token.kind === "attribute") return `'@${token.source}[${token.path}]'`;
  return "text" in token ? `'${token.text}'` : `'${token.kind}'`;
}
