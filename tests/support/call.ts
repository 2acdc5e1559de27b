import { Agent, type Dispatcher, ProxyAgent, request } from "undici";
import type { RunningLazurite } from "./start-lazurite.ts";

export interface CallOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is; an object is sent as JSON, URLSearchParams as a form. */
  readonly body?: string | URLSearchParams | object;
  /** Goes away before the answer. */
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON; `undefined` when it is not. */
  readonly json: unknown;
}

/** Plain requests to one started product: `direct` at its own origins, `gateway` by Microsoft's names. */
export interface Caller {
  readonly direct: (url: string, options?: CallOptions) => Promise<Answer>;
  readonly gateway: (url: string, options?: CallOptions) => Promise<Answer>;
  close(): Promise<void>;
}

const CONNECTIONS_MAX = 16;

export function callerOf(server: Pick<RunningLazurite, "ready" | "caText">): Caller {
  const connect = { ca: server.caText };
  const own = new Agent({ connect, connections: CONNECTIONS_MAX });
  const proxy = new ProxyAgent({ uri: server.ready.proxy, requestTls: connect });
  return {
    direct: (url, options) => call(own, url, options),
    gateway: (url, options) => call(proxy, url, options),
    close: async () => {
      await Promise.all([own.close(), proxy.close()]);
    },
  };
}

async function call(
  dispatcher: Dispatcher,
  url: string,
  { method = "GET", headers = {}, body, signal }: CallOptions = {},
): Promise<Answer> {
  const { text, type } = encode(body);
  const answer = await request(url, {
    dispatcher,
    method: method as Dispatcher.HttpMethod,
    headers: { ...(type === undefined ? {} : { "content-type": type }), ...headers },
    ...(text === undefined ? {} : { body: text }),
    ...(signal === undefined ? {} : { signal }),
  });
  const received = await answer.body.text();
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: received,
    json: parsed(received),
  };
}

function encode(body: CallOptions["body"]): { text?: string; type?: string } {
  if (body === undefined) return {};
  if (typeof body === "string") return { text: body };
  if (body instanceof URLSearchParams) {
    return { text: body.toString(), type: "application/x-www-form-urlencoded" };
  }
  return { text: JSON.stringify(body), type: "application/json" };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
