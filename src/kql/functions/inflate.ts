import { refuse } from "./define.ts";

/** Bytes that a text may grow to. Assumed: a string of the service holds 1 MiB by default. */
const OUTPUT_MAX = 16_777_216;

/** Source: RFC 1951, sections 3.2.5 and 3.2.7. */
const LENGTH_BITS = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
];
const DISTANCE_BITS = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const LONGEST_CODE = 15;
const LENGTH_FIRST = 3;
const LENGTH_LAST = 258;

/** What stands before each step of a table whose steps have these numbers of bits. */
function bases(bits: readonly number[], first: number): readonly number[] {
  let sum = first;
  return bits.map((each) => {
    const base = sum;
    sum += 2 ** each;
    return base;
  });
}

const LENGTHS: readonly number[] = [...bases(LENGTH_BITS, LENGTH_FIRST).slice(0, -1), LENGTH_LAST];
const DISTANCES: readonly number[] = bases(DISTANCE_BITS, 1);

/** Thrown inside for what is no deflate stream. */
class Damaged extends Error {}

/** A prefix code: how many codes each length has, and the symbols in the codes' order. */
interface Code {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

function codeOf(lengths: readonly number[]): Code {
  const counts = Array.from({ length: LONGEST_CODE + 1 }, () => 0);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  counts[0] = 0;
  const symbols = lengths
    .map((length, symbol) => ({ length, symbol }))
    .filter(({ length }) => length > 0)
    .sort((a, b) => a.length - b.length || a.symbol - b.symbol)
    .map(({ symbol }) => symbol);
  return { counts, symbols };
}

const FIXED_LENGTHS: readonly number[] = Array.from({ length: 288 }, (_, symbol) =>
  symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8,
);

/** Reads a stream bit by bit into `bytes`. */
class Inflation {
  readonly #from: Uint8Array;
  #place: number;
  #bit = 0;
  readonly bytes: number[] = [];

  constructor(from: Uint8Array, start: number) {
    this.#from = from;
    this.#place = start;
  }

  /** Where the bytes after the stream begin. */
  run(): number {
    for (let isLast = false; !isLast; ) {
      isLast = this.#bits(1) === 1;
      const kind = this.#bits(2);
      if (kind === 0) this.#stored();
      else if (kind === 1)
        this.#coded(codeOf(FIXED_LENGTHS), codeOf(Array.from({ length: 30 }, () => 5)));
      else if (kind === 2) this.#coded(...this.#tables());
      else throw new Damaged();
    }
    return this.#bit === 0 ? this.#place : this.#place + 1;
  }

  #bits(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index += 1) {
      const byte = this.#from[this.#place];
      if (byte === undefined) throw new Damaged();
      value |= ((byte >> this.#bit) & 1) << index;
      this.#bit = (this.#bit + 1) & 7;
      if (this.#bit === 0) this.#place += 1;
    }
    return value;
  }

  #symbol({ counts, symbols }: Code): number {
    let [code, first, index] = [0, 0, 0];
    for (let length = 1; length <= LONGEST_CODE; length += 1) {
      code = (code << 1) | this.#bits(1);
      const count = counts[length] ?? 0;
      const symbol = code - first < count ? symbols[index + code - first] : undefined;
      if (symbol !== undefined && code >= first) return symbol;
      index += count;
      first = (first + count) << 1;
    }
    throw new Damaged();
  }

  #stored(): void {
    if (this.#bit > 0) [this.#bit, this.#place] = [0, this.#place + 1];
    const length = this.#bits(16);
    if (this.#bits(16) !== (length ^ 0xffff)) throw new Damaged();
    for (let index = 0; index < length; index += 1) this.#put(this.#bits(8));
  }

  #tables(): [Code, Code] {
    const [literals, distances, codes] = [
      this.#bits(5) + 257,
      this.#bits(5) + 1,
      this.#bits(4) + 4,
    ];
    const short = CODE_ORDER.map(() => 0);
    for (const symbol of CODE_ORDER.slice(0, codes)) short[symbol] = this.#bits(3);
    const code = codeOf(short);
    const lengths: number[] = [];
    while (lengths.length < literals + distances)
      lengths.push(...this.#lengths(code, lengths.at(-1)));
    if (lengths.length > literals + distances) throw new Damaged();
    return [codeOf(lengths.slice(0, literals)), codeOf(lengths.slice(literals))];
  }

  #lengths(code: Code, before: number | undefined): readonly number[] {
    const repeated = (value: number | undefined, times: number): readonly number[] => {
      if (value === undefined) throw new Damaged();
      return Array.from({ length: times }, () => value);
    };
    const symbol = this.#symbol(code);
    if (symbol === 16) return repeated(before, 3 + this.#bits(2));
    if (symbol === 17) return repeated(0, 3 + this.#bits(3));
    return symbol === 18 ? repeated(0, 11 + this.#bits(7)) : [symbol];
  }

  #coded(literals: Code, distances: Code): void {
    for (let symbol = this.#symbol(literals); symbol !== 256; symbol = this.#symbol(literals)) {
      if (symbol < 256) this.#put(symbol);
      else this.#copy(symbol - 257, distances);
    }
  }

  #copy(step: number, distances: Code): void {
    const length = (LENGTHS[step] ?? Number.NaN) + this.#bits(LENGTH_BITS[step] ?? 0);
    const far = this.#symbol(distances);
    const start =
      this.bytes.length - (DISTANCES[far] ?? Number.NaN) - this.#bits(DISTANCE_BITS[far] ?? 0);
    if (!(start >= 0) || Number.isNaN(length)) throw new Damaged();
    for (let index = 0; index < length; index += 1) this.#put(this.bytes[start + index] ?? 0);
  }

  #put(byte: number): void {
    if (this.bytes.length >= OUTPUT_MAX) refuse("a compressed text of this size");
    this.bytes.push(byte);
  }
}

/** The bytes of a deflate stream and where it ended; undefined for what is none. */
export function inflate(
  from: Uint8Array,
  start: number,
): { readonly bytes: Uint8Array; readonly end: number } | undefined {
  const inflation = new Inflation(from, start);
  try {
    const end = inflation.run();
    return { bytes: Uint8Array.from(inflation.bytes), end };
  } catch (error) {
    if (error instanceof Damaged) return undefined;
    throw error;
  }
}

/** Source: RFC 1950, section 8.2. */
export function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return b * 65_536 + a;
}

/** Source: RFC 1952, section 8. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return ~crc >>> 0;
}
