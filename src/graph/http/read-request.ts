import type { IncomingHttpHeaders } from "node:http";
import { refuse } from "../refuse.ts";
import type { CastType, GraphRequest } from "./call.ts";
import { readPath } from "./read-path.ts";

/** A request as it came, alone or in a batch. */
export interface RawRequest {
  readonly method: string;
  /** Path and query, the version included. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly origin: string;
}

/** Takes a request apart. @throws {Failure} `graph/path-not-found`, `graph/feature-unsupported`. */
export function readRequest({ method, url, headers, body, origin }: RawRequest): GraphRequest {
  const at = url.indexOf("?");
  const path = at < 0 ? url : url.slice(0, at);
  const { version, segments: all, keys } = readPath(path);
  const { cast, segments } = splitCast(all);
  if (headers.accept !== undefined && /odata\.metadata=full/i.test(headers.accept)) {
    throw refuse("graph/feature-unsupported", { feature: "odata.metadata=full" });
  }
  // Answers carry no ETag: only the condition that anything meets can hold.
  if ((headers["if-match"] ?? "*") !== "*") throw refuse("graph/condition-failed");
  return {
    method,
    version,
    cast,
    segments,
    pattern: segments.map((segment) => segment.toLowerCase()),
    keys,
    query: new URLSearchParams(at < 0 ? "" : url.slice(at + 1)),
    headers,
    body,
    origin,
    path,
    isEventual: /^eventual$/i.test(String(headers["consistencylevel"] ?? "")),
  };
}

/** A type stands at the end of a path, or before the count of what is of it. */
function splitCast(all: readonly string[]): Pick<GraphRequest, "cast" | "segments"> {
  const isCount = all.at(-1)?.toLowerCase() === "$count";
  const path = isCount ? all.slice(0, -1) : all;
  const cast = path.length > 1 ? castOf(path.at(-1) ?? "") : undefined;
  if (cast === undefined) return { cast, segments: all };
  return { cast, segments: [...path.slice(0, -1), ...all.slice(path.length)] };
}

const CASTS: readonly CastType[] = [
  "user",
  "group",
  "servicePrincipal",
  "application",
  "directoryRole",
];

/** Source: OData 4.01 URL conventions, section 4.11. */
function castOf(segment: string): CastType | undefined {
  const name = segment.toLowerCase();
  return CASTS.find((type) => name === `microsoft.graph.${type}`.toLowerCase());
}
