import { Failure } from "../../base/index.ts";
import type { ArmRequest } from "./call.ts";

/** What Resource Manager does and Lazurite does not; `**` stands for any segments, also none. */
const REFUSED: readonly (readonly [pattern: string, what: string])[] = [
  ["**/providers/microsoft.resources/deployments/**", "A template deployment"],
  ["**/resourcegroups/*/deployments/**", "A template deployment"],
  ["**/providers/microsoft.resources/deploymentstacks/**", "A deployment stack"],
  ["**/providers/microsoft.resources/deploymentscripts/**", "A deployment script"],
  ["**/providers/microsoft.resources/templatespecs/**", "A template spec"],
  ["providers/microsoft.resources/calculatetemplatehash", "A template deployment"],
  ["subscriptions/*/resourcegroups/*/exporttemplate", "Exporting a template"],
  ["subscriptions/*/resourcegroups/*/moveresources", "Moving resources"],
  ["subscriptions/*/resourcegroups/*/validatemoveresources", "Moving resources"],
  ["subscriptions/*/providers/microsoft.resources/checkzonepeers", "Comparing zones"],
  ["subscriptions/*/providers/*/providerpermissions", "Listing a provider's permissions"],
  ["providers/microsoft.management/**", "A management group"],
  ["providers/microsoft.subscription/**", "An alias or policy of subscriptions"],
  ["subscriptions/*/providers/microsoft.subscription/**", "Changing a subscription"],
  ["subscriptions/*/providers/microsoft.features/**", "A preview feature"],
];

const PATTERNS = REFUSED.map(([pattern, what]) => ({ pattern: pattern.split("/"), what }));

/** @throws {Failure} `arm/not-supported` for a path of which nothing is served. */
export function refuseUnserved({ keys }: ArmRequest): void {
  const refused = PATTERNS.find(({ pattern }) => matches(pattern, keys));
  if (refused === undefined) return;
  throw new Failure("arm/not-supported", "not served", { facts: { what: refused.what } });
}

function matches(pattern: readonly string[], keys: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return keys.length === 0;
  if (first === "**")
    return keys.some((_, at) => matches(rest, keys.slice(at))) || matches(rest, []);
  const [key, ...others] = keys;
  return key !== undefined && (first === "*" || first === key) && matches(rest, others);
}
