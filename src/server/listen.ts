import type { FastifyInstance } from "fastify";
import {
  type CertificateAuthority,
  type GatewayRoute,
  type Logger,
  type SurfaceName,
  startGateway,
  startListener,
} from "../http/index.ts";
import type { ServerConfig } from "./options.ts";
import type { Origins } from "./origins.ts";
import type { Shutdown } from "./shutdown.ts";
import { certificateNames, PLAIN_HTTP, SURFACES, surfaceOfHost } from "./surfaces.ts";

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "::1", "[::1]"]);

export interface ListenDependencies {
  readonly config: ServerConfig;
  readonly surfaces: Readonly<Record<SurfaceName, FastifyInstance>>;
  readonly authority: CertificateAuthority;
  readonly origins: Origins;
  readonly log: Logger;
  readonly shutdown: Shutdown;
}

/** Opens every surface's own port, then the gateway that reaches the same surfaces by name. */
export async function listen(deps: ListenDependencies): Promise<{ readonly proxy: string }> {
  const ports = await listenOnOwnPorts(deps);
  const { config, authority, log, surfaces, shutdown } = deps;
  const gateway = await startGateway({
    host: config.host,
    port: config.ports.gateway,
    authority,
    log,
    resolve: (hostname, port) => route({ hostname, port, ports, surfaces, config }),
  });
  shutdown.add(() => gateway.close());
  return { proxy: `http://${authorityPart(config.host)}:${gateway.port}` };
}

async function listenOnOwnPorts(deps: ListenDependencies): Promise<ReadonlySet<number>> {
  const { config, surfaces, authority, origins, shutdown } = deps;
  const tls = await authority.serverContext([
    "localhost",
    "*.localhost",
    "127.0.0.1",
    "::1",
    ...(isLoopback(config.host) ? [] : [config.host]),
    ...certificateNames(),
  ]);
  const ports = new Set<number>();
  for (const name of SURFACES) {
    const scheme = PLAIN_HTTP.has(name) ? "http" : "https";
    const host = PLAIN_HTTP.has(name) ? authorityPart(config.host) : ownHost(config.host);
    const listener = await startListener({
      host: config.host,
      port: config.ports[name],
      surface: surfaces[name],
      ...(PLAIN_HTTP.has(name) ? {} : { tls }),
      origins: (port) => [`${scheme}://${host}:${port}`],
    });
    shutdown.add(() => listener.close());
    origins.set(name, `${scheme}://${host}:${listener.port}`);
    // Through the gateway, a peer from the network would look like a program of this machine.
    if (!PLAIN_HTTP.has(name) || LOOPBACK_NAMES.has(config.host)) ports.add(listener.port);
  }
  return ports;
}

interface RouteRequest {
  readonly hostname: string;
  readonly port: number;
  readonly ports: ReadonlySet<number>;
  readonly surfaces: Readonly<Record<SurfaceName, FastifyInstance>>;
  readonly config: ServerConfig;
}

/** Microsoft's names end here; our own ports are tunnelled, since some clients proxy everything. */
function route(request: RouteRequest): GatewayRoute | undefined {
  const { hostname, port, ports, surfaces, config } = request;
  const surface = port === 443 ? surfaceOfHost(hostname) : undefined;
  if (surface !== undefined) {
    return { kind: "surface", handler: surfaces[surface], origin: `https://${hostname}` };
  }
  const isOwnHost = LOOPBACK_NAMES.has(hostname) || hostname === config.host;
  return isOwnHost && ports.has(port) ? { kind: "tunnel", host: config.host, port } : undefined;
}

function isLoopback(host: string): boolean {
  return LOOPBACK_NAMES.has(host) || host === "0.0.0.0" || host === "::";
}

/** Clients on this machine use `localhost`; another address is named as it was given. */
function ownHost(host: string): string {
  return isLoopback(host) ? "localhost" : authorityPart(host);
}

function authorityPart(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}
