import { foldCase } from "../access/index.ts";
import { groupIdOf, parseResourceId } from "./resource-id.ts";

/**
 * Lets changes of the resources of one group happen one after the other. A change is more than its
 * transaction: identities are made before it and removed after it, and another change of the same
 * resource in between would keep what is about to go.
 */
export class GroupTurns {
  readonly #last: Map<string, Promise<unknown>> = new Map();

  /** Runs `work` when all before it in the id's group have ended, however they ended. */
  async run<Result>(resourceId: string, work: () => Promise<Result>): Promise<Result> {
    const id = parseResourceId(resourceId);
    const key = foldCase((id === undefined ? undefined : groupIdOf(id)) ?? "");
    const before = this.#last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }
}
