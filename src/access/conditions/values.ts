import type { Literal } from "./condition.ts";
import { invalidCondition } from "./condition-failures.ts";
import type { ConditionValue, ValueType } from "./operators.ts";

/** A literal as a value of the type that its operator compares. @throws {Failure} `access/condition-invalid`. */
export function readLiteral(literal: Literal, type: ValueType): ConditionValue {
  const value = read(literal, type);
  if (value !== undefined) return value;
  throw invalidCondition(`'${literal.text}' is not a value that is compared as ${type}`);
}

/** 32 hex digits in lower case; undefined for what is no GUID. */
export function readGuid(text: string): string | undefined {
  const isGuid = /^(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(text);
  return isGuid ? text.replaceAll("-", "").toLowerCase() : undefined;
}

/** A moment in the form that moments are compared in; `ms` since 1970. */
export function dateTimeOf(ms: number): string {
  return new Date(ms).toISOString().replace(/Z$/, "0000Z");
}

/** Assumed: GUIDs may stand in quotes as well; the documents show them without. */
function read({ isQuoted, text }: Literal, type: ValueType): ConditionValue | undefined {
  switch (type) {
    case "string":
      return isQuoted ? text : undefined;
    case "guid":
      return readGuid(text);
    case "numeric":
      return isQuoted ? undefined : readInteger(text);
    case "bool":
      return isQuoted
        ? undefined
        : new Map([["true", true] as const, ["false", false] as const]).get(
            text.toLowerCase() as "true",
          );
    default:
      return isQuoted ? readDateTime(text) : undefined;
  }
}

function readInteger(text: string): number | undefined {
  const number = /^[+-]?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

function readDateTime(text: string): string | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?Z$/.exec(text);
  const seconds = match?.[1];
  if (seconds === undefined) return undefined;
  const ms = Date.parse(`${seconds}Z`);
  // A day that the month does not have is moved into the next month when it is read.
  if (Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(seconds)) return undefined;
  return `${seconds}.${(match?.[2] ?? "").padEnd(7, "0")}Z`;
}
