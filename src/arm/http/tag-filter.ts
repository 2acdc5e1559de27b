import { foldCase } from "../../access/index.ts";
import { parseEqual, splitAnd } from "./filter-clauses.ts";

/** Whether tags are asked for. */
export type TagPredicate = (tags: Readonly<Record<string, string>>) => boolean;

const PREFIX = /^startswith\(\s*tagName\s*,\s*'((?:[^']|'')*)'\s*\)$/i;

/**
 * `tagName eq 'a'`, `tagName eq 'a' and tagValue eq 'b'` or `startswith(tagName, 'a')`; undefined for
 * any other filter. Names of tags have no case, values have one.
 *
 * Source: learn.microsoft.com/azure/azure-resource-manager/management/tag-resources.
 */
export function tagFilter(filter: string): TagPredicate | undefined {
  const [, quoted] = PREFIX.exec(filter) ?? [];
  if (quoted !== undefined) {
    const prefix = foldCase(quoted.replaceAll("''", "'"));
    return (tags) => Object.keys(tags).some((name) => foldCase(name).startsWith(prefix));
  }
  const clauses = splitAnd(filter).map(parseEqual);
  const [first, second, ...more] = clauses;
  if (more.length > 0 || first?.field !== "tagname") return undefined;
  const wanted = foldCase(first.value);
  if (clauses.length === 1) {
    return (tags) => Object.keys(tags).some((name) => foldCase(name) === wanted);
  }
  if (second?.field !== "tagvalue") return undefined;
  return (tags) =>
    Object.entries(tags).some(
      ([name, value]) => foldCase(name) === wanted && value === second.value,
    );
}
