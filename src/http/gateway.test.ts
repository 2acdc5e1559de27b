import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { request as secureRequest } from "node:https";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connect as secureConnect, TLSSocket } from "node:tls";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../base/index.ts";
import { type CertificateAuthority, openCertificateAuthority } from "./certificate-authority.ts";
import { createSurface } from "./create-surface.ts";
import { startGateway } from "./gateway.ts";
import { type Listener, startListener } from "./listener.ts";
import { createLogger } from "./logger.ts";
import { originOf } from "./request-origin.ts";

const log = createLogger({ level: "silent" });
const microsoft = new Set([
  "login.microsoftonline.com",
  "a.westeurope-1.ingest.monitor.azure.com",
  "contoso.azureiotcentral.com",
]);

let folder = "";
let authority: CertificateAuthority;
let surface: FastifyInstance;
let listener: Listener;
let gateway: Listener;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lazurite-gateway-"));
  authority = await openCertificateAuthority(folder, systemClock);
  const tls = await authority.serverContext(["localhost", "login.microsoftonline.com"]);
  surface = createSurface({
    name: "login",
    log,
    writeError: ({ kind }) => ({ status: 400, body: { own: kind } }),
  });
  surface.get("/origin", async (asked) => originOf(asked.raw));
  listener = await startListener({
    host: "127.0.0.1",
    port: 0,
    surface,
    tls,
    origins: (port) => [`https://localhost:${port}`],
  });
  gateway = await startTestGateway();
});
afterAll(async () => {
  await listener.close();
  await gateway.close();
  await rm(folder, { recursive: true });
});

function startTestGateway(): Promise<Listener> {
  return startGateway({
    host: "127.0.0.1",
    port: 0,
    authority,
    log,
    resolve(hostname, port) {
      if (hostname === "localhost") return { kind: "tunnel", host: "127.0.0.1", port };
      if (!microsoft.has(hostname) || port !== 443) return undefined;
      return { kind: "surface", handler: surface, origin: `https://${hostname}` };
    },
  });
}

/** Asks a gateway for a connection: its answer, and the socket behind it. */
async function dial(
  target: string,
  port = gateway.port,
): Promise<{ status: number; body: string; socket: Socket }> {
  const asked = request({ host: "127.0.0.1", port, method: "CONNECT", path: target, agent: false });
  asked.end();
  const [answer, socket, head] = await once(asked, "connect");
  const status = answer.statusCode;
  return { status, socket, body: status === 200 ? "" : `${head}${await text(socket)}` };
}

async function dialSecurely(hostname: string, port = 443, proxy?: number): Promise<TLSSocket> {
  const { socket } = await dial(`${hostname}:${port}`, proxy);
  const secure = secureConnect({ socket, servername: hostname, ca: authority.caPem });
  await once(secure, "secureConnect");
  return secure;
}

async function originsSeen(secure: TLSSocket, count: number): Promise<string[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  agent.createConnection = () => secure;
  const origins: string[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const asked = request({ agent, path: "/origin", headers: { host: "evil.example" } });
    asked.end();
    const [answer] = await once(asked, "response");
    origins.push(await text(answer));
  }
  agent.destroy();
  secure.destroy();
  return origins;
}

test("Microsoft's names are answered with certificates of theirs, many requests a tunnel", async () => {
  for (const hostname of microsoft) {
    const secure = await dialSecurely(hostname);
    const origin = `https://${hostname}`;
    expect(await originsSeen(secure, 3)).toEqual([origin, origin, origin]);
  }
});

test("names have no case, and may end in a dot", async () => {
  const { status, socket } = await dial("LOGIN.MicrosoftOnline.com.:443");
  expect(status).toBe(200);
  socket.destroy();
});

test("a handshake may come in the same packet as CONNECT", async () => {
  const plain = connect(gateway.port, "127.0.0.1");
  const hello = await clientHello("login.microsoftonline.com");
  plain.write(
    Buffer.concat([
      Buffer.from("CONNECT login.microsoftonline.com:443 HTTP/1.1\r\nhost: x\r\n\r\n"),
      hello,
    ]),
  );
  // A handshake record: 22, version 3.x.
  const established = "HTTP/1.1 200 Connection Established\r\n\r\n\x16\x03";
  let seen = "";
  plain.setEncoding("latin1").on("data", (chunk: string) => {
    seen += chunk;
    if (seen.startsWith(established)) plain.destroy();
  });
  await once(plain, "close");
  expect(seen.slice(0, established.length)).toBe(established);
});

/** The first bytes that a TLS client sends. */
async function clientHello(servername: string): Promise<Buffer> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const client = secureConnect({ port, host: "127.0.0.1", servername });
  client.on("error", () => client.destroy());
  const [accepted] = (await once(server, "connection")) as [Socket];
  const [hello] = (await once(accepted, "data")) as [Buffer];
  accepted.destroy();
  client.destroy();
  server.close();
  return hello;
}

test("our own ports are tunnelled to, so that a client may proxy every host", async () => {
  const secure = await dialSecurely("localhost", listener.port);
  expect(await originsSeen(secure, 2)).toEqual(
    Array.from({ length: 2 }, () => `https://localhost:${listener.port}`),
  );
});

test("every other name is refused with one sentence that says what to do", async () => {
  const { status, body } = await dial("example.org:443");
  expect(status).toBe(403);
  expect(body).toBe(
    "Lazurite's gateway carries only connections to Microsoft's sign-in, management, Graph, " +
      "logs, metrics and IoT Central names that it answers for itself, and to its own ports; to " +
      "let it pass example.org:443 on to the network, start it with --gateway-pass-through.\n",
  );
  expect((await dial("login.microsoftonline.com:80")).status).toBe(403);
});

test.each(["x", "x:", "x:0", "x:65536", "[::1:443", "[x]:443", "a b:1", "http://x:1/", "<x>:1"])(
  "the target %j is refused as malformed",
  async (target) => {
    const socket = connect(gateway.port, "127.0.0.1");
    socket.end(`CONNECT ${target} HTTP/1.1\r\nhost: x\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
  },
);

test("a port where nobody listens is a bad gateway, not a silence", async () => {
  const free = createServer().listen(0, "127.0.0.1");
  await once(free, "listening");
  const { port } = free.address() as { port: number };
  free.close();
  await once(free, "close");
  expect((await dial(`localhost:${port}`)).status).toBe(502);
});

test.each([
  ["GET", "/", 200, /HTTPS_PROXY/],
  ["POST", "/", 405, /CONNECT/],
  ["GET", "http://example.org/", 403, /plain http requests are not passed on/],
] as const)("%s %s without CONNECT is answered %d", async (method, path, status, words) => {
  const asked = request({ host: "127.0.0.1", port: gateway.port, method, path, agent: false });
  asked.end();
  const [answer] = await once(asked, "response");
  expect([answer.statusCode, await text(answer)]).toEqual([status, expect.stringMatching(words)]);
});

test("garbage, half handshakes and resets leave it serving, and nothing open behind", async () => {
  const own = await startTestGateway();
  const say = (bytes: string): Socket => {
    const socket = connect(own.port, "127.0.0.1");
    socket.on("error", () => socket.destroy());
    socket.write(bytes);
    return socket.resume();
  };
  const dialled = "CONNECT login.microsoftonline.com:443 HTTP/1.1\r\nhost: x\r\n\r\n";
  const ended = [say("\x16\x03garbage\r\n\r\n"), say(`${dialled}not a handshake at all`)];
  await Promise.all(ended.map((socket) => once(socket, "close")));
  const reset = await dial("login.microsoftonline.com:443", own.port);
  reset.socket.write("\x16\x03\x01\x02");
  reset.socket.resetAndDestroy();
  const tunnelled = await dial(`localhost:${listener.port}`, own.port);
  tunnelled.socket.resetAndDestroy();
  const shaken = await dial("login.microsoftonline.com:443", own.port);
  const secure = secureConnect({
    socket: shaken.socket,
    servername: "login.microsoftonline.com",
    ca: authority.caPem,
  });
  secure.on("error", () => secure.destroy());
  await once(secure, "secureConnect");
  shaken.socket.resetAndDestroy();
  const waiting = await dial("login.microsoftonline.com:443", own.port);
  const idle = await dialSecurely("contoso.azureiotcentral.com", 443, own.port);
  const cut = [waiting.socket, idle].map((socket) => {
    socket.on("error", () => socket.destroy());
    return once(socket.resume(), "close");
  });
  await own.close();
  await Promise.all(cut);
});

test("tunnels that clients give up, in any way, are gone at once", async () => {
  const open = (): number =>
    process.getActiveResourcesInfo().filter((kind) => kind === "TCPSocketWrap").length;
  const before = open();
  const ways: readonly ((socket: Socket) => unknown)[] = [
    (socket) => (socket instanceof TLSSocket ? socket.destroy() : socket.resetAndDestroy()),
    (socket) => socket.end("x"),
    (socket) => socket.end(),
    (socket) => socket.destroy(),
  ];
  for (const giveUp of ways) {
    for (const target of ["login.microsoftonline.com:443", `localhost:${listener.port}`]) {
      const { socket } = await dial(target);
      socket.on("error", () => socket.destroy());
      giveUp(socket.resume());
    }
    const secure = await dialSecurely("login.microsoftonline.com");
    giveUp(secure.resume().on("error", () => secure.destroy()));
  }
  await expect.poll(open, { timeout: 5_000 }).toBeLessThanOrEqual(before);
});

test("a certificate for another name is not accepted by a client", async () => {
  const { socket } = await dial("login.microsoftonline.com:443");
  const asked = secureRequest({
    createConnection: () =>
      secureConnect({ socket, servername: "graph.microsoft.com", ca: authority.caPem }),
  });
  asked.end();
  await expect(once(asked, "response")).rejects.toThrow(/altnames/);
  socket.destroy();
});
