import type { Identity } from "../../identity/index.ts";
import type { Rule } from "../permissions.ts";
import type { GraphAnswer, GraphCall } from "./call.ts";

/** What routes work with. */
export interface RouteDependencies {
  readonly identity: Identity;
}

/** One method of one path. */
export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Lower case; `*` stands for a key. */
  readonly path: string;
  /** Who may call it at all; a route may ask for more once it knows the object. */
  readonly rule: Rule;
  /** Whether the path may end with a type that its list is cut down to. */
  readonly isCastable?: boolean;
  /** Whether a method other than GET reads only, and takes query options; others take none. */
  readonly isQuery?: boolean;
  run(call: GraphCall, deps: RouteDependencies): Promise<GraphAnswer>;
}
