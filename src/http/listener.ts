import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { SecureContextOptions } from "node:tls";
import { Failure, limits } from "../base/index.ts";
import { ownOrigins, setOriginRule } from "./request-origin.ts";

/** What a listener feeds requests to; a surface of `createSurface` is one. */
export interface SurfaceHandler {
  ready(): PromiseLike<unknown>;
  routing(request: IncomingMessage, response: ServerResponse): void;
}

export interface ListenerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly surface: SurfaceHandler;
  /** Key and certificate in PEM; without it the listener speaks plain http. */
  readonly tls?: Pick<SecureContextOptions, "key" | "cert">;
  /** The listener's own origins once its port is known; the first is canonical. */
  origins(port: number): readonly string[];
}

export interface Listener {
  readonly port: number;
  /** Ends idle connections at once and waits, bounded, for running requests. */
  close(): Promise<void>;
}

/**
 * Serves one surface on one port of its own.
 *
 * @throws {Failure} `http/port-in-use`, `http/port-forbidden` (fact `port`),
 *   `http/host-unavailable` (fact `host`).
 */
export async function startListener(options: ListenerOptions): Promise<Listener> {
  const { surface, tls } = options;
  await surface.ready();
  const server =
    tls === undefined
      ? createServer(serverLimits)
      : createTlsServer({
          ...serverLimits,
          ...tls,
          handshakeTimeout: limits.http.handshakeTimeoutMs,
          minVersion: "TLSv1.2",
        });
  applyLimits(server);
  const workload = trackWorkload(server);
  const port = await listen(server, options.host, options.port);
  const origins = ownOrigins(options.origins(port), tls === undefined ? "http" : "https", port);
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    setOriginRule(request, origins);
    surface.routing(request, response);
  });
  return { port, close: () => closeServer(server, workload) };
}

/** Constructor options of every http server that we run. */
export const serverLimits: ServerOptions = {
  maxHeaderSize: limits.http.headerBytesMax,
  requestTimeout: limits.http.requestTimeoutMs,
  headersTimeout: limits.http.headersTimeoutMs,
  keepAliveTimeout: limits.http.keepAliveTimeoutMs,
  connectionsCheckingInterval: limits.http.timeoutCheckMs,
  noDelay: true,
};

/** Settings that are properties of a server rather than constructor options. */
export function applyLimits(server: Server): void {
  server.maxConnections = limits.http.connectionsMax;
  // The size of all headers is bounded; a count would drop the ones above it in silence.
  server.maxHeadersCount = 0;
  server.on("clientError", refuseBrokenRequest);
}

/** Answers what is not HTTP, or too large to be read, without quoting it. */
export function refuseBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || !isAnswerable(error, socket)) {
    socket.destroy();
    return;
  }
  const status = brokenRequestStatus(error.code);
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  socket.once("finish", () => socket.destroy());
}

/** Not after a failed handshake, a reset, or in the middle of an answer to an earlier request. */
function isAnswerable(error: NodeJS.ErrnoException, socket: Duplex): boolean {
  if (error.code === "ECONNRESET" || error.code?.startsWith("ERR_SSL") === true) return false;
  // Node's own handler looks at the same field; there is no public one.
  const { _httpMessage: answer } = socket as { _httpMessage?: ServerResponse | null };
  return answer?.headersSent !== true;
}

function brokenRequestStatus(code: string | undefined): string {
  if (code === "HPE_HEADER_OVERFLOW") return "431 Request Header Fields Too Large";
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return "408 Request Timeout";
  return "400 Bad Request";
}

/** Listens, or says by a `Failure` why that is not possible; resolves to the port. */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void => {
      reject(listenFailure(error, host, port));
    };
    server.once("error", refuse);
    server.listen({ host, port }, () => {
      server.off("error", refuse);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

function listenFailure(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const facts = { port: String(port), host };
  switch (error.code) {
    case "EADDRINUSE":
      return new Failure("http/port-in-use", `port ${port} is already in use`, { facts });
    case "EACCES":
      return new Failure("http/port-forbidden", `port ${port} may not be opened`, { facts });
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new Failure("http/host-unavailable", `${host} is not an address of this machine`, {
        facts,
      });
    default:
      return error;
  }
}

/** What a server has in hand: its open connections and the requests that run. */
export interface Workload {
  readonly sockets: ReadonlySet<Socket>;
  running(): number;
}

/** Counts a server's connections and requests, so that closing it can wait for the right ones. */
export function trackWorkload(server: Server): Workload {
  const sockets = new Set<Socket>();
  let running = 0;
  const forget = (): void => {
    running -= 1;
  };
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("request", (_request, response) => {
    running += 1;
    response.once("close", forget);
  });
  return { sockets, running: () => running };
}

/** Stops a server: no new connections, idle ones ended, the rest when done or after a while. */
export async function closeServer(server: Server, { sockets, running }: Workload): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const endAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const endIdle = (): void => {
    if (running() === 0) endAll();
    else server.closeIdleConnections();
  };
  endIdle();
  // Connections turn idle one by one as their last request ends.
  const sweep = setInterval(endIdle, limits.http.closeSweepMs);
  const deadline = setTimeout(endAll, limits.http.closeGraceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(deadline);
}
