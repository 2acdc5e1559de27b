/** Changing it changes every demo row of every table. */
const SEED = 0x1a_c0_70_50;

/**
 * Numbers that look random and depend only on what they are asked for: the same name and bucket
 * give the same sequence on every machine and in every run.
 */
export class DemoRandom {
  #state: number;

  constructor(name: string, bucket: number) {
    this.#state = mix(mix(hashName(name), Math.floor(bucket / 4_294_967_296)), bucket >>> 0);
  }

  /** At least 0, below 1. */
  next(): number {
    return this.#bits() / 4_294_967_296;
  }

  /** A whole number from 0 up to and without `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of a list that is not empty. */
  pick<const List extends readonly unknown[]>(list: List): List[number] {
    return list[this.below(list.length)];
  }

  /** Picks with the weight that stands first in each pair. */
  weighted<T>(list: readonly [readonly [number, T], ...(readonly [number, T])[]]): T {
    let left = this.next() * list.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of list) {
      left -= weight;
      if (left < 0) return value;
    }
    return list[0][1];
  }

  /** How many events happen where `mean` are expected. */
  count(mean: number): number {
    const limit = Math.exp(-Math.min(mean, 50));
    let events = 0;
    for (let product = this.next(); product > limit; product *= this.next()) events += 1;
    return events;
  }

  /** Times such as request durations have: many short, few long. */
  skewed(typical: number): number {
    const sum = this.next() + this.next() + this.next() - 1.5;
    return Math.round(typical * Math.exp(sum * 1.4) * 10) / 10;
  }

  hex(bytes: number): string {
    let text = "";
    while (text.length < bytes * 2) text += this.#bits().toString(16).padStart(8, "0");
    return text.slice(0, bytes * 2);
  }

  guid(): string {
    const hex = this.hex(16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  #bits(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return (bits ^ (bits >>> 14)) >>> 0;
  }
}

function hashName(name: string): number {
  let hash = SEED;
  for (let index = 0; index < name.length; index += 1) hash = mix(hash, name.charCodeAt(index));
  return hash;
}

function mix(state: number, value: number): number {
  let bits = Math.imul(state ^ value, 0x9e3779b1);
  bits ^= bits >>> 15;
  bits = Math.imul(bits, 0x85ebca6b);
  return (bits ^ (bits >>> 13)) >>> 0;
}
