import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, type RequestOptions, request } from "node:https";
import { connect as connectPlain } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connect } from "node:tls";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../base/index.ts";
import { type CertificateAuthority, openCertificateAuthority } from "./certificate-authority.ts";
import { createSurface, type SurfaceOptions } from "./create-surface.ts";
import type { KeyPairPem } from "./issue-certificate.ts";
import { type Listener, startListener } from "./listener.ts";
import { createLogger } from "./logger.ts";
import { originOf } from "./request-origin.ts";

let folder = "";
let authority: CertificateAuthority;
let tls: KeyPairPem;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lazurite-listener-"));
  authority = await openCertificateAuthority(folder, systemClock);
  tls = await authority.serverContext(["localhost", "127.0.0.1"]);
});
afterAll(() => rm(folder, { recursive: true }));

function makeSurface(options: Partial<SurfaceOptions> = {}): FastifyInstance {
  const surface = createSurface({
    name: "arm",
    log: createLogger({ level: "silent" }),
    writeError: (refusal) => ({
      status: refusal.kind === "invalid-input" && refusal.reason === "body-too-large" ? 413 : 400,
      body: { own: refusal.kind === "invalid-input" ? refusal.reason : refusal.kind },
    }),
    ...options,
  });
  surface.get("/a/:id", async (asked) => ({ id: asked.params, body: String(asked.body) }));
  surface.post("/a", async (asked) => ({ body: String(asked.body) }));
  surface.get("/origin", async (asked) => originOf(asked.raw));
  return surface;
}

function start(surface: FastifyInstance, port = 0): Promise<Listener> {
  return startListener({
    host: "127.0.0.1",
    port,
    surface,
    tls,
    origins: (actual) => [`https://localhost:${actual}`],
  });
}

interface Answer {
  status: number | undefined;
  connection: string | undefined;
  body: string;
}

async function ask(port: number, options: RequestOptions, body?: string): Promise<Answer> {
  const asked = request({
    host: "127.0.0.1",
    port,
    ca: authority.caPem,
    servername: "localhost",
    ...options,
  });
  asked.end(body);
  const [answer] = await once(asked, "response");
  const { statusCode: status, headers } = answer;
  return { status, connection: headers.connection, body: await text(answer) };
}

/** What a server says to bytes over TLS until it hangs up. */
async function say(port: number, bytes: string): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port, ca: authority.caPem });
  socket.on("error", () => socket.destroy());
  socket.write(bytes);
  return text(socket).catch(() => "");
}

test("many requests share one connection, and a GET may carry a body", async () => {
  const listener = await start(makeSurface({ bodies: "raw" }));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const get = { agent, method: "GET", path: "//a//x?api%2Dversion=1" };
  const headers = { "content-type": "application/x-www-form-urlencoded", "content-length": 11 };
  for (let turn = 0; turn < 3; turn += 1) {
    const answer = await ask(listener.port, { ...get, headers }, '{"query":1}');
    expect(JSON.parse(answer.body)).toEqual({ id: { id: "x" }, body: '{"query":1}' });
  }
  const bodiless = await ask(listener.port, get);
  expect(JSON.parse(bodiless.body).body).toBe("undefined");
  expect(Object.values(agent.freeSockets).flat()).toHaveLength(1);
  agent.destroy();
  await listener.close();
});

test("the origin is the listener's own, whatever Host says", async () => {
  const listener = await start(makeSurface());
  const { port } = listener;
  const asked = async (host: string): Promise<string> =>
    (await ask(port, { path: "/origin", headers: { host } })).body;
  expect(await asked(`127.0.0.1:${port}`)).toBe(`https://127.0.0.1:${port}`);
  expect(await asked(`[::1]:${port}`)).toBe(`https://[::1]:${port}`);
  expect(await asked("evil.example")).toBe(`https://localhost:${port}`);
  const absolute = `GET http://127.0.0.1:${port}/origin HTTP/1.1\r\nhost: evil.example\r\n`;
  expect(await say(port, `${absolute}connection: close\r\n\r\n`)).toContain(
    `https://127.0.0.1:${port}`,
  );
  await listener.close();
});

test("a refused body that is too large leaves the connection usable", async () => {
  const listener = await start(makeSurface({ bodyBytesMax: 1_000 }));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const post = { agent, method: "POST", path: "/a" };
  const headers = { "content-type": "application/json" };
  const large = await ask(listener.port, { ...post, headers }, "x".repeat(2_000_000));
  expect(large).toEqual({
    status: 413,
    connection: "keep-alive",
    body: '{"own":"body-too-large"}',
  });
  const broken = await ask(listener.port, { ...post, headers }, "{");
  expect(broken).toEqual({
    status: 400,
    connection: "keep-alive",
    body: '{"own":"malformed-json"}',
  });
  agent.destroy();
  await listener.close();
});

test.each([
  ["garbage\r\n\r\n", /^HTTP\/1\.1 400 /],
  ["GET /a/1 HTTP/1.1\r\n\r\n", /^HTTP\/1\.1 400 /],
  [`GET /a/1 HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(20_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
  ["POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: x\r\n\r\n", /^HTTP\/1\.1 400 /],
  [
    "POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
    /^HTTP\/1\.1 400 /,
  ],
  [
    "GET /a/1 HTTP/1.1\r\nhost: x\r\nauthorization: a\r\nAuthorization: b\r\nconnection: close\r\n\r\n",
    /duplicate-header/,
  ],
  ["GET /%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", /malformed-url/],
])("a broken request is refused and harms nobody: %j", async (bytes, expected) => {
  const listener = await start(makeSurface());
  expect(await say(listener.port, bytes)).toMatch(expected);
  expect((await ask(listener.port, { path: "/a/1" })).status).toBe(200);
  await listener.close();
});

test("bytes that are no handshake, and clients that vanish, harm nobody", async () => {
  const listener = await start(makeSurface());
  const garbage = connectPlain(listener.port, "127.0.0.1");
  garbage.on("error", () => garbage.destroy());
  garbage.end("GET / HTTP/1.1\r\n\r\n");
  await once(garbage, "close");
  const vanishing = connect({ host: "127.0.0.1", port: listener.port, ca: authority.caPem });
  await once(vanishing, "secureConnect");
  vanishing.write("POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf");
  vanishing.destroy();
  expect((await ask(listener.port, { path: "/a/1" })).status).toBe(200);
  await listener.close();
});

test("a taken port and a foreign address are told as what they are", async () => {
  const surface = makeSurface();
  const listener = await start(surface);
  await expect(start(makeSurface(), listener.port)).rejects.toMatchObject({
    code: "http/port-in-use",
    facts: { port: String(listener.port) },
  });
  const foreign = { host: "192.0.2.1", port: 0, surface, origins: () => [] };
  await expect(startListener(foreign)).rejects.toMatchObject({ code: "http/host-unavailable" });
  await listener.close();
});

test("closing ends idle connections and waits for running requests", async () => {
  const surface = makeSurface();
  const started = deferred();
  const released = deferred();
  surface.get("/slow", async () => {
    started.resolve();
    await released.promise;
    return "done";
  });
  const listener = await start(surface);
  const silent = connect({ host: "127.0.0.1", port: listener.port, ca: authority.caPem });
  await once(silent, "secureConnect");
  const agent = new Agent({ keepAlive: true });
  const slow = ask(listener.port, { agent, path: "/slow" });
  await started.promise;
  const closed = listener.close();
  released.resolve();
  expect((await slow).body).toBe("done");
  await closed;
  await expect(ask(listener.port, { path: "/a/1" })).rejects.toThrow("ECONNREFUSED");
});

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
