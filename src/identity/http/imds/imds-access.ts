import { hash, timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";
import type { FastifyRequest } from "fastify";
import { Failure } from "../../../base/index.ts";

/**
 * Lets pass only what a program on this machine sent on purpose: the peer is this machine, the host
 * is no name that a web page could point here, and no proxy stands between.
 *
 * The listener may be reachable from the network when the server's host is; tokens never are.
 *
 * Source: learn.microsoft.com/azure/virtual-machines/instance-metadata-service (X-Forwarded-For).
 *
 * @throws {Failure} `identity/metadata-peer`, `identity/metadata-host` (fact: `host`),
 * `identity/metadata-forwarded`.
 */
export function requireLocal(request: FastifyRequest): void {
  const { remoteAddress, localAddress } = request.raw.socket;
  if (!isThisMachine(remoteAddress, localAddress)) {
    throw new Failure("identity/metadata-peer", "the peer is another machine");
  }
  const host = request.headers.host ?? "";
  if (!isPlainHost(host)) {
    throw new Failure("identity/metadata-host", "the host is a name", { facts: { host } });
  }
  if (request.headers["x-forwarded-for"] !== undefined) {
    throw new Failure("identity/metadata-forwarded", "the request was forwarded");
  }
}

/** @throws {Failure} `identity/metadata-header-missing`: the value is `true`, in lower case. */
export function requireMetadataHeader({ headers }: FastifyRequest): void {
  if (headers["metadata"] === "true") return;
  throw new Failure("identity/metadata-header-missing", "no Metadata header");
}

/**
 * Compares in constant time; without an expected value nothing is right.
 *
 * @throws {Failure} `identity/identity-header-wrong` (fact: `header`).
 */
export function requireIdentityHeader(
  { headers }: FastifyRequest,
  header: "x-identity-header" | "secret",
  expected: string | undefined,
): void {
  const presented = headers[header];
  const isRight =
    typeof presented === "string" && expected !== undefined && isSame(presented, expected);
  if (isRight) return;
  throw new Failure("identity/identity-header-wrong", "the identity header is wrong", {
    facts: { header },
  });
}

function isSame(left: string, right: string): boolean {
  return timingSafeEqual(hash("sha256", left, "buffer"), hash("sha256", right, "buffer"));
}

/** Loopback, or a connection whose two ends have one address. */
function isThisMachine(remote: string | undefined, local: string | undefined): boolean {
  if (remote === undefined) return false;
  const address = remote.replace(/^::ffff:/i, "");
  return address === "::1" || /^127\./.test(address) || remote === local;
}

/** A page on the web can make any name of its own point here, but no address. */
function isPlainHost(host: string): boolean {
  const name = host.replace(/:\d+$/, "").toLowerCase();
  return name === "localhost" || isIP(name.replace(/^\[(.*)\]$/, "$1")) !== 0;
}
