import type { Principal } from "../../http/index.ts";
import type { OperationTrace } from "./operation-trace.ts";

/** The origins of the product's services, as the caller reaches them; no trailing slashes. */
export interface ServiceOrigins {
  readonly login: string;
  readonly arm: string;
  readonly graph: string;
  readonly logs: string;
  readonly portal: string;
}

/** A request before anything is known of its caller. */
export interface ArmRequest {
  readonly method: string;
  /** Decoded path segments in the caller's spelling. */
  readonly path: readonly string[];
  /** The same, lower case. */
  readonly keys: readonly string[];
  /** Parameter names are lower case; values as given. */
  readonly query: URLSearchParams;
  /** Path and query as they came. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
  readonly origin: string;
  /** The address that the request came from. */
  readonly clientAddress: string;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

/** A request of a known principal. */
export interface ArmCall extends ArmRequest {
  readonly principal: Principal;
  /** What the activity log is told of the request. */
  readonly trace: OperationTrace;
}

/** What a route answers; text bodies are sent as they are. */
export interface ArmAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The id that the first `count` segments name. */
export function idOf(call: ArmRequest, count: number = call.path.length): string {
  return `/${call.path.slice(0, count).join("/")}`;
}

/** A moment as ARM writes it, with seven digits of a second; `ms` since 1970. */
export function wireTime(ms: number): string {
  return new Date(ms).toISOString().replace(/Z$/, "0000Z");
}
