import type { RoleDraft } from "../../../access/index.ts";
import { Failure } from "../../../base/index.ts";
import { checkFields, isObject, readObject } from "../check-call.ts";
import type { ScopedCall } from "./scoped-call.ts";

const WHERE = "a role definition";
const SETTABLE = ["roleName", "description", "type", "permissions", "assignableScopes"];
/** Fields of an answer that a client may send back; they cannot be set. */
const READ_ONLY = ["createdOn", "updatedOn", "createdBy", "updatedBy"];
const OPERATION_FIELDS = ["actions", "notActions", "dataActions", "notDataActions"] as const;

/** What the body of a role definition's PUT asks for. @throws {Failure} `arm/invalid-body`, `arm/not-supported`. */
export function readRoleDefinition(call: ScopedCall): RoleDraft {
  const body = readObject(call);
  checkFields(body, ["properties", "id", "name", "type"], WHERE);
  const properties = body["properties"];
  if (!isObject(properties)) throw invalid("properties must be an object");
  checkFields(properties, [...SETTABLE, ...READ_ONLY], WHERE);
  checkNames(call, body, properties);
  return {
    tenantId: call.principal.tenantId,
    id: call.objectName,
    roleName: readText(properties, "roleName"),
    description: readText(properties, "description"),
    assignableScopes: readTexts(properties, "assignableScopes"),
    permissions: readBlocks(properties["permissions"]),
    by: call.principal.objectId,
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** A body that names another role than the path, or another kind of role, asks for two things at once. */
function checkNames(call: ScopedCall, body: Fields, properties: Fields): void {
  const name = readText(body, "name");
  if (name !== "" && name.toLowerCase() !== call.objectName.toLowerCase()) {
    throw invalid("the name is not the one in the path");
  }
  const type = readText(properties, "type");
  if (type !== "" && type.toLowerCase() !== "customrole") {
    throw invalid("properties.type must be CustomRole");
  }
}

function readBlocks(blocks: unknown): RoleDraft["permissions"] {
  if (!Array.isArray(blocks)) throw invalid("properties.permissions must be an array");
  return blocks.map((block: unknown) => {
    if (!isObject(block)) throw invalid("a permission must be an object");
    checkFields(block, [...OPERATION_FIELDS, "condition", "conditionVersion"], "a permission");
    for (const name of ["condition", "conditionVersion"]) {
      if (block[name] === undefined || block[name] === null) continue;
      throw new Failure("arm/not-supported", "a condition of a role", {
        facts: { what: `The field '${name}' of a custom role's permission` },
      });
    }
    const [actions, notActions, dataActions, notDataActions] = OPERATION_FIELDS.map((name) =>
      readTexts(block, name),
    ) as [string[], string[], string[], string[]];
    return { actions, notActions, dataActions, notDataActions };
  });
}

function readText(fields: Fields, name: string): string {
  const value = fields[name] ?? "";
  if (typeof value !== "string") throw invalid(`${name} must be a string`);
  return value;
}

function readTexts(fields: Fields, name: string): string[] {
  const value = fields[name] ?? [];
  const isTexts = Array.isArray(value) && value.every((item) => typeof item === "string");
  if (!isTexts) throw invalid(`${name} must be an array of strings`);
  return value as string[];
}

function invalid(what: string): Failure {
  return new Failure("arm/invalid-body", "the role definition's body is not valid", {
    facts: { reason: `The request content was invalid: ${what}.` },
  });
}
