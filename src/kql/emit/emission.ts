import type { Relation } from "../plan/relation.ts";
import type { Parameters, ScalarScope } from "./scalars.ts";

/** What the steps of one statement share. */
export interface Emission {
  readonly parameters: Parameters;
  /** A name that no other step uses. */
  fresh(): string;
  relation(relation: Relation): string;
  scope(): ScalarScope;
}
