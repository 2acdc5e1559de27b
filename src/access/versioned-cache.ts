/**
 * Answers of the store, remembered until its version moves; bounded by dropping the oldest.
 *
 * Source of truth stays the store: an answer read under an older version is never kept.
 */
export class VersionedCache<Value> {
  readonly #version: () => number;
  readonly #sizeMax: number;
  readonly #entries: Map<string, Value> = new Map();
  #filledAt = -1;

  constructor(version: () => number, sizeMax: number) {
    this.#version = version;
    this.#sizeMax = sizeMax;
  }

  get(key: string): Value | undefined {
    this.#forgetWhenMoved();
    return this.#entries.get(key);
  }

  /** Keeps `value` if the store still has the version it had before the value was read. */
  set(key: string, value: Value, versionBefore: number): void {
    this.#forgetWhenMoved();
    if (versionBefore !== this.#filledAt) return;
    const oldest = this.#entries.keys().next();
    if (this.#entries.size >= this.#sizeMax && oldest.done !== true) {
      this.#entries.delete(oldest.value);
    }
    this.#entries.set(key, value);
  }

  #forgetWhenMoved(): void {
    const version = this.#version();
    if (version === this.#filledAt) return;
    this.#entries.clear();
    this.#filledAt = version;
  }
}
