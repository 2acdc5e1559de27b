/**
 * A dynamic value taken apart: whole numbers are bigint and lose no digit, reals are numbers, and
 * bags are maps, which keep the order of their names whatever they are called.
 */
export type JsonValue =
  | bigint
  | boolean
  | number
  | string
  | null
  | readonly JsonValue[]
  | ReadonlyMap<string, JsonValue>;

/** A bag of names and values. */
export type JsonBag = ReadonlyMap<string, JsonValue>;

/** Nesting that a dynamic value may have. Assumed: what recursion takes on the engine's threads. */
const DEPTH_MAX = 500;

const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?\d+(\.\d+)?([eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const PLAIN_STRING = /"[^"\\]*"/y;
const ESCAPED_STRING = /"(?:[^"\\]|\\.)*"/sy;

const WORDS: Readonly<Record<string, JsonValue>> = { true: true, false: false, null: null };

/** Reads the JSON text of a dynamic value. @throws {SyntaxError} for what is no JSON. */
export function parseValue(text: string): JsonValue {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

/** The elements of an array; undefined for every other value. */
export function parseArray(text: string): readonly JsonValue[] | undefined {
  if (text.charCodeAt(text.search(/\S/)) !== 91) return undefined;
  const value = parseValue(text);
  return Array.isArray(value) ? value : undefined;
}

/** The names and values of a bag; undefined for every other value. */
export function parseBag(text: string): JsonBag | undefined {
  if (text.charCodeAt(text.search(/\S/)) !== 123) return undefined;
  const value = parseValue(text);
  return isBag(value) ? value : undefined;
}

/** JSON text as a dynamic value is held: without spaces, a real always told from a whole number. */
export function printValue(value: JsonValue): string {
  if (value === null) return "null";
  switch (typeof value) {
    case "bigint":
    case "boolean":
      return String(value);
    case "number":
      return printReal(value);
    case "string":
      return JSON.stringify(value);
    default:
      return isBag(value) ? printBag(value) : printArray(value as readonly JsonValue[]);
  }
}

export function printArray(values: readonly JsonValue[]): string {
  return `[${values.map(printValue).join(",")}]`;
}

export function printBag(bag: JsonBag): string {
  const pairs = Array.from(bag, ([name, value]) => `${JSON.stringify(name)}:${printValue(value)}`);
  return `{${pairs.join(",")}}`;
}

/** A real with its point; what JSON has no number for is the text that KQL prints. */
function printReal(value: number): string {
  if (!Number.isFinite(value)) return JSON.stringify(String(value));
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

export function isBag(value: JsonValue): value is JsonBag {
  return value instanceof Map;
}

/** Equality by value: numbers of both kinds meet, and the order of a bag's names does not count. */
export function sameValue(a: JsonValue, b: JsonValue): boolean {
  return keyOf(a) === keyOf(b);
}

/** A text that is the same for equal values only; for sets and maps of dynamic values. */
export function keyOf(value: JsonValue): string {
  if (typeof value === "number" && Number.isInteger(value)) return String(BigInt(value));
  if (Array.isArray(value)) return `[${value.map(keyOf).join(",")}]`;
  if (value === null || typeof value !== "object") return printValue(value);
  const pairs = Array.from(
    value as JsonBag,
    ([name, item]) => `${JSON.stringify(name)}:${keyOf(item)}`,
  );
  return `{${pairs.sort().join(",")}}`;
}

/** Reads one text from left to right. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): JsonValue {
    if (depth > DEPTH_MAX) throw new RangeError("a dynamic value is nested too deep");
    this.#skip();
    const first = this.#text[this.#at];
    if (first === "{") return this.#bag(depth);
    if (first === "[") return this.#array(depth);
    if (first === '"') return this.#string();
    const word = this.#take(WORD);
    if (word !== undefined) return WORDS[word] ?? null;
    return numberOf(this.#take(NUMBER) ?? this.#fail());
  }

  end(): void {
    this.#skip();
    if (this.#at < this.#text.length) this.#fail();
  }

  #array(depth: number): readonly JsonValue[] {
    const values: JsonValue[] = [];
    this.#at += 1;
    if (this.#passes("]")) return values;
    do values.push(this.value(depth + 1));
    while (this.#passes(","));
    this.#expect("]");
    return values;
  }

  #bag(depth: number): JsonBag {
    const pairs = new Map<string, JsonValue>();
    this.#at += 1;
    if (this.#passes("}")) return pairs;
    do {
      this.#skip();
      const name = this.#string();
      this.#expect(":");
      pairs.set(name, this.value(depth + 1));
    } while (this.#passes(","));
    this.#expect("}");
    return pairs;
  }

  #string(): string {
    const plain = this.#take(PLAIN_STRING);
    if (plain !== undefined) return plain.slice(1, -1);
    return JSON.parse(this.#take(ESCAPED_STRING) ?? this.#fail()) as string;
  }

  #skip(): void {
    const code = this.#text.charCodeAt(this.#at);
    if (code > 32 || Number.isNaN(code)) return;
    this.#take(SPACE);
  }

  #passes(mark: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== mark) return false;
    this.#at += 1;
    return true;
  }

  #expect(mark: string): void {
    if (!this.#passes(mark)) this.#fail();
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #fail(): never {
    throw new SyntaxError(`no JSON at ${this.#at}`);
  }
}

function numberOf(text: string): bigint | number {
  return /[.eE]/.test(text) ? Number(text) : BigInt(text);
}
