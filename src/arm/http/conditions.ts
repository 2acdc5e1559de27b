import { Failure } from "../../base/index.ts";
import type { Precondition } from "../precondition.ts";
import type { ArmRequest } from "./call.ts";

/**
 * The request's `If-Match` and `If-None-Match`. Etags come with and without quotes; a weak one names
 * nothing, as RFC 9110 section 13.1.1 has it.
 *
 * @throws {Failure} `arm/not-supported`.
 */
export function readPrecondition(request: ArmRequest): Precondition | undefined {
  const ifMatch = readTags(request, "if-match");
  const ifNoneMatch = readTags(request, "if-none-match");
  if (ifMatch === undefined && ifNoneMatch === undefined) return undefined;
  return { ifMatch, ifNoneMatch };
}

function readTags(request: ArmRequest, name: string): readonly string[] | undefined {
  const value = request.headers[name];
  if (value === undefined) return undefined;
  const tags = String(value)
    .split(",")
    .map((tag) => tag.trim().replace(/^"(.*)"$/, "$1"));
  if (!tags.includes("")) return tags;
  throw new Failure("arm/not-supported", "an empty condition", {
    facts: { what: `An empty header '${name}'` },
  });
}
