import { limits } from "../base/index.ts";
import type { RoleAssignmentRow } from "../storage/index.ts";
import { foldCase } from "./arm-scope.ts";

/** The assignments that ended last, so that a refusal can name what is not there any more. */
export class EndedRows {
  readonly #rows: RoleAssignmentRow[] = [];

  /** Remembers rows that the store forgets. */
  readonly note = (rows: readonly RoleAssignmentRow[]): void => {
    this.#rows.push(...rows);
    const surplus = this.#rows.length - limits.access.endedRememberedMax;
    if (surplus > 0) this.#rows.splice(0, surplus);
  };

  /** Those of some principals that the store does not have any more. */
  of(
    principalIds: readonly string[],
    stored: readonly RoleAssignmentRow[],
  ): readonly RoleAssignmentRow[] {
    const ids = new Set(principalIds.map(foldCase));
    const present = new Set(stored.map((row) => row.rowId));
    return this.#rows.filter((row) => ids.has(row.principalId) && !present.has(row.rowId));
  }
}
