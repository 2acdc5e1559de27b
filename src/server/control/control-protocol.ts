import { InvalidInput } from "../../http/index.ts";
import type { KeyPlace } from "../../identity/index.ts";
import type { FirstTenantAnswer, FirstTenantRequest } from "../first-tenant.ts";

/** What can be asked of a store through its control door, and what comes back. */
export interface ControlProtocol {
  "keys/list": { readonly request: NoParameters; readonly answer: KeysAnswer };
  "keys/rotate": { readonly request: RotateKeys; readonly answer: KeysAnswer };
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
