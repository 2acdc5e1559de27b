import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { limits } from "../base/index.ts";
import type { CertificateAuthority } from "./certificate-authority.ts";
import { type Authority, gatewayPage, parseAuthority, refusalSentence } from "./gateway-text.ts";
import {
  applyLimits,
  closeServer,
  type Listener,
  listen,
  type SurfaceHandler,
  serverLimits,
  trackWorkload,
  type Workload,
} from "./listener.ts";
import type { Logger } from "./logger.ts";
import { fixedOrigin, type OriginRule, setOriginRule } from "./request-origin.ts";

/** Where the gateway takes a connection. */
export type GatewayRoute =
  | {
      /** TLS ends here, and the requests inside go to a surface under a name of Microsoft's. */
      readonly kind: "surface";
      readonly handler: SurfaceHandler;
      /** What `originOf` says of these requests, such as `https://graph.microsoft.com`. */
      readonly origin: string;
    }
  | {
      /** Bytes are carried as they are, to a port of our own or past us. */
      readonly kind: "tunnel";
      readonly host: string;
      readonly port: number;
    };

export interface GatewayOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly authority: CertificateAuthority;
  /** Decides what is carried; `hostname` is lower case without brackets. Undefined refuses. */
  resolve(hostname: string, port: number): GatewayRoute | undefined;
  readonly log: Logger;
}

interface RoutedSocket extends TLSSocket {
  gatewayRoute?: { readonly handler: SurfaceHandler; readonly origin: OriginRule };
}

/**
 * The HTTP CONNECT proxy through which unmodified clients reach us under Microsoft's names.
 *
 * Source: RFC 9110 section 9.3.6. It carries what `resolve` allows and nothing else. Closing it
 * cuts tunnels, so close the listeners that they lead to first.
 * @throws {Failure} as `startListener` does.
 */
export async function startGateway(options: GatewayOptions): Promise<Listener> {
  const gateway = new Gateway(options);
  const port = await gateway.listen();
  return { port, close: () => gateway.close() };
}

class Gateway {
  readonly #options: GatewayOptions;
  readonly #proxy: Server;
  /** Speaks HTTP on the decrypted connections; it never listens on a port. */
  readonly #inner: Server;
  readonly #innerWorkload: Workload;
  readonly #proxyWorkload: Workload;
  /** Both ends of everything that is carried. */
  readonly #carried = new Set<Socket>();
  #tunnels = 0;
  #isClosing = false;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#proxy = createServer(serverLimits, answerPlainRequest);
    applyLimits(this.#proxy);
    this.#proxyWorkload = trackWorkload(this.#proxy);
    this.#inner = createServer(serverLimits, routeInside);
    applyLimits(this.#inner);
    this.#innerWorkload = trackWorkload(this.#inner);
    // Node starts the timer behind its header and request timeouts on this event only.
    this.#inner.emit("listening");
    this.#proxy.on("connect", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#connect(request.url ?? "", socket as Socket, head);
    });
  }

  listen(): Promise<number> {
    return listen(this.#proxy, this.#options.host, this.#options.port);
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    // The inner server's requests run on connections that the proxy's closing would cut.
    await closeServer(this.#inner, this.#innerWorkload);
    for (const socket of this.#carried) socket.destroy();
    await closeServer(this.#proxy, this.#proxyWorkload);
  }

  #connect(target: string, socket: Socket, head: Buffer): void {
    // Whatever a peer does to its connection is no defect of ours.
    socket.on("error", () => socket.destroy());
    const authority = parseAuthority(target);
    if (authority === undefined) {
      refuse(socket, "400 Bad Request", "CONNECT needs a host name and a port.");
      return;
    }
    const route = this.#options.resolve(authority.hostname, authority.port);
    if (route === undefined) {
      this.#log("refused", authority);
      refuse(socket, "403 Forbidden", refusalSentence(authority));
      return;
    }
    if (this.#isClosing) {
      socket.destroy();
      return;
    }
    if (this.#tunnels >= limits.http.gatewayTunnelsMax) {
      this.#log("too many tunnels", authority);
      refuse(socket, "503 Service Unavailable", "The gateway carries too many connections.");
      return;
    }
    this.#count(socket);
    if (head.length > 0) socket.unshift(head);
    if (route.kind === "tunnel") this.#tunnel(socket, route);
    else this.#terminate(socket, authority, route);
  }

  #count(socket: Socket): void {
    this.#tunnels += 1;
    this.#carried.add(socket);
    socket.setNoDelay(true);
    socket.setTimeout(limits.http.tunnelIdleTimeoutMs, () => socket.destroy());
    socket.once("close", () => {
      this.#tunnels -= 1;
      this.#carried.delete(socket);
    });
  }

  #tunnel(client: Socket, route: { readonly host: string; readonly port: number }): void {
    const upstream = connect({ host: route.host, port: route.port, noDelay: true });
    this.#carried.add(upstream);
    let isConnected = false;
    const slow = setTimeout(() => upstream.destroy(), limits.http.handshakeTimeoutMs);
    upstream.on("error", () => upstream.destroy());
    upstream.once("connect", () => {
      isConnected = true;
      clearTimeout(slow);
      upstream.setTimeout(limits.http.tunnelIdleTimeoutMs, () => upstream.destroy());
      client.write(ESTABLISHED);
      client.pipe(upstream);
      upstream.pipe(client);
    });
    upstream.once("close", () => {
      clearTimeout(slow);
      this.#carried.delete(upstream);
      if (isConnected) client.destroySoon();
      else refuse(client, "502 Bad Gateway", "The gateway could not reach that port.");
    });
    client.once("close", () => upstream.destroy());
  }

  #terminate(
    socket: Socket,
    authority: Authority,
    route: { readonly handler: SurfaceHandler; readonly origin: string },
  ): void {
    const { hostname } = authority;
    const prepared = Promise.all([
      this.#options.authority.contextFor(hostname),
      route.handler.ready(),
    ]);
    prepared.then(
      ([secureContext]) => {
        if (socket.destroyed) return;
        socket.write(ESTABLISHED);
        const secure: RoutedSocket = new TLSSocket(socket, {
          isServer: true,
          secureContext,
          ALPNProtocols: HTTP_1_1,
        });
        secure.gatewayRoute = { handler: route.handler, origin: fixedOrigin(route.origin) };
        this.#awaitHandshake(secure, socket);
      },
      () => {
        this.#log("no certificate", authority);
        refuse(socket, "502 Bad Gateway", "The gateway could not make a certificate.");
      },
    );
  }

  #awaitHandshake(secure: TLSSocket, socket: Socket): void {
    const slow = setTimeout(() => secure.destroy(), limits.http.handshakeTimeoutMs);
    secure.on("error", () => secure.destroy());
    // The proxy's connections may stay half open, and so would one that ends before its handshake.
    const giveUp = (): void => {
      secure.destroy();
    };
    secure.once("end", giveUp);
    secure.once("close", () => {
      clearTimeout(slow);
      socket.destroy();
    });
    secure.once("secure", () => {
      clearTimeout(slow);
      secure.off("end", giveUp);
      this.#inner.emit("connection", secure);
    });
  }

  #log(outcome: string, { hostname, port }: Authority): void {
    this.#options.log.info({ gateway: outcome, host: hostname, port });
  }
}

/** The one protocol offered, in the wire form that a bare TLSSocket wants. RFC 7301 section 3.1. */
const HTTP_1_1: Uint8Array = Buffer.from("\x08http/1.1", "latin1");

const ESTABLISHED = "HTTP/1.1 200 Connection Established\r\n\r\n";

function routeInside(request: IncomingMessage, response: ServerResponse): void {
  const route = (request.socket as RoutedSocket).gatewayRoute;
  if (route === undefined) {
    response.destroy();
    return;
  }
  setOriginRule(request, route.origin);
  route.handler.routing(request, response);
}

/** What is not CONNECT: a person who looks with a browser, or a client that proxies plain http. */
function answerPlainRequest(request: IncomingMessage, response: ServerResponse): void {
  const { status, text, allow } = gatewayPage(request.method ?? "", request.url ?? "");
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "x-content-type-options": "nosniff",
    ...(allow === undefined ? {} : { allow }),
  });
  response.end(request.method === "HEAD" ? undefined : text);
}

function refuse(socket: Socket, status: string, sentence: string): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const text = `${sentence}\n`;
  const headers = [
    "content-type: text/plain; charset=utf-8",
    `content-length: ${Buffer.byteLength(text)}`,
    "connection: close",
  ];
  // What the client still sends is read and dropped: closing on unread bytes would reset the
  // connection before the sentence arrives.
  socket.resume();
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join("\r\n")}\r\n\r\n${text}`);
  const slow = setTimeout(() => socket.destroy(), limits.http.handshakeTimeoutMs);
  socket.once("close", () => clearTimeout(slow));
}
