import { isIP } from "node:net";

/** The target of a CONNECT request. */
export interface Authority {
  /** Lower case; an IPv6 address without brackets. */
  readonly hostname: string;
  readonly port: number;
}

const HOST_AND_PORT = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_](?:[a-z0-9_.-]{0,252})))\.?:(\d{1,5})$/i;

/** Reads `host:port`. Source: RFC 9110 section 9.3.6: the port is not optional. */
export function parseAuthority(target: string): Authority | undefined {
  const [, address, name, digits] = HOST_AND_PORT.exec(target) ?? [];
  const port = Number(digits);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  if (address !== undefined) {
    return isIP(address) === 6 ? { hostname: address.toLowerCase(), port } : undefined;
  }
  if (name === undefined) return undefined;
  return { hostname: name.toLowerCase().replace(/\.$/, ""), port };
}

const CARRIES =
  "Lazurite's gateway carries only connections to Microsoft's sign-in, management, Graph, logs, " +
  "metrics and IoT Central names that it answers for itself, and to its own ports";

/** Why a name is not carried, and what to do; the name was checked by `parseAuthority`. */
export function refusalSentence({ hostname, port }: Authority): string {
  return (
    `${CARRIES}; to let it pass ${hostname}:${port} on to the network, ` +
    "start it with --gateway-pass-through."
  );
}

interface Page {
  readonly status: number;
  readonly text: string;
  readonly allow?: string;
}

/** The answer to a request that is not CONNECT. */
export function gatewayPage(method: string, target: string): Page {
  if (!target.startsWith("/")) {
    return {
      status: 403,
      text: `${CARRIES}, over https; plain http requests are not passed on.\n`,
    };
  }
  if (method === "GET" || method === "HEAD") {
    return {
      status: 200,
      text:
        "This is Lazurite's gateway, an HTTP CONNECT proxy. Set HTTPS_PROXY to this address and " +
        "trust Lazurite's certificate authority; `lazurite env` prints both.\n",
    };
  }
  return {
    status: 405,
    text: "Lazurite's gateway takes CONNECT requests.\n",
    allow: "GET, HEAD, CONNECT",
  };
}
