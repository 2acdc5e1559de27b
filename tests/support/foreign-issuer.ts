import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An OpenID issuer on a loopback address, as a cluster or a build server runs one. */
export interface ForeignIssuer {
  readonly url: string;
  /** Paths that were asked, in order. */
  readonly asked: readonly string[];
  /** Answers a path in another way than usual; the usual answer comes back when it is undefined. */
  answer(path: string, write: ((response: ServerResponse) => void) | undefined): void;
  /** Publishes these keys from now on. */
  publish(keys: readonly unknown[]): void;
  close(): Promise<void>;
}

export const DISCOVERY = "/.well-known/openid-configuration";
export const KEYS = "/keys";

export async function startForeignIssuer(): Promise<ForeignIssuer> {
  const asked: string[] = [];
  const answers = new Map<string, (response: ServerResponse) => void>();
  let keys: readonly unknown[] = [];
  let url = "";
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? "";
    asked.push(path);
    const write = answers.get(path);
    if (write !== undefined) return write(response);
    if (path === DISCOVERY) return writeJson(response, { issuer: url, jwks_uri: `${url}${KEYS}` });
    if (path === KEYS) return writeJson(response, { keys });
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    answer(path, write) {
      if (write === undefined) answers.delete(path);
      else answers.set(path, write);
    },
    publish: (published) => {
      keys = published;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export function writeJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}

/** A key of an issuer: its private half, and the public one as it is published. */
export function makeIssuerKey(
  kid: string,
  kind: "rsa" | "ec" = "rsa",
): { readonly privateKey: KeyObject; readonly jwk: object } {
  const { privateKey, publicKey } =
    kind === "rsa"
      ? generateKeyPairSync("rsa", { modulusLength: 2_048 })
      : generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { privateKey, jwk: { ...publicKey.export({ format: "jwk" }), kid, use: "sig" } };
}
