import { foldCase } from "../access/index.ts";
import { Failure, limits } from "../base/index.ts";

/**
 * Checks a body's `tags`; undefined and null mean none. The case of a name does not tell two tags apart.
 *
 * Source: learn.microsoft.com/azure/azure-resource-manager/management/tag-resources.
 *
 * @throws {Failure} `arm/invalid-resource`.
 */
export function checkTags(value: unknown): Record<string, string> {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) throw invalid("tags must be an object");
  const entries = Object.entries(value);
  if (entries.length > limits.arm.tagsMax) {
    throw invalid(`there are more than ${limits.arm.tagsMax} tags`);
  }
  const keys = new Set(entries.map(([name]) => foldCase(name)));
  if (keys.size < entries.length) throw invalid("two tag names differ in their case only");
  const tags: [string, string][] = entries.map(([name, text]) => {
    if (typeof text !== "string" || text.length > limits.arm.tagValueCharactersMax) {
      throw invalid(
        `the value of tag '${name.slice(0, 100)}' is not a text of at most 256 characters`,
      );
    }
    if (
      name === "" ||
      name.length > limits.arm.tagNameCharactersMax ||
      /[<>%&\\?/\p{Cc}]/u.test(name)
    ) {
      throw invalid(`the tag name '${name.slice(0, 100)}' is not allowed`);
    }
    return [name, text];
  });
  return Object.fromEntries(tags);
}

function invalid(reason: string): Failure {
  return new Failure("arm/invalid-resource", "tags are not valid", {
    facts: { reason, code: "InvalidTags" },
  });
}
