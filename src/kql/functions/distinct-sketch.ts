/**
 * A count of different values that can be merged: the hashes themselves while they are few, and
 * HyperLogLog registers after that.
 *
 * Source of the accuracies: learn.microsoft.com/kusto/query/dcount-aggregation-function.
 */
export interface DistinctSketch {
  /** The registers' number as a power of two. */
  readonly bits: number;
  /** While they are few; undefined in the other form. */
  readonly hashes: ReadonlySet<number> | undefined;
  readonly registers: Uint8Array | undefined;
}

/** Registers for each accuracy from 0 to 4, as powers of two. */
const BITS: readonly number[] = [12, 14, 16, 17, 18];
/** Hashes that are kept as they are; counts up to here are exact but for like hashes. */
const HASHES_MAX = 8_192;
/** Bits of a hash: what a number holds without loss. */
const HASH_BITS = 52;

/** An empty sketch. @returns undefined for an accuracy that there is not. */
export function emptySketch(accuracy: number): DistinctSketch | undefined {
  const bits = BITS[accuracy];
  return bits === undefined ? undefined : { bits, hashes: new Set(), registers: undefined };
}

/** The sketch of some values' texts. */
export function sketchOf(texts: Iterable<string>, empty: DistinctSketch): DistinctSketch {
  return withHashes(empty, hashesOf(texts));
}

function* hashesOf(texts: Iterable<string>): Iterable<number> {
  for (const text of texts) yield hash52(text);
}

/** Both sketches' values together, as accurate as the less accurate of them. */
export function mergeSketches(a: DistinctSketch, b: DistinctSketch): DistinctSketch {
  if (a.hashes !== undefined) return withHashes(narrowed(b, a.bits), a.hashes);
  if (b.hashes !== undefined) return withHashes(narrowed(a, b.bits), b.hashes);
  const [left, right] = [narrowed(a, b.bits), narrowed(b, a.bits)];
  const registers = Uint8Array.from(left.registers ?? [], (rank, place) =>
    Math.max(rank, right.registers?.[place] ?? 0),
  );
  return { bits: left.bits, hashes: undefined, registers };
}

/**
 * How many different values it has seen.
 *
 * Source: Ertl, New cardinality estimation algorithms for HyperLogLog sketches (2017), the improved
 * raw estimator, which has no bias between the ranges.
 */
export function countOf({ bits, hashes, registers }: DistinctSketch): number {
  if (hashes !== undefined) return hashes.size;
  const size = 2 ** bits;
  const most = HASH_BITS - bits;
  const ofRank = new Array<number>(most + 2).fill(0);
  for (const rank of registers ?? []) ofRank[rank] = (ofRank[rank] ?? 0) + 1;
  let sum = size * tau(1 - (ofRank[most + 1] ?? 0) / size);
  for (let rank = most; rank >= 1; rank -= 1) sum = 0.5 * (sum + (ofRank[rank] ?? 0));
  sum += size * sigma((ofRank[0] ?? 0) / size);
  return Math.round(((size / (2 * Math.LN2)) * size) / sum);
}

/** The share of registers that are still empty, as the estimator counts it. */
function sigma(share: number): number {
  if (share === 1) return Number.POSITIVE_INFINITY;
  let [power, factor, sum, before] = [share, 1, share, Number.NaN];
  while (sum !== before) {
    power *= power;
    before = sum;
    sum += power * factor;
    factor += factor;
  }
  return sum;
}

/** The same for registers that can count no further. */
function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let [root, factor, sum, before] = [share, 1, 1 - share, Number.NaN];
  while (sum !== before) {
    root = Math.sqrt(root);
    before = sum;
    factor *= 0.5;
    sum -= (1 - root) ** 2 * factor;
  }
  return sum / 3;
}

function withHashes(sketch: DistinctSketch, added: Iterable<number>): DistinctSketch {
  const { bits } = sketch;
  const hashes = new Set(sketch.hashes);
  let registers = sketch.registers === undefined ? undefined : Uint8Array.from(sketch.registers);
  for (const hash of added) {
    if (registers !== undefined) note(registers, bits, hash);
    else {
      hashes.add(hash);
      if (hashes.size > HASHES_MAX) {
        registers = new Uint8Array(2 ** bits);
        for (const kept of hashes) note(registers, bits, kept);
      }
    }
  }
  return registers === undefined
    ? { bits, hashes, registers }
    : { bits, hashes: undefined, registers };
}

/** The first bits choose a register, which keeps the longest run of zeros among the others. */
function note(registers: Uint8Array, bits: number, hash: number): void {
  const rest = 2 ** (HASH_BITS - bits);
  const place = Math.floor(hash / rest);
  const tail = hash % rest;
  const rank = tail === 0 ? HASH_BITS - bits + 1 : HASH_BITS - bits - Math.floor(Math.log2(tail));
  if (rank > (registers[place] ?? 0)) registers[place] = rank;
}

/** The same with fewer registers: neighbours become one. */
function narrowed(sketch: DistinctSketch, bits: number): DistinctSketch {
  const { registers } = sketch;
  if (bits >= sketch.bits) return sketch;
  if (registers === undefined) return { ...sketch, bits };
  const factor = 2 ** (sketch.bits - bits);
  const made = new Uint8Array(2 ** bits);
  for (const [place, rank] of registers.entries()) {
    if (rank === 0) continue;
    const inner = place % factor;
    // What chose between the neighbours comes before the zeros that were counted.
    const lead = sketch.bits - bits;
    const joined = inner === 0 ? rank + lead : lead - Math.floor(Math.log2(inner));
    const target = Math.floor(place / factor);
    if (joined > (made[target] ?? 0)) made[target] = joined;
  }
  return { bits, hashes: undefined, registers: made };
}

/** Two 32-bit mixes of a text, 52 bits of them. Source: the public-domain cyrb53 and MurmurHash3. */
function hash52(text: string): number {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let place = 0; place < text.length; place += 1) {
    const unit = text.charCodeAt(place);
    a = Math.imul(a ^ unit, 2_654_435_761);
    b = Math.imul(b ^ unit, 1_597_334_677);
  }
  a = mixed(a) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = mixed(b) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return (b >>> 12) * 2 ** 32 + (a >>> 0);
}

function mixed(value: number): number {
  let made = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  made = Math.imul(made ^ (made >>> 13), 0xc2b2ae35);
  return made ^ (made >>> 16);
}
