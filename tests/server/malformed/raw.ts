/** Bytes that no client library would send, on a connection of their own. */
import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

export interface RawAnswer {
  /** Undefined when the connection was closed without an answer. */
  readonly status: number | undefined;
  readonly head: string;
  readonly body: string;
}

const MS_MAX = 10_000;

/** Sends all bytes, says that no more will come, and reads to the end of the connection. */
export async function exchange(origin: string, ca: string, bytes: Buffer): Promise<RawAnswer> {
  const { protocol, hostname, port } = new URL(origin);
  const socket: Socket =
    protocol === "https:"
      ? connectTls({ host: hostname, port: Number(port), ca, servername: "localhost" })
      : connectPlain({ host: hostname, port: Number(port) });
  const received = await readAll(socket, bytes);
  const [head = "", ...rest] = received.split("\r\n\r\n");
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
  return {
    status: status === undefined ? undefined : Number(status),
    head,
    body: rest.join("\r\n\r\n"),
  };
}

function readAll(socket: Socket, bytes: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const done = (): void => resolve(Buffer.concat(chunks).toString("latin1"));
    socket.setTimeout(MS_MAX, () => {
      socket.destroy();
      reject(new Error(`no end within ${MS_MAX} ms of: ${bytes.toString("latin1").slice(0, 300)}`));
    });
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    // A server may cut off what it will not read; what it said before counts.
    socket.on("error", done);
    socket.on("close", done);
    socket.end(bytes);
  });
}

const crlf = (...lines: readonly string[]): string => `${lines.join("\r\n")}\r\n\r\n`;
const CLOSE = "Connection: close";

/** Requests that break HTTP itself, for any surface. */
export function brokenHttp(host: string): readonly string[] {
  const at = `Host: ${host}`;
  return [
    crlf("GET"),
    crlf("GET /"),
    crlf("GET / HTTP/9.9", at),
    crlf("GET / HTTP/1.1"),
    crlf("GET / HTTP/1.1", at, at, CLOSE),
    crlf("GET / HTTP/1.1", "Host: https://login.microsoftonline.com", CLOSE),
    crlf("GET / HTTP/1.1", "Host: example.com", CLOSE),
    crlf("GET / HTTP/1.1", "Host: ", CLOSE),
    crlf("GET / HTTP/1.1", "Host: \u0001", CLOSE),
    crlf("get / HTTP/1.1", at, CLOSE),
    crlf("BREW /pot HTTP/1.1", at, CLOSE),
    crlf("TRACE / HTTP/1.1", at, CLOSE),
    crlf("CONNECT example.com:443 HTTP/1.1", at, CLOSE),
    crlf("GET * HTTP/1.1", at, CLOSE),
    crlf("OPTIONS * HTTP/1.1", at, CLOSE),
    crlf("GET http://example.com/ HTTP/1.1", at, CLOSE),
    crlf("GET //example.com/path HTTP/1.1", at, CLOSE),
    crlf("GET /\u0000 HTTP/1.1", at, CLOSE),
    crlf("GET /a b HTTP/1.1", at, CLOSE),
    crlf(`GET /${"a".repeat(20_000)} HTTP/1.1`, at, CLOSE),
    crlf("GET / HTTP/1.1", at, `X: ${"a".repeat(20_000)}`, CLOSE),
    crlf("GET / HTTP/1.1", at, ...Array.from({ length: 3_000 }, (_, n) => `X${n}: 1`), CLOSE),
    crlf("GET / HTTP/1.1", at, "No colon", CLOSE),
    crlf("GET / HTTP/1.1", at, ": no name", CLOSE),
    crlf("GET / HTTP/1.1", at, "A\u0000: b", CLOSE),
    crlf("GET / HTTP/1.1", at, "A: b\u0000c", CLOSE),
    crlf("GET / HTTP/1.1", at, " folded: yes", CLOSE),
    crlf("POST / HTTP/1.1", at, "Content-Length: -1", CLOSE),
    crlf("POST / HTTP/1.1", at, "Content-Length: x", CLOSE),
    crlf("POST / HTTP/1.1", at, "Content-Length: 1", "Content-Length: 2", CLOSE),
    `${crlf("POST / HTTP/1.1", at, "Content-Length: 4", "Transfer-Encoding: chunked", CLOSE)}0\r\n\r\n`,
    `${crlf("POST / HTTP/1.1", at, "Transfer-Encoding: chunked", CLOSE)}zz\r\n`,
    `${crlf("POST / HTTP/1.1", at, "Transfer-Encoding: chunked", CLOSE)}-1\r\n`,
    `${crlf("POST / HTTP/1.1", at, "Transfer-Encoding: gzip", CLOSE)}x`,
    `${crlf("POST / HTTP/1.1", at, "Content-Length: 99999999999999999999", CLOSE)}x`,
    `${crlf("POST / HTTP/1.1", at, "Content-Length: 50", CLOSE)}short`,
    crlf("GET / HTTP/1.1", at, "Expect: the-impossible", CLOSE),
    crlf("GET / HTTP/1.1", at, "Upgrade: websocket", "Connection: upgrade"),
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001",
    "\u0000".repeat(100),
    "\r\n\r\n\r\n",
    "",
  ];
}

/** What a gateway can be asked that it must refuse. */
export function brokenConnects(): readonly string[] {
  const targets = [
    "example.com:443",
    "login.microsoftonline.com:80",
    "login.microsoftonline.com",
    "login.microsoftonline.com.example.com:443",
    "xlogin.microsoftonline.com:443",
    "azureiotcentral.com.evil:443",
    ":443",
    "[::1]:22",
    "127.0.0.1:22",
    "localhost:22",
    "localhost:1",
    "0.0.0.0:443",
    "a b:443",
    "%00:443",
    "https://login.microsoftonline.com/",
    `${"a".repeat(5_000)}:443`,
    "login.microsoftonline.com:99999",
    "login.microsoftonline.com:-1",
    "user:secret@login.microsoftonline.com:443",
  ];
  return [
    ...targets.map((target) => crlf(`CONNECT ${target} HTTP/1.1`, `Host: ${target}`)),
    crlf("GET http://example.com/ HTTP/1.1", "Host: example.com", CLOSE),
    crlf("GET http://login.microsoftonline.com/common/discovery/keys HTTP/1.1", "Host: x", CLOSE),
    crlf("POST / HTTP/1.1", "Host: localhost", "Content-Length: 0", CLOSE),
    ...["GET / HTTP/1.1\r\n\r\n", "garbage", "\u0016\u0003\u0001garbage"].map(
      (after) =>
        `${crlf("CONNECT login.microsoftonline.com:443 HTTP/1.1", "Host: login.microsoftonline.com")}${after}`,
    ),
  ];
}
