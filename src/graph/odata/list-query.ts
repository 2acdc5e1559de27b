import type { Condition, SearchColumnOf, SearchKind, SearchPage } from "../../identity/index.ts";
import { searchKey } from "../../identity/index.ts";
import { refuse } from "../refuse.ts";
import { type EntityDeclaration, queriedProperty } from "./declaration.ts";
import { filterCondition } from "./filter-condition.ts";
import { parseFilter } from "./parse-filter.ts";
import { type QueryOptions, readCount, readTop } from "./query-options.ts";
import { readSelect, type Selection } from "./select.ts";
import { readSkipToken } from "./skip-token.ts";

/** A list as a request asks for it. */
export interface ListQuery<Kind extends SearchKind> {
  readonly page: SearchPage<SearchColumnOf<Kind>>;
  readonly selection: Selection;
  readonly hasCount: boolean;
  /** What identifies the list for its skip tokens. */
  readonly identity: string;
}

/**
 * Reads the query of a list.
 *
 * `scope` is what the path itself asks of the objects; `path` says which list it is.
 *
 * @throws {Failure} the `graph/*` codes of queries.
 */
export function readListQuery<Kind extends SearchKind>(
  options: QueryOptions,
  entity: EntityDeclaration<Kind>,
  given: {
    readonly path: string;
    readonly isEventual: boolean;
    readonly scope?: Condition<SearchColumnOf<Kind>>;
  },
): ListQuery<Kind> {
  const hasCount = readCount(options) && given.isEventual;
  // Source: aad-advanced-queries: a search needs the header only, everything else both.
  const isAdvanced = given.isEventual && (hasCount || options.$search !== undefined);
  const conditions = [
    given.scope,
    readFilter(options, entity, isAdvanced),
    readSearch(options, entity, given.isEventual),
  ].filter((one) => one !== undefined);
  const order = readOrder(options, entity, isAdvanced);
  const identity = JSON.stringify([
    given.path,
    options.$filter ?? "",
    options.$search ?? "",
    order.column,
    order.isDescending,
  ]);
  const token = options.$skiptoken;
  return {
    page: {
      condition: { kind: "and", conditions },
      order,
      after: token === undefined ? undefined : readSkipToken(identity, token),
      limit: readTop(options),
    },
    selection: readSelect(options, entity),
    hasCount,
    identity,
  };
}

function readFilter<Kind extends SearchKind>(
  { $filter }: QueryOptions,
  entity: EntityDeclaration<Kind>,
  isAdvanced: boolean,
): Condition<SearchColumnOf<Kind>> | undefined {
  if ($filter === undefined) return undefined;
  return filterCondition(parseFilter($filter), entity, isAdvanced);
}

function readOrder<Kind extends SearchKind>(
  { $orderby, $filter, $search }: QueryOptions,
  entity: EntityDeclaration<Kind>,
  isAdvanced: boolean,
): { readonly column: SearchColumnOf<Kind>; readonly isDescending: boolean } {
  if ($orderby === undefined) return { column: "id", isDescending: false };
  const [, name, direction] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/i.exec($orderby) ?? [];
  if (name === undefined) throw refuse("graph/sort-unsupported");
  const { column, order } = queriedProperty(entity, name);
  if (column === undefined || order === undefined) throw refuse("graph/sort-unsupported");
  const isPlain = order === "plain" && $filter === undefined && $search === undefined;
  if (!isPlain && !isAdvanced) throw refuse("graph/sort-unsupported");
  return { column, isDescending: direction?.toLowerCase() === "desc" };
}

/** One clause `"property:text"`. */
const CLAUSE = /^\s*"([A-Za-z]+):((?:[^"\\]|\\.)*)"\s*/;
const WORD = /^(AND|OR)\s+/;

/**
 * `"displayName:words"` with `AND` and `OR`, read from left to right with `AND` before `OR`.
 *
 * Assumed: a text is found where a word of the property begins with it; Graph splits names into
 * words by more rules than spaces and hyphens.
 */
function readSearch<Kind extends SearchKind>(
  { $search }: QueryOptions,
  entity: EntityDeclaration<Kind>,
  isEventual: boolean,
): Condition<SearchColumnOf<Kind>> | undefined {
  if ($search === undefined) return undefined;
  if (!isEventual) throw refuse("graph/search-header-missing");
  const alternatives: Condition<SearchColumnOf<Kind>>[][] = [[]];
  let rest = $search;
  for (;;) {
    const [clause = "", name = "", text = ""] = CLAUSE.exec(rest) ?? [];
    if (clause === "") throw malformedSearch();
    alternatives.at(-1)?.push(searchClause(name, text.replace(/\\(.)/g, "$1"), entity));
    rest = rest.slice(clause.length);
    if (rest === "") break;
    const [joined = "", word] = WORD.exec(rest) ?? [];
    if (word === undefined) throw malformedSearch();
    if (word === "OR") alternatives.push([]);
    rest = rest.slice(joined.length);
  }
  return {
    kind: "or",
    conditions: alternatives.map((conditions) => ({ kind: "and", conditions })),
  };
}

function searchClause<Kind extends SearchKind>(
  name: string,
  text: string,
  entity: EntityDeclaration<Kind>,
): Condition<SearchColumnOf<Kind>> {
  const property = queriedProperty(entity, name);
  const { column, isSearchable } = property;
  if (column === undefined || isSearchable !== true || text.trim() === "") {
    throw refuse("graph/query-unsupported", {
      reason: `$search is not supported for property '${property.name}'.`,
    });
  }
  const key = searchKey(text.trim());
  const inner = [" ", "-", ".", "_"].map((edge) => ({
    kind: "contains" as const,
    column,
    text: `${edge}${key}`,
  }));
  return { kind: "or", conditions: [{ kind: "startsWith", column, text: key }, ...inner] };
}

function malformedSearch(): Error {
  return refuse("graph/query-malformed", {
    option: "$search",
    reason: 'it is made of clauses of the form "property:value"',
  });
}
