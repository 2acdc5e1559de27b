import { Failure } from "../../../base/index.ts";
import { checkFields, isObject, readObject } from "../check-call.ts";
import type { ScopedCall } from "./scoped-call.ts";

/** What the body of a role assignment's PUT asks for. */
export interface WantedAssignment {
  readonly roleDefinitionId: string;
  readonly principalId: string;
  readonly principalType: string | undefined;
  readonly description: string | undefined;
  readonly condition: string | undefined;
  readonly conditionVersion: string | undefined;
}

/** Fields of an answer that a client may send back; they cannot be set. */
const READ_ONLY = ["scope", "createdOn", "updatedOn", "createdBy", "updatedBy"];
const SETTABLE = [
  "roleDefinitionId",
  "principalId",
  "principalType",
  "description",
  "condition",
  "conditionVersion",
];
/** Null or false in these is what the product does anyway. */
const ONLY_EMPTY = ["delegatedManagedIdentityResourceId", "canDelegate"];

/** @throws {Failure} `arm/invalid-body`, `arm/not-supported`. */
export function readAssignment(call: ScopedCall): WantedAssignment {
  const body = readObject(call);
  checkFields(body, ["properties", "id", "name", "type"], "a role assignment");
  const properties = body["properties"];
  if (!isObject(properties)) throw invalid("properties must be an object");
  checkFields(properties, [...READ_ONLY, ...SETTABLE, ...ONLY_EMPTY], "a role assignment");
  for (const name of ONLY_EMPTY) {
    const value = properties[name];
    if (value === undefined || value === null || value === false) continue;
    throw new Failure("arm/not-supported", "unknown field", {
      facts: { what: `The field '${name}' of a role assignment` },
    });
  }
  return {
    roleDefinitionId: requiredText(properties, "roleDefinitionId"),
    principalId: requiredText(properties, "principalId"),
    principalType: optionalText(properties, "principalType"),
    description: optionalText(properties, "description"),
    condition: optionalText(properties, "condition"),
    conditionVersion: optionalText(properties, "conditionVersion"),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function requiredText(properties: Fields, name: string): string {
  const value = optionalText(properties, name);
  if (value === undefined) throw invalid(`properties.${name} is required`);
  return value;
}

function optionalText(properties: Fields, name: string): string | undefined {
  const value = properties[name];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "string") throw invalid(`properties.${name} must be a string`);
  return value;
}

function invalid(what: string): Failure {
  return new Failure("arm/invalid-body", "the assignment's body is not valid", {
    facts: { reason: `The request content was invalid: ${what}.` },
  });
}
