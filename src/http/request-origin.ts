import type { IncomingMessage } from "node:http";

/** Tells which of a listener's own origins a request was made to. */
export interface OriginRule {
  /** `host` is what the request names: the authority of its target, else its Host header. */
  originFor(host: string | undefined): string;
}

const originRule: unique symbol = Symbol("origin rule");
const targetAuthority: unique symbol = Symbol("target authority");

interface Carrier extends IncomingMessage {
  [originRule]?: OriginRule;
  [targetAuthority]?: string;
}

/**
 * The origin that the client asked, such as `https://localhost:8443` or, through the gateway,
 * `https://login.microsoftonline.com`; no trailing slash.
 *
 * Always one of the origins that the listener or gateway owns, so issuers and links built from it
 * cannot be chosen by a client's Host header. Requests injected by a test have no listener and
 * get `https://` with their Host header.
 */
export function originOf(request: IncomingMessage): string {
  const carrier = request as Carrier;
  const host = carrier[targetAuthority] ?? request.headers.host;
  return carrier[originRule]?.originFor(host) ?? `https://${host ?? "localhost"}`;
}

/** Says by which rule `originOf` answers for a request. */
export function setOriginRule(request: IncomingMessage, rule: OriginRule): void {
  (request as Carrier)[originRule] = rule;
}

/** Notes the authority of an absolute-form target, which outranks Host (RFC 9112 section 3.2.2). */
export function setTargetAuthority(request: IncomingMessage, authority: string): void {
  (request as Carrier)[targetAuthority] = authority;
}

/** Every request belongs to one origin. */
export function fixedOrigin(origin: string): OriginRule {
  return { originFor: () => origin };
}

/**
 * A request belongs to the own origin that its host names, else to the first of `origins`.
 *
 * An origin may start its host with `*.`, which stands for one label. The loopback names with
 * `port` are own origins too.
 */
export function ownOrigins(
  origins: readonly string[],
  scheme: "http" | "https",
  port: number,
): OriginRule {
  const loopback = ["localhost", "127.0.0.1", "[::1]"].map((host) => `${scheme}://${host}:${port}`);
  const canonical = origins[0] ?? `${scheme}://localhost:${port}`;
  const byHost = new Map<string, string>();
  for (const origin of [...origins, ...loopback]) {
    const host = hostOf(origin, scheme);
    if (!byHost.has(host)) byHost.set(host, origin);
  }
  return {
    originFor(asked) {
      if (asked === undefined) return canonical;
      const exact = byHost.get(asked);
      if (exact !== undefined) return exact;
      const host = withoutDefaultPort(asked.toLowerCase(), scheme);
      const wildcard = byHost.has(`*${host.slice(host.indexOf("."))}`);
      if (wildcard && /^[a-z0-9-]+\./.test(host)) return `${scheme}://${host}`;
      return byHost.get(host) ?? canonical;
    },
  };
}

function hostOf(origin: string, scheme: "http" | "https"): string {
  const host = origin.slice(origin.indexOf("://") + 3).toLowerCase();
  return withoutDefaultPort(host, scheme);
}

function withoutDefaultPort(host: string, scheme: "http" | "https"): string {
  return host.replace(scheme === "https" ? /:443$/ : /:80$/, "");
}
