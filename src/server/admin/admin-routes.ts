import { type ClockReading, msFromIsoMoment } from "../../base/index.ts";
import { InvalidInput } from "../../http/index.ts";
import {
  type ControlCommand,
  type ControlHandlers,
  readControlRequest,
} from "../control/control-protocol.ts";
import type { ServerClock } from "../store-clock.ts";

export interface AdminDependencies {
  readonly clock: ServerClock;
  /** The same commands as the command line has. */
  readonly handlers: ControlHandlers;
}

export interface AdminRequest {
  readonly method: string;
  readonly path: string;
  /** JSON; an empty object where none was sent. */
  readonly body: unknown;
}

export interface AdminAnswer {
  readonly status: number;
  readonly body: object;
}

type Route = (body: unknown, deps: AdminDependencies) => Promise<object>;

const ROUTES: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
  "/clock": {
    GET: async (_body, { clock }) => clockAnswer(clock.read()),
    POST: async (body, { clock }) => clockAnswer(await moveClock(readClockMove(body), clock)),
  },
  "/propagation": {
    GET: commanded("delay/show"),
    PUT: commanded("delay/set"),
  },
  "/propagation/apply": { POST: commanded("delay/apply") },
};

/**
 * Answers a request of the admin origin.
 *
 * @throws {InvalidInput} `invalid-value`; {Failure} what clock and delays refuse.
 */
export async function answerAdmin(
  { method, path, body }: AdminRequest,
  deps: AdminDependencies,
): Promise<AdminAnswer> {
  const methods = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
  if (methods === undefined) {
    const error = { code: "admin/path", message: `served: ${Object.keys(ROUTES).join(", ")}` };
    return { status: 404, body: { error } };
  }
  const route = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (route === undefined) {
    const error = { code: "admin/method", message: `use ${Object.keys(methods).join(" or ")}` };
    return { status: 405, body: { error } };
  }
  return { status: 200, body: await route(body, deps) };
}

function commanded(command: ControlCommand): Route {
  return async (body, { handlers }) => {
    const run = handlers[command] as (parameters: unknown) => Promise<object>;
    return await run(readControlRequest(command, body));
  };
}

type ClockMove =
  | { readonly action: "freeze"; readonly at: number | undefined }
  | { readonly action: "set"; readonly at: number }
  | { readonly action: "step"; readonly ms: number }
  | { readonly action: "resume" };

function moveClock(move: ClockMove, clock: ServerClock): Promise<ClockReading> {
  switch (move.action) {
    case "freeze":
      return clock.freeze(move.at);
    case "set":
      return clock.set(move.at);
    case "step":
      return clock.step(move.ms);
    case "resume":
      return clock.resume();
  }
}

/** A field that is missing, wrong or unknown is refused. */
function readClockMove(body: unknown): ClockMove {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw invalid("the body must be an object");
  }
  const { action, at, ms, ...others } = body as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw invalid(`there is no field ${JSON.stringify(unknown)}`);
  switch (action) {
    case "freeze":
      refuseField("ms", ms);
      return { action, at: at === undefined ? undefined : momentOf(at) };
    case "set":
      refuseField("ms", ms);
      return { action, at: momentOf(at) };
    case "step":
      refuseField("at", at);
      if (typeof ms !== "number") throw invalid("ms must be a number of milliseconds");
      return { action, ms };
    case "resume":
      refuseField("at", at);
      refuseField("ms", ms);
      return { action };
    default:
      throw invalid("action must be freeze, set, step or resume");
  }
}

function refuseField(name: string, value: unknown): void {
  if (value !== undefined) throw invalid(`${name} has no meaning for this action`);
}

function momentOf(value: unknown): number {
  const ms = typeof value === "string" ? msFromIsoMoment(value) : undefined;
  if (ms === undefined) throw invalid("at must be a time such as 2026-01-02T03:04:05Z");
  return ms;
}

function clockAnswer({ now, isFrozen, aheadMs }: ClockReading): object {
  return { now: new Date(now).toISOString(), isFrozen, aheadMs };
}

const invalid = (message: string): InvalidInput => new InvalidInput("invalid-value", message);
