import { Failure } from "../../base/index.ts";
import type { AccessFailureCode } from "../failure-codes.ts";

/** The text is no condition of the language. */
export function invalidCondition(reason: string): Failure {
  return new Failure<AccessFailureCode>("access/condition-invalid", "no such condition", {
    facts: { reason: reason.slice(0, 300) },
  });
}

/** The condition may be right, but asks for what this product cannot evaluate. */
export function unsupportedCondition(what: string): Failure {
  return new Failure<AccessFailureCode>("access/condition-not-supported", "not evaluated", {
    facts: { what: what.slice(0, 300) },
  });
}
