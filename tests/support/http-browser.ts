/** A browser without script: it follows redirects, keeps cookies, and sends forms off. */

export interface SentRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface ReceivedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  readonly text: string;
}

/** How requests get to the server: over a socket, or into a surface without one. */
export type SendRequest = (request: SentRequest) => Promise<ReceivedAnswer>;

export interface BrowserForm {
  /** Whole URL. */
  readonly action: string;
  readonly method: "GET" | "POST";
  /** Every field with what it holds at first; a checkbox that is not checked is left out. */
  readonly fields: Readonly<Record<string, string>>;
  readonly buttons: readonly {
    readonly name: string;
    readonly value: string;
    readonly text: string;
  }[];
}

export interface BrowserPage {
  readonly url: string;
  readonly status: number;
  readonly headers: ReceivedAnswer["headers"];
  readonly html: string;
  /** What a reader sees, in one line. */
  readonly text: string;
  readonly forms: readonly BrowserForm[];
  /** Every URL that was asked on the way, the page's own last. */
  readonly trail: readonly string[];
}

export interface HttpBrowser {
  open(url: string): Promise<BrowserPage>;
  /** Sends a form off with what it holds, but for the values given here. */
  submit(
    page: BrowserPage,
    form: BrowserForm,
    values: Readonly<Record<string, string>>,
  ): Promise<BrowserPage>;
  /** Cookies by name, as the host would get them. */
  cookies(host: string): Readonly<Record<string, string>>;
}

const REDIRECTS_MAX = 20;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export function httpBrowser(send: SendRequest): HttpBrowser {
  const jar = new Map<string, Map<string, string>>();
  const cookiesOf = (host: string): Map<string, string> => {
    const known = jar.get(host) ?? new Map<string, string>();
    jar.set(host, known);
    return known;
  };
  const exchange = async (request: SentRequest): Promise<ReceivedAnswer> => {
    const cookies = cookiesOf(new URL(request.url).hostname);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...request.headers, ...(cookie !== "" && { cookie }) };
    const answer = await send({ ...request, headers });
    for (const line of [answer.headers["set-cookie"] ?? []].flat()) keep(cookies, String(line));
    return answer;
  };
  const load = async (first: SentRequest): Promise<BrowserPage> => {
    const trail: string[] = [];
    let request = first;
    for (let hop = 0; hop <= REDIRECTS_MAX; hop += 1) {
      trail.push(request.url);
      const answer = await exchange(request);
      const { location } = answer.headers;
      if (!REDIRECTS.has(answer.status) || typeof location !== "string") {
        return readPage(request.url, answer, trail);
      }
      request = redirected(request, answer.status, location);
    }
    throw new Error(`more than ${REDIRECTS_MAX} redirects: ${trail.join(" ")}`);
  };
  return {
    open: (url) => load({ method: "GET", url, headers: {} }),
    submit(page, { action, method, fields }, values) {
      const body = new URLSearchParams({ ...fields, ...values }).toString();
      if (method === "GET") {
        return load({ method, url: `${action.split("?")[0]}?${body}`, headers: {} });
      }
      const { origin } = new URL(page.url);
      const site = origin === new URL(action).origin ? "same-origin" : "cross-site";
      const type = "application/x-www-form-urlencoded";
      const headers = { "content-type": type, origin, "sec-fetch-site": site };
      return load({ method, url: action, headers, body });
    },
    cookies: (host) => Object.fromEntries(cookiesOf(host)),
  };
}

function redirected(request: SentRequest, status: number, location: string): SentRequest {
  const url = new URL(location, request.url).href;
  return status === 307 || status === 308
    ? { ...request, url }
    : { method: "GET", url, headers: {} };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = "", ...attributes] = line.split(";");
  const name = pair.slice(0, pair.indexOf("=")).trim();
  const isOver = attributes.some((attribute) => {
    const [key = "", value = ""] = attribute.trim().split("=");
    if (/^max-age$/i.test(key)) return Number(value) <= 0;
    return /^expires$/i.test(key) && Date.parse(value) <= Date.now();
  });
  if (isOver) cookies.delete(name);
  else cookies.set(name, pair.slice(pair.indexOf("=") + 1).trim());
}

function readPage(
  url: string,
  { status, headers, text: html }: ReceivedAnswer,
  trail: readonly string[],
): BrowserPage {
  const forms = [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(
    ([, tag = "", inner = ""]) => readForm(url, tag, inner),
  );
  return { url, status, headers, html, text: textOf(html), forms, trail };
}

function readForm(url: string, tag: string, inner: string): BrowserForm {
  const attributes = attributesOf(tag);
  const inputs = [...inner.matchAll(/<input\b([^>]*)>/gs)].map(([, input = ""]) =>
    attributesOf(input),
  );
  const fields = inputs
    .filter(({ type, checked }) => type !== "checkbox" || checked !== undefined)
    .flatMap(({ name, value = "" }) => (name === undefined ? [] : [[name, value] as const]));
  const buttons = [...inner.matchAll(/<button\b([^>]*)>(.*?)<\/button>/gs)];
  return {
    action: new URL(attributes["action"] ?? "", url).href,
    method: /^post$/i.test(attributes["method"] ?? "") ? "POST" : "GET",
    fields: Object.fromEntries(fields),
    buttons: buttons.map(([, button = "", label = ""]) => {
      const { name = "", value = "" } = attributesOf(button);
      return { name, value, text: textOf(label) };
    }),
  };
}

function attributesOf(tag: string): Readonly<Record<string, string | undefined>> {
  const found = [...tag.matchAll(/([a-z][\w-]*)(?:="([^"]*)")?/gi)];
  return Object.fromEntries(found.map(([, name = "", value = ""]) => [name, unescapeHtml(value)]));
}

function textOf(html: string): string {
  const visible = html.replace(/<(style|script)\b.*?<\/\1>/gs, " ").replace(/<[^>]*>/g, " ");
  return unescapeHtml(visible).replace(/\s+/g, " ").trim();
}

const CHARACTERS: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&amp;": "&",
};

const unescapeHtml = (text: string): string =>
  text.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => CHARACTERS[entity] ?? entity);
