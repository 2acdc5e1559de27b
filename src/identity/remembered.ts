/**
 * What was read from the directory, remembered for as long as the directory has not changed.
 *
 * Holds at most `entriesMax` answers, absent ones included; the oldest leaves first. Callers keep
 * the keys short.
 */
export class Remembered<Value> {
  readonly #version: () => number;
  readonly #entriesMax: number;
  readonly #entries: Map<string, Promise<Value>> = new Map();
  #versionSeen = -1;

  constructor(version: () => number, entriesMax: number) {
    this.#version = version;
    this.#entriesMax = entriesMax;
  }

  get(key: string, load: () => Promise<Value>): Promise<Value> {
    const version = this.#version();
    if (version !== this.#versionSeen) {
      this.#entries.clear();
      this.#versionSeen = version;
    }
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const loading = load();
    if (this.#entries.size >= this.#entriesMax) this.#dropOldest();
    this.#entries.set(key, loading);
    loading.catch(() => {
      if (this.#entries.get(key) === loading) this.#entries.delete(key);
    });
    return loading;
  }

  #dropOldest(): void {
    for (const key of this.#entries.keys()) {
      this.#entries.delete(key);
      return;
    }
  }
}
