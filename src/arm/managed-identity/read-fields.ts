import { Failure } from "../../base/index.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The refusal of a body, in the words of the provider's code. */
export function invalidBody(code: string, reason: string): Failure {
  return new Failure("arm/invalid-resource", "not valid", { facts: { code, reason } });
}

/**
 * A JSON object whose fields are all known; null counts as nothing.
 *
 * @throws {Failure} `arm/invalid-resource`.
 */
export function readFields(value: unknown, where: string, known: readonly string[]): Fields {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) {
    throw invalidBody("InvalidRequestContent", `${where} must be an object`);
  }
  const given = Object.entries(value).filter(([, part]) => part !== null);
  const unknown = given.find(([name]) => !known.includes(name));
  if (unknown === undefined) return Object.fromEntries(given);
  const field = `the field '${unknown[0].slice(0, 100)}' of ${where}`;
  throw invalidBody("NotSupported", `${field} is not supported by Lazurite`);
}
