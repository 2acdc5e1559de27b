import { foldCase } from "../../access/index.ts";
import type { KeptResource } from "../entities.ts";
import { normalizeLocation } from "../locations.ts";
import { filterNotSupported } from "./check-call.ts";
import { splitAnd, splitOr } from "./filter-clauses.ts";
import { tagFilter } from "./tag-filter.ts";

type Predicate = (resource: KeptResource) => boolean;

export interface ResourceFilter {
  readonly keeps: Predicate;
  /** The filter asks for tags; what it finds is then told without its tags. */
  readonly isByTag: boolean;
}

/**
 * Reads the `$filter` of a list of resources: comparisons joined by `and`, such joined by `or`, or
 * tags alone.
 *
 * Source: Resources_List of resources.json, 2024-07-01; tags are left out of its answers to a filter
 * for tags.
 *
 * @throws {Failure} `arm/filter-not-supported`.
 */
export function readResourceFilter(filter: string | undefined): ResourceFilter {
  if (filter === undefined) return { keeps: () => true, isByTag: false };
  const byTag = tagFilter(filter);
  if (byTag !== undefined) return { keeps: ({ tags }) => byTag(tags), isByTag: true };
  const alternatives = splitOr(filter).map((part) =>
    splitAnd(part).map((clause) => {
      const predicate = comparisonOf(clause) ?? substringOf(clause);
      if (predicate === undefined) throw filterNotSupported(filter);
      return predicate;
    }),
  );
  const keeps: Predicate = (resource) =>
    alternatives.some((clauses) => clauses.every((holds) => holds(resource)));
  return { keeps, isByTag: false };
}

const COMPARISON = /^([\w/]+)\s+(eq|ne)\s+'((?:[^']|'')*)'$/i;
const SUBSTRING = /^substringof\(\s*'((?:[^']|'')*)'\s*,\s*(\w+)\s*\)$/i;

const groupOf = ({ id }: KeptResource): string => foldCase(id.split("/")[4] ?? "");

/** What of a resource a field names, in the form in which texts are compared. */
const FIELDS: Readonly<Record<string, (resource: KeptResource) => string | undefined>> = {
  resourcetype: ({ type }) => foldCase(type),
  resourcegroup: groupOf,
  name: ({ name }) => foldCase(name),
  location: ({ location }) => location,
  "identity/principalid": ({ envelope }) => part(envelope["identity"], "principalId"),
  "plan/publisher": ({ envelope }) => part(envelope["plan"], "publisher"),
  "plan/product": ({ envelope }) => part(envelope["plan"], "product"),
  "plan/name": ({ envelope }) => part(envelope["plan"], "name"),
  "plan/version": ({ envelope }) => part(envelope["plan"], "version"),
  "plan/promotioncode": ({ envelope }) => part(envelope["plan"], "promotionCode"),
};

function part(block: unknown, name: string): string | undefined {
  const value = (block as Readonly<Record<string, unknown>> | undefined)?.[name];
  return typeof value === "string" ? foldCase(value) : undefined;
}

function comparisonOf(clause: string): Predicate | undefined {
  const [, name = "", operator = "", quoted = ""] = COMPARISON.exec(clause) ?? [];
  const key = name.toLowerCase();
  const read = Object.hasOwn(FIELDS, key) ? FIELDS[key] : undefined;
  if (read === undefined) return undefined;
  const text = foldCase(quoted.replaceAll("''", "'"));
  const wanted = key === "location" ? (normalizeLocation(text) ?? text) : text;
  const isEqual = operator.toLowerCase() === "eq";
  return (resource) => (read(resource) === wanted) === isEqual;
}

function substringOf(clause: string): Predicate | undefined {
  const [, quoted = "", name = ""] = SUBSTRING.exec(clause) ?? [];
  const key = name.toLowerCase();
  const read = key === "name" || key === "resourcegroup" ? FIELDS[key] : undefined;
  if (read === undefined) return undefined;
  const wanted = foldCase(quoted.replaceAll("''", "'"));
  return (resource) => read(resource)?.includes(wanted) === true;
}
