import { limits } from "../../base/index.ts";
import { refuse } from "../refuse.ts";

/** The system query options of a request, as text. */
export type QueryOptions = Readonly<Partial<Record<QueryOption, string>>>;

export const QUERY_OPTIONS = [
  "$select",
  "$filter",
  "$search",
  "$orderby",
  "$top",
  "$skiptoken",
  "$expand",
  "$count",
] as const;

export type QueryOption = (typeof QUERY_OPTIONS)[number];

/**
 * Reads a request's query; `supported` is what its route can do.
 *
 * Names have no case and need no `$`, as OData 4.01 says. Anything else is refused by its name.
 *
 * @throws {Failure} `graph/option-unsupported`, `graph/option-repeated`.
 */
export function readQueryOptions(
  query: URLSearchParams,
  supported: readonly QueryOption[] = QUERY_OPTIONS,
): QueryOptions {
  const options: Partial<Record<QueryOption, string>> = {};
  for (const [written, value] of query) {
    const lower = written.toLowerCase();
    const name = lower.startsWith("$") ? lower : `$${lower}`;
    const option = supported.find((one) => one === name);
    if (option === undefined) throw refuse("graph/option-unsupported", { option: written });
    if (options[option] !== undefined) throw refuse("graph/option-repeated", { option });
    options[option] = value;
  }
  return options;
}

/** Objects of one page. @throws {Failure} `graph/page-size`. */
export function readTop(options: QueryOptions): number {
  const text = options.$top;
  if (text === undefined) return limits.graph.pageSizeDefault;
  const top = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (top < 1 || top > limits.graph.pageSizeMax) {
    throw refuse("graph/page-size", { value: text, max: String(limits.graph.pageSizeMax) });
  }
  return top;
}

/** Whether the answer counts. @throws {Failure} `graph/query-malformed`. */
export function readCount(options: QueryOptions): boolean {
  const text = options.$count?.toLowerCase();
  if (text === undefined || text === "false") return false;
  if (text === "true") return true;
  throw refuse("graph/query-malformed", { option: "$count", reason: "it is true or false" });
}
