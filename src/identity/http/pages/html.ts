/** Markup that is safe to send: only `html` makes it. */
export class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

/** What may stand in a template: text is escaped, markup and lists of it go in as they are. */
export type HtmlValue = string | number | Html | readonly Html[] | undefined;

/**
 * Tagged template for markup: every text put in is escaped, for content and for quoted attributes.
 *
 * Attributes must be quoted, and addresses go through `safeUri` first.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const parts = strings.flatMap((text, at) => [
    text,
    at < values.length ? markupOf(values[at]) : "",
  ]);
  return new Html(parts.join(""));
}

/** Markup of our own that must not be escaped: a style sheet, a script. */
export const rawHtml = (markup: string): Html => new Html(markup);

/**
 * An address that a page may lead to; a script in its place would run as ours.
 * @throws {TypeError} when it is not an absolute URI or a path of this host, or is of a scheme that
 * a browser runs or shows as a page of its own.
 */
export function safeUri(uri: string): string {
  if (uri.startsWith("/")) {
    // Browsers drop tabs and turn backslashes: only reading it as they do tells where it leads.
    if (new URL(uri, HERE).origin === HERE) return uri;
    throw new TypeError("a page's own path must not lead to another host");
  }
  const scheme = new URL(uri).protocol;
  if (RUNNABLE_SCHEMES.has(scheme)) throw new TypeError(`a page must not lead to ${scheme}`);
  return uri;
}

const HERE = "https://here.invalid";
const RUNNABLE_SCHEMES: ReadonlySet<string> = new Set([
  "javascript:",
  "data:",
  "vbscript:",
  "blob:",
  "filesystem:",
  "view-source:",
  "about:",
]);

function markupOf(value: HtmlValue): string {
  if (value === undefined) return "";
  if (value instanceof Html) return value.toString();
  if (typeof value === "object") return value.map(String).join("");
  return escapeHtml(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
