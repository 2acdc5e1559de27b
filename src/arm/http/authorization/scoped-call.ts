import type { ArmCall } from "../call.ts";

/** A request to a Microsoft.Authorization type: which scope it is about, and which of its objects. */
export interface ScopedCall extends ArmCall {
  readonly armScope: string;
  /** Name of the assignment or definition; empty for a list. */
  readonly objectName: string;
}
