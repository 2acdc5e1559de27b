import { foldCase } from "../../access/index.ts";
import { Failure } from "../../base/index.ts";
import { reservedWordIn } from "../kept/reserved-names.ts";
import type { NameCheck, ResourceType } from "../resource-type.ts";
import { nameOfType } from "../type-registry.ts";
import { subscriptionVersions } from "./api-versions.ts";
import { type ArmAnswer, type ArmCall, idOf } from "./call.ts";
import {
  checkFields,
  checkQuery,
  checkTypeQuery,
  methodNotAllowed,
  readObject,
} from "./check-call.ts";
import type { RouteDependencies } from "./route-deps.ts";

/** `POST /providers/Microsoft.Resources/checkResourceName`: whether a word in a name is reserved. */
export async function checkResourceName(call: ArmCall): Promise<ArmAnswer> {
  if (call.method !== "POST") throw methodNotAllowed(call, "POST");
  checkQuery(call, subscriptionVersions);
  const body = readObject(call);
  checkFields(body, ["name", "type"], "a name to be checked");
  const name = readText(body, "name");
  const type = readText(body, "type");
  const status = reservedWordIn(name) === undefined ? "Allowed" : "Reserved";
  return { status: 200, body: { name, type, status } };
}

/** `POST …/providers/{provider}/checkNameAvailability`, of types whose names are part of addresses. */
export async function checkNameAvailability(
  call: ArmCall,
  { arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "POST") throw methodNotAllowed(call, "POST");
  const provider = call.path[3] ?? "";
  const { check, type } = findChecked(provider, arm.types.all);
  checkTypeQuery(call, type);
  await authorizer.require(call, check.action, idOf(call, 2));
  const body = readObject(call);
  checkFields(body, check.types.length === 0 ? ["name"] : ["name", "type"], "a name to be checked");
  const name = readText(body, "name");
  if (check.types.length > 0) refuseOtherType(readText(body, "type"), check.types);
  const message = check.refusal(name);
  if (message !== undefined) {
    return { status: 200, body: { nameAvailable: false, reason: check.reasons.invalid, message } };
  }
  if ((await arm.findByAlias(nameOfType(type), name)) !== undefined) {
    const taken = `The name '${name}' is already taken.`;
    const reason = check.reasons.taken;
    return { status: 200, body: { nameAvailable: false, reason, message: taken } };
  }
  const { none: reason } = check.reasons;
  return {
    status: 200,
    body: { nameAvailable: true, ...(reason === undefined ? {} : { reason, message: "" }) },
  };
}

function findChecked(
  provider: string,
  types: readonly ResourceType[],
): { readonly type: ResourceType; readonly check: NameCheck } {
  for (const type of types) {
    const { nameCheck: check } = type;
    if (check !== undefined && foldCase(type.provider) === foldCase(provider)) {
      return { type, check };
    }
  }
  throw new Failure("arm/type-not-found", "no names to check", {
    facts: { provider, type: "checkNameAvailability" },
  });
}

function refuseOtherType(given: string, types: readonly string[]): void {
  if (types.some((type) => foldCase(type) === foldCase(given))) return;
  throw new Failure("arm/not-supported", "another type", {
    facts: { what: `Checking names of the type '${given.slice(0, 100)}'` },
  });
}

function readText(body: Readonly<Record<string, unknown>>, field: string): string {
  const value = body[field];
  if (typeof value === "string" && value !== "") return value;
  throw new Failure("arm/invalid-body", "no text", {
    facts: { reason: `The field '${field}' is required and must be a text.` },
  });
}
