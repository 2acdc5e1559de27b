import { type ExplainedDenial, InvalidInput } from "../../http/index.ts";
import type { KeyPlace } from "../../identity/index.ts";
import type { FirstTenantAnswer, FirstTenantRequest } from "../first-tenant.ts";

/** What can be asked of a store through its control door, and what comes back. */
export interface ControlProtocol {
  "keys/list": { readonly request: NoParameters; readonly answer: KeysAnswer };
  "keys/rotate": { readonly request: RotateKeys; readonly answer: KeysAnswer };
  "delay/show": { readonly request: NoParameters; readonly answer: DelayAnswer };
  "delay/set": { readonly request: SetDelay; readonly answer: DelayAnswer };
  "delay/apply": { readonly request: ApplyPending; readonly answer: AppliedAnswer };
  "why/show": { readonly request: ShowDenial; readonly answer: ExplainedDenial };
  "store/init": { readonly request: FirstTenantRequest; readonly answer: FirstTenantAnswer };
}

export type ControlCommand = keyof ControlProtocol;

export type NoParameters = Readonly<Record<never, never>>;

export interface RotateKeys {
  /** Whether the new key signs at once, not a day later. */
  readonly isImmediate: boolean;
}

export interface KeysAnswer {
  readonly keys: readonly KeyPlace[];
}

export interface SetDelay {
  /** Null, of one assignment alone: it follows the delay of all again. */
  readonly delayMs: number | null;
  /** The delay of this assignment, by its name or resource id; of all without it. */
  readonly assignmentName?: string;
}

export interface ApplyPending {
  /** Name or resource id; everything without it. */
  readonly assignmentName?: string;
}

/** A change of a role assignment that does not count yet, or was let count. */
export interface PendingAnswer {
  readonly assignmentName: string;
  readonly change: "assigned" | "removed";
  readonly scope: string;
  readonly principalId: string;
  readonly roleId: string;
  readonly roleName: string | null;
  /** ISO 8601. */
  readonly effectiveAt: string;
}

export interface DelayAnswer {
  readonly delayMs: number;
  readonly assignments: readonly { readonly assignmentName: string; readonly delayMs: number }[];
  readonly pending: readonly PendingAnswer[];
  /** How many more are on their way. */
  readonly pendingOmitted: number;
}

export interface AppliedAnswer {
  readonly applied: readonly PendingAnswer[];
}

export interface ShowDenial {
  /** The last refusal without it. */
  readonly id?: string;
}

/** One way to answer each command. */
export type ControlHandlers = {
  readonly [Command in ControlCommand]: (
    request: ControlProtocol[Command]["request"],
  ) => Promise<ControlProtocol[Command]["answer"]>;
};

type Readers = {
  readonly [Command in ControlCommand]: (
    body: Readonly<Record<string, unknown>>,
  ) => ControlProtocol[Command]["request"];
};

/** Checks what arrives: a field that is missing, wrong or unknown is refused. */
const readers: Readers = {
  "keys/list": (body) => {
    requireFields(body, []);
    return {};
  },
  "keys/rotate": (body) => {
    requireFields(body, ["isImmediate"]);
    const { isImmediate } = body;
    if (typeof isImmediate !== "boolean") throw invalid("isImmediate must be true or false");
    return { isImmediate };
  },
  "delay/show": (body) => {
    requireFields(body, []);
    return {};
  },
  "delay/set": (body) => {
    requireFields(body, ["delayMs", "assignmentName"]);
    const { delayMs } = body;
    if (delayMs !== null && typeof delayMs !== "number") {
      throw invalid("delayMs must be a number of milliseconds");
    }
    return { delayMs, ...optionalText(body, "assignmentName") };
  },
  "delay/apply": (body) => {
    requireFields(body, ["assignmentName"]);
    return optionalText(body, "assignmentName");
  },
  "why/show": (body) => {
    requireFields(body, ["id"]);
    return optionalText(body, "id");
  },
  "store/init": (body) => {
    requireFields(body, ["domain", "displayName", "userName", "password"]);
    const { domain, displayName, userName, password } = body;
    if (!isText(domain) || !isText(displayName) || !isText(userName)) {
      throw invalid("domain, displayName and userName must be texts");
    }
    if (password === undefined) return { domain, displayName, userName };
    if (!isText(password)) throw invalid("password must be a text");
    return { domain, displayName, userName, password };
  },
};

function optionalText<Name extends string>(
  body: Readonly<Record<string, unknown>>,
  name: Name,
): { readonly [Key in Name]?: string } {
  const value = body[name];
  if (value === undefined) return {};
  if (!isText(value)) throw invalid(`${name} must be a text`);
  return { [name]: value } as { readonly [Key in Name]?: string };
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** The command that a path names: `/keys/list`. */
export function commandOf(path: string): ControlCommand | undefined {
  const name = path.slice(1);
  return Object.hasOwn(readers, name) ? (name as ControlCommand) : undefined;
}

/** @throws {InvalidInput} `invalid-value`. */
export function readControlRequest<Command extends ControlCommand>(
  command: Command,
  body: unknown,
): ControlProtocol[Command]["request"] {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw invalid("the body must be an object");
  }
  return readers[command](body as Readonly<Record<string, unknown>>);
}

function requireFields(body: object, names: readonly string[]): void {
  const unknown = Object.keys(body).find((name) => !names.includes(name));
  if (unknown !== undefined) throw invalid(`there is no parameter ${JSON.stringify(unknown)}`);
}

const invalid = (message: string): InvalidInput => new InvalidInput("invalid-value", message);
