import type { IncomingHttpHeaders } from "node:http";
import type { Principal } from "../../http/index.ts";
import type { AnyObject } from "../../identity/index.ts";

export type GraphVersion = "v1.0" | "beta";

/** A piece of a path that names one object: by its id, or by another key such as `appId`. */
export interface ObjectKey {
  readonly name: string;
  readonly value: string;
}

export type ObjectType = AnyObject["type"];

/** A type that a list may be cut down to. */
export type CastType = ObjectType | "directoryRole";

/** A request as it is routed. */
export interface GraphRequest {
  readonly method: string;
  readonly version: GraphVersion;
  /** Names in lower case, keys as `*`: `applications/*` and `owners`. */
  readonly pattern: readonly string[];
  /** What stands at each place of the pattern, as written. */
  readonly segments: readonly string[];
  /** Named keys by their place in the pattern; plain ids have none. */
  readonly keys: ReadonlyMap<number, ObjectKey>;
  /** The type that a list is cut down to: `…/members/microsoft.graph.user`. */
  readonly cast: CastType | undefined;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The origin that was asked, and the path on it, as written. */
  readonly origin: string;
  readonly path: string;
  /** Whether the header `ConsistencyLevel: eventual` is there. */
  readonly isEventual: boolean;
}

/** A request whose caller is known. */
export interface GraphCall extends GraphRequest {
  readonly principal: Principal;
}

export interface GraphAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; text is sent as it is. */
  readonly body?: unknown;
}
