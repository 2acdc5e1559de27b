import type { IncomingMessage, ServerResponse } from "node:http";
import { Failure } from "../../base/index.ts";
import { InvalidInput, type Logger, startListener } from "../../http/index.ts";
import { readBody } from "../control/read-body.ts";
import { type AdminDependencies, answerAdmin } from "./admin-routes.ts";

export interface AdminOriginDependencies extends AdminDependencies {
  /** 0 lets the system choose. */
  readonly port: number;
  readonly log: Logger;
}

export interface AdminOrigin {
  readonly origin: string;
  close(): Promise<void>;
}

interface AdminAnswer {
  readonly status: number;
  readonly body: object;
}

const HOST = "127.0.0.1";

/**
 * The admin origin: plain http on 127.0.0.1, for programs of this machine. It moves the clock and the
 * propagation delay, so no web page may reach it: a request under another name (a rebound domain), or
 * one that a browser says a page made, is refused.
 *
 * @throws {Failure} `http/port-in-use`, `http/port-forbidden`.
 */
export async function openAdminOrigin(deps: AdminOriginDependencies): Promise<AdminOrigin> {
  let hosts: readonly string[] = [];
  const routing = (request: IncomingMessage, response: ServerResponse): void => {
    void answer(request, hosts, deps).then(({ status, body }) => {
      deps.log.info({ operation: `admin ${request.method} ${pathOf(request)}`, status });
      response.writeHead(status, HEADERS);
      response.end(JSON.stringify(body));
    });
  };
  const listener = await startListener({
    host: HOST,
    port: deps.port,
    surface: { ready: async () => undefined, routing },
    origins: (port) => [`http://${HOST}:${port}`],
  });
  hosts = [`${HOST}:${listener.port}`, `localhost:${listener.port}`];
  return { origin: `http://${HOST}:${listener.port}`, close: () => listener.close() };
}

const HEADERS = {
  "content-type": "application/json; charset=utf-8",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
};

async function answer(
  request: IncomingMessage,
  hosts: readonly string[],
  deps: AdminOriginDependencies,
): Promise<AdminAnswer> {
  try {
    const refused = refusedSender(request, hosts);
    if (refused !== undefined) return refused;
    const { method = "GET" } = request;
    const hasBody = method !== "GET" && method !== "HEAD";
    if (hasBody && !isJson(request)) {
      return refusal(415, "admin/not-json", "send content-type: application/json");
    }
    const body = hasBody ? ((await readBody(request)) ?? {}) : {};
    return await answerAdmin({ method, path: pathOf(request), body }, deps);
  } catch (error) {
    if (error instanceof InvalidInput) return refusal(400, "admin/input", error.message);
    if (error instanceof Failure) return refusal(409, error.code, error.message, error.facts);
    deps.log.error({ operation: "admin", reason: String(error) });
    return refusal(500, "admin/defect", "the request failed");
  }
}

/** Browsers name the page's origin with every POST and PUT, and the site with every request. */
function refusedSender(
  { headers, rawHeaders }: IncomingMessage,
  hosts: readonly string[],
): AdminAnswer | undefined {
  const hostCount = rawHeaders.filter((text, at) => at % 2 === 0 && /^host$/i.test(text)).length;
  if (hostCount !== 1 || !hosts.includes(String(headers.host).toLowerCase())) {
    return refusal(403, "admin/host", "this origin is called 127.0.0.1 or localhost");
  }
  const isPage = headers.origin !== undefined || headers["sec-fetch-site"] !== undefined;
  return isPage ? refusal(403, "admin/page", "web pages may not ask here") : undefined;
}

/** A page can send text and forms to anywhere; it has to ask before it sends JSON. */
function isJson({ headers }: IncomingMessage): boolean {
  return /^application\/json\s*(;|$)/i.test(headers["content-type"] ?? "");
}

const pathOf = ({ url = "/" }: IncomingMessage): string => url.split("?", 1)[0] ?? "/";

function refusal(
  status: number,
  code: string,
  message: string,
  facts: Readonly<Record<string, string>> = {},
): AdminAnswer {
  return { status, body: { error: { code, message, ...facts } } };
}
