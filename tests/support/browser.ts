import type { FastifyInstance } from "fastify";

/** What a browser got, with the form that it could post. */
export interface BrowserAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Where it is sent to next. */
  readonly location: URL | undefined;
}

type Fields = Readonly<Record<string, string>>;

/** A browser without a window: it keeps cookies, and posts the first form of a page. */
export interface Browser {
  readonly cookies: Map<string, string>;
  get(url: string, headers?: Fields): Promise<BrowserAnswer>;
  post(url: string, fields: Fields, headers?: Fields): Promise<BrowserAnswer>;
  submit(page: BrowserAnswer, fields: Fields, headers?: Fields): Promise<BrowserAnswer>;
}

export function openBrowser(surface: FastifyInstance, host = "localhost:8443"): Browser {
  const cookies = new Map<string, string>();
  const send = async (
    method: "GET" | "POST",
    url: string,
    payload: string | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<BrowserAnswer> => {
    const response = await surface.inject({
      method,
      url,
      headers: {
        host,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        ...(payload !== undefined && { "content-type": "application/x-www-form-urlencoded" }),
        ...headers,
      },
      ...(payload !== undefined && { payload }),
    });
    for (const line of [response.headers["set-cookie"] ?? []].flat()) keep(cookies, line);
    const { location } = response.headers;
    return {
      status: response.statusCode,
      body: response.body,
      headers: response.headers,
      location: typeof location === "string" ? new URL(location) : undefined,
    };
  };
  const post: Browser["post"] = (url, fields, headers = {}) =>
    send("POST", url, new URLSearchParams(fields).toString(), headers);
  return {
    cookies,
    get: (url, headers = {}) => send("GET", url, undefined, headers),
    post,
    submit: (page, fields, headers) =>
      post(actionOf(page), { ...hiddenOf(page), ...fields }, headers),
  };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [, name = "", value = "", attributes = ""] = /^([^=]+)=([^;]*);?(.*)$/.exec(line) ?? [];
  if (/max-age=0(?:;|$)/i.test(attributes)) cookies.delete(name);
  else cookies.set(name, value);
}

/** Where the first form of a page goes. */
export function actionOf({ body }: BrowserAnswer): string {
  const [, action] = /<form method="post" action="([^"]*)"/.exec(body) ?? [];
  if (action === undefined) throw new Error(`the page has no form: ${body.slice(0, 400)}`);
  return plain(action);
}

/** What the first form of a page carries unseen. */
export function hiddenOf({ body }: BrowserAnswer): Readonly<Record<string, string>> {
  const form = body.slice(body.indexOf("<form"), body.indexOf("</form>"));
  const fields = form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
  return Object.fromEntries([...fields].map(([, name = "", value = ""]) => [name, plain(value)]));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
};

const plain = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);
