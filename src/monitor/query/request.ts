import { Failure } from "../../base/index.ts";

/** A query as a client wrote it, before its time range is read. */
export interface QueryRequest {
  readonly text: string;
  /** From the URL and from the body; where both are given, their intersection applies. */
  readonly timespans: readonly string[];
}

const URL_PARAMETERS = new Set(["api_key", "api-version", "query", "timespan", "workspaces"]);

/**
 * Reads a query from the URL's parameters alone (`GET …/query?query=…&timespan=…`).
 * @throws {Failure} as `readBodyRequest`.
 */
export function readUrlRequest(url: URLSearchParams): QueryRequest {
  return assemble(readUrl(url), {});
}

/**
 * Reads a query from a JSON body; only `timespan` may stand in the URL as well.
 *
 * Body: `{"query": "…", "timespan": "PT1H", "workspaces": null}`. Clients send nulls for what they
 * do not use.
 *
 * @throws {Failure} `monitor/body-malformed` (fact: `reason`), `monitor/query-missing`,
 *   `monitor/property-unknown` and `monitor/property-invalid` (fact: `property`),
 *   `monitor/not-supported` (fact: `feature`).
 */
export function readBodyRequest(body: Uint8Array, url: URLSearchParams): QueryRequest {
  return assemble(readUrl(url), readBody(body));
}

interface Given {
  readonly query?: string | undefined;
  readonly timespan?: string | undefined;
}

function assemble(url: Given, body: Given): QueryRequest {
  if (url.query !== undefined && body.query !== undefined) throw invalid("query");
  const text = body.query ?? url.query;
  if (text === undefined || text.trim() === "") {
    throw new Failure("monitor/query-missing", "the request has no query");
  }
  const timespans = [url.timespan, body.timespan].filter((t) => t !== undefined && t !== "");
  return { text, timespans: timespans as string[] };
}

function readUrl(url: URLSearchParams): Given {
  for (const name of new Set(url.keys())) {
    if (!URL_PARAMETERS.has(name)) throw unknownProperty(name);
    if (url.getAll(name).length > 1) throw invalid(name);
  }
  if ((url.get("workspaces") ?? "") !== "") throw crossWorkspace();
  return { query: url.get("query") ?? undefined, timespan: url.get("timespan") ?? undefined };
}

function readBody(bytes: Uint8Array): Given {
  const body = parseObject(bytes);
  for (const [name, value] of Object.entries(body)) {
    if (!["query", "timespan", "workspaces"].includes(name)) throw unknownProperty(name);
    if (name === "workspaces") refuseWorkspaces(value);
    else if (value !== null && typeof value !== "string") throw invalid(name);
  }
  return {
    query: (body["query"] as string | null | undefined) ?? undefined,
    timespan: (body["timespan"] as string | null | undefined) ?? undefined,
  };
}

function refuseWorkspaces(value: unknown): void {
  if (value === null || (Array.isArray(value) && value.length === 0)) return;
  throw Array.isArray(value) ? crossWorkspace() : invalid("workspaces");
}

function parseObject(bytes: Uint8Array): Record<string, unknown> {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Failure("monitor/body-malformed", "the body is not JSON", {
      facts: { reason: "The request body is not valid JSON" },
    });
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new Failure("monitor/body-malformed", "the body is not an object", {
      facts: { reason: "The request body is not a JSON object" },
    });
  }
  return body as Record<string, unknown>;
}

function crossWorkspace(): Failure {
  return new Failure("monitor/not-supported", "cross-workspace queries are not supported", {
    facts: { feature: "a query over several workspaces (workspaces)" },
  });
}

function unknownProperty(property: string): Failure {
  return new Failure("monitor/property-unknown", "a property that the query API does not have", {
    facts: { property: property.slice(0, 100) },
  });
}

function invalid(property: string): Failure {
  return new Failure("monitor/property-invalid", "a property is given twice or has a wrong type", {
    facts: { property },
  });
}
