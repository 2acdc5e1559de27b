/** Closes what was opened, last first, whether the start succeeded or not. */
export class Shutdown {
  readonly #closers: (() => Promise<void> | void)[] = [];

  /** Remembers how to close something that was just opened. */
  add(close: () => Promise<void> | void): void {
    this.#closers.push(close);
  }

  /** Closes everything once; a closer that fails does not keep the others from running. */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (let close = this.#closers.pop(); close !== undefined; close = this.#closers.pop()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, "not everything could be closed");
  }
}
