import { Failure } from "../base/index.ts";
import type { GraphFailureCode } from "./failure-codes.ts";

/** A failure of this room; longer facts are cut, since they come from requests. */
export function refuse(
  code: GraphFailureCode,
  facts: Readonly<Record<string, string>> = {},
): Failure<GraphFailureCode> {
  const cut = Object.entries(facts).map(([name, value]) => [name, value.slice(0, FACT_MAX)]);
  return new Failure<GraphFailureCode>(code, code, {
    facts: Object.fromEntries(cut) as Record<string, string>,
  });
}

/** Characters of a request that a message quotes. */
const FACT_MAX = 200;
