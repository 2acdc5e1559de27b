import { Failure } from "../../base/index.ts";
import type { ResourceEnvelope } from "../resource-type.ts";

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string";
const isObject: Check = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isWholeNumber: Check = (value) => Number.isInteger(value);
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const hasOnly =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) &&
    Object.entries(value as object).every(
      ([name, part]) =>
        part === null || (Object.hasOwn(fields, name) && fields[name]?.(part) === true),
    );

/** Source: GenericResource, Sku, Plan, Identity and ExtendedLocation of resources.json, 2024-07-01. */
const CHECKS: Readonly<Record<string, Check>> = {
  kind: (value) => typeof value === "string" && /^[-\w._,()]+$/.test(value),
  managedBy: isText,
  sku: hasOnly({
    name: isText,
    tier: isText,
    size: isText,
    family: isText,
    model: isText,
    capacity: isWholeNumber,
  }),
  plan: hasOnly({
    name: isText,
    publisher: isText,
    product: isText,
    promotionCode: isText,
    version: isText,
  }),
  identity: hasOnly({
    type: isText,
    principalId: isText,
    tenantId: isText,
    userAssignedIdentities: isObject,
  }),
  zones: isTexts,
  extendedLocation: hasOnly({ type: isText, name: isText }),
};

/** Checks what stands beside `properties`; what is null is left out. @throws {Failure} `arm/invalid-resource`. */
export function readEnvelope(given: Readonly<Record<string, unknown>>): ResourceEnvelope {
  const there = Object.entries(given).filter(([, value]) => value !== undefined && value !== null);
  for (const [name, value] of there) {
    if (CHECKS[name]?.(value) === true) continue;
    throw new Failure("arm/invalid-resource", "not valid", {
      facts: { code: "InvalidRequestContent", reason: `the field '${name}' is not valid` },
    });
  }
  return Object.fromEntries(there);
}
