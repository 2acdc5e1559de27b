import { resolve } from "node:path";
import { Failure, limits } from "../base/index.ts";
import type { SurfaceName } from "../http/index.ts";
import type { AssertionUse } from "../identity/index.ts";
import { SURFACES } from "./surfaces.ts";

/** How to start; everything has a default. */
export interface StartOptions {
  /** Data folder; made when missing. Default `./.lazurite`. */
  readonly dataFolder?: string;
  /** Throw-away data in a temporary folder, removed at the end. */
  readonly isEphemeral?: boolean;
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string;
  /** Base port: login, arm, graph … follow each other; 0 lets the system choose each. */
  readonly port?: number;
  /** Seed and keep fresh the Contoso demo. Default true. */
  readonly hasDemo?: boolean;
  /**
   * How long a role assignment takes to be effective, in milliseconds: becomes the store's setting,
   * which holds until it is changed. Without it the store's own holds; a new one has 0.
   */
  readonly propagationDelayMs?: number;
  /** Opens the admin origin on this port of 127.0.0.1; 0 lets the system choose. Default: none. */
  readonly adminPort?: number;
  /** The clock stands still here from the start, until the server's `clock` moves it. */
  readonly frozenAt?: Date;
  /** How often an application may send one assertion that it signed. Default `until-expiry`. */
  readonly assertionUse?: AssertionUse;
  readonly logLevel?: LogLevel;
}

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** Options with every default filled in and checked. */
export interface ServerConfig {
  readonly dataFolder: string;
  readonly isEphemeral: boolean;
  readonly host: string;
  readonly ports: Readonly<Record<SurfaceName | "gateway", number>>;
  readonly hasDemo: boolean;
  readonly propagationDelayMs: number | undefined;
  readonly adminPort: number | undefined;
  /** Milliseconds since 1970. */
  readonly frozenAt: number | undefined;
  readonly assertionUse: AssertionUse;
  readonly logLevel: LogLevel;
}

export const BASE_PORT_DEFAULT = 8443;
const GATEWAY_PORT_DEFAULT = 8080;

/** @throws {Failure} `server/invalid-option` (facts: `option`, `reason`). */
export function readOptions(options: StartOptions, temporaryFolder: () => string): ServerConfig {
  const isEphemeral = options.isEphemeral ?? false;
  if (isEphemeral && options.dataFolder !== undefined) {
    throw invalid("--ephemeral", "cannot be combined with --data: it keeps nothing");
  }
  checkTimes(options);
  const { propagationDelayMs, adminPort, frozenAt } = options;
  if (adminPort !== undefined && !isWithin(adminPort, 65_535)) {
    throw invalid("--admin-port", "must be 0 or a port up to 65535");
  }
  return {
    dataFolder: isEphemeral ? temporaryFolder() : resolve(options.dataFolder ?? ".lazurite"),
    isEphemeral,
    host: options.host ?? "127.0.0.1",
    ports: portsFrom(options.port),
    hasDemo: options.hasDemo ?? true,
    propagationDelayMs,
    adminPort,
    frozenAt: frozenAt?.getTime(),
    assertionUse: options.assertionUse ?? "until-expiry",
    logLevel: options.logLevel ?? "info",
  };
}

function checkTimes({ propagationDelayMs = 0, frozenAt }: StartOptions): void {
  if (!isWithin(propagationDelayMs, limits.access.propagationDelayMsMax)) {
    throw invalid("--propagation-delay", "must lie between 0 s and 60 min");
  }
  if (frozenAt !== undefined && !isWithin(frozenAt.getTime(), limits.clock.latestMs)) {
    throw invalid("--frozen-at", "must be a time between 1970 and 2100");
  }
}

const isWithin = (count: number, max: number): boolean =>
  Number.isInteger(count) && count >= 0 && count <= max;

function portsFrom(base: number | undefined): ServerConfig["ports"] {
  const first = base ?? BASE_PORT_DEFAULT;
  if (!Number.isInteger(first) || first < 0 || first + SURFACES.length > 65_535) {
    throw invalid("--port", `must be 0 or a port up to ${65_535 - SURFACES.length}`);
  }
  const at = (offset: number): number => (first === 0 ? 0 : first + offset);
  const entries = SURFACES.map((surface, index) => [surface, at(index)] as const);
  const gateway = base === undefined ? GATEWAY_PORT_DEFAULT : at(SURFACES.length);
  return { ...Object.fromEntries(entries), gateway } as ServerConfig["ports"];
}

function invalid(option: string, reason: string): Failure {
  return new Failure("server/invalid-option", `${option} ${reason}`, {
    facts: { option, reason },
  });
}
