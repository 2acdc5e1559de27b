import { Failure, limits } from "../../base/index.ts";
import { parseJson } from "../../http/index.ts";
import type { ResourceType } from "../resource-type.ts";
import type { ArmCall, ArmRequest } from "./call.ts";

/**
 * Checks the api-version and that no parameter is there which the route would not honour.
 *
 * @throws {Failure} `arm/api-version-missing`, `arm/api-version-invalid`,
 * `arm/parameter-not-supported`.
 */
export function checkQuery(
  call: ArmRequest,
  apiVersions: readonly string[],
  parameters: readonly string[] = [],
): string {
  const apiVersion = checkApiVersion(call, apiVersions);
  for (const name of call.query.keys()) {
    if (name === "api-version" || parameters.includes(name)) continue;
    throw new Failure("arm/parameter-not-supported", "unknown query parameter", {
      facts: { name },
    });
  }
  return apiVersion;
}

/** The api-version, which must be one of the given. Parameters are not looked at. */
export function checkApiVersion(call: ArmRequest, apiVersions: readonly string[]): string {
  const apiVersion = call.query.get("api-version") ?? "";
  if (apiVersion === "") {
    throw new Failure("arm/api-version-missing", "no api-version");
  }
  if (!apiVersions.includes(apiVersion.toLowerCase())) {
    throw new Failure("arm/api-version-invalid", "unknown api-version", {
      facts: { apiVersion, supported: apiVersions.join(",") },
    });
  }
  return apiVersion;
}

/**
 * The same for a resource type, whose refusal names the type: a list's in one form, a resource's in
 * another, and a text that is no version at all in a third.
 *
 * @throws {Failure} `arm/type-not-in-version`, `arm/no-registered-provider`, and as `checkQuery`.
 */
export function checkTypeQuery(
  call: ArmRequest,
  type: ResourceType,
  parameters: readonly string[] = [],
  location?: string,
): string {
  const apiVersion = call.query.get("api-version") ?? "";
  const isVersion = /^\d{4}-\d\d-\d\d(-[a-z]+)?$/i.test(apiVersion);
  if (isVersion && !type.apiVersions.includes(apiVersion.toLowerCase())) {
    const supported = type.apiVersions.join(",");
    const facts = { provider: type.provider, type: type.type, apiVersion, supported };
    if (location === undefined) throw new Failure("arm/type-not-in-version", "no", { facts });
    throw new Failure("arm/no-registered-provider", "no", { facts: { ...facts, location } });
  }
  return checkQuery(call, type.apiVersions, parameters);
}

const PRECONDITIONS = ["if-match", "if-none-match", "if-unmodified-since"];

/**
 * Refuses what would make a request conditional, since a condition that is passed over overwrites
 * what it should protect. Resources take two of them (`readPrecondition`). Reading is left alone: a whole answer is always allowed there.
 *
 * @throws {Failure} `arm/not-supported`.
 */
export function refusePreconditions(
  call: ArmRequest,
  names: readonly string[] = PRECONDITIONS,
): void {
  if (call.method === "GET" || call.method === "HEAD") return;
  const name = names.find((header) => call.headers[header] !== undefined);
  if (name === undefined) return;
  throw new Failure("arm/not-supported", "no conditional requests", {
    facts: { what: `The header '${name}'` },
  });
}

/** The request body as a JSON object. @throws {Failure} `arm/invalid-body`. */
export function readObject(call: ArmCall): Readonly<Record<string, unknown>> {
  const body = parseJson(call.body);
  if (!isObject(body)) {
    throw new Failure("arm/invalid-body", "not an object", {
      facts: { reason: "The request body must be a JSON object." },
    });
  }
  refuseDepth(body);
  return body;
}

/** What walks a body later does so by calling itself. */
function refuseDepth(body: unknown): void {
  let level: readonly unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limits.arm.bodyDepthMax) {
      throw new Failure("arm/invalid-body", "nested too deep", {
        facts: { reason: "The request body is nested too deep." },
      });
    }
    level = level.flatMap((value) =>
      typeof value === "object" && value !== null ? Object.values(value) : [],
    );
  }
}

/** Refuses fields that the product would otherwise drop. @throws {Failure} `arm/not-supported`. */
export function checkFields(
  body: Readonly<Record<string, unknown>>,
  known: readonly string[],
  where: string,
): void {
  for (const name of Object.keys(body)) {
    if (known.includes(name)) continue;
    throw new Failure("arm/not-supported", "unknown field", {
      facts: { what: `The field '${name.slice(0, 100)}' of ${where}` },
    });
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The `$filter`, if there is one. @throws {Failure} `arm/filter-not-supported`. */
export function readFilter(call: ArmCall): string | undefined {
  const filter = call.query.get("$filter")?.trim();
  if (filter === undefined || filter === "") return undefined;
  if (filter.length > limits.arm.filterCharactersMax) throw filterNotSupported(filter);
  return filter;
}

export function filterNotSupported(filter: string): Failure {
  return new Failure("arm/filter-not-supported", "unknown filter", {
    facts: { filter: filter.slice(0, 200) },
  });
}

/** The refusal of a method that the path does not take. */
export function methodNotAllowed(call: ArmRequest, allowed: string): Failure {
  return new Failure("arm/method-not-allowed", "method not allowed", {
    facts: { method: call.method, allowed },
  });
}
