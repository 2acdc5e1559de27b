import type { IncomingHttpHeaders } from "node:http";
import { refuse } from "../refuse.ts";
import type { GraphRequest } from "./call.ts";
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
  const { version, segments, keys } = readPath(path);
  if (headers.accept !== undefined && /odata\.metadata=full/i.test(headers.accept)) {
    throw refuse("graph/feature-unsupported", { feature: "odata.metadata=full" });
  }
  return {
    method,
    version,
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
