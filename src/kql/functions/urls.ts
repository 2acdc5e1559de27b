import { computed } from "./computed.ts";
import { alias, type ScalarFunction } from "./define.ts";

/** Scheme, user, password, host, port, path, query and fragment; all but the scheme may lack. */
const URL_PARTS =
  /^([A-Za-z][\w+.-]*):\/\/(?:([^/?#:@]*)(?::([^/?#@]*))?@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/su;

/** Names and values of a query string; of a name that comes twice the last counts. */
function queryParameters(query: string): Readonly<Record<string, string>> {
  const pairs = query
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair): [string, string] => {
      const at = pair.indexOf("=");
      return at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
    });
  return Object.fromEntries(pairs);
}

/** Assumed: a text that is no absolute URL has all its parts empty. */
function parseUrl(url: string): string {
  const [, scheme = "", user = "", password = "", host = "", port = "", path = "", ...rest] =
    URL_PARTS.exec(url) ?? [];
  const [query = "", fragment = ""] = rest;
  return JSON.stringify({
    Scheme: scheme,
    Host: host,
    Port: port,
    Path: path,
    Username: user,
    Password: password,
    "Query Parameters": queryParameters(query),
    Fragment: fragment,
  });
}

/** Escapes in UTF-8 with lower-case digits, as .NET's encoder writes them. */
function encoded(text: string, space: string, kept: RegExp): string {
  const bytes = new TextEncoder().encode(text);
  const written = Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    if (byte < 128 && kept.test(character)) return character;
    return byte === 32 ? space : `%${byte.toString(16).padStart(2, "0")}`;
  });
  return written.join("");
}

/** `+` is a space; an escape that is none stays, and bytes that are no UTF-8 become U+FFFD. */
function decoded(text: string): string {
  return text
    .replace(/\+/g, " ")
    .replace(/(?:%[0-9a-fA-F]{2})+/g, (escapes) =>
      new TextDecoder().decode(
        Uint8Array.from(escapes.slice(1).split("%"), (digits) => Number.parseInt(digits, 16)),
      ),
    );
}

const text = { takes: ["string"], returns: "string" } as const;
const parts = { takes: ["string"], returns: "dynamic" } as const;

const parseUrlRow = computed(
  "parse_url",
  "parse-url-function",
  "Takes an absolute URL apart.",
  { ...parts, compute: parseUrl },
  [
    ["tostring(parse_url('https://a.example:8443/x?q=1#f').Host)", "a.example"],
    ["tostring(parse_url('https://a.example:8443/x?q=1#f')['Query Parameters'].q)", "1"],
    ["tostring(parse_url('no url').Host)", ""],
  ],
);
const parseUrlQueryRow = computed(
  "parse_urlquery",
  "parse-url-query-function",
  "Reads the parameters of a query string.",
  {
    ...parts,
    compute: (query) =>
      JSON.stringify({ "Query Parameters": queryParameters(query.replace(/^\?/, "")) }),
  },
  [["tostring(parse_urlquery('a=1&b=2')['Query Parameters'].b)", "2"]],
);

/** Functions on URLs and on their pieces. */
export const urls: readonly ScalarFunction[] = [
  parseUrlRow,
  alias("parseurl", parseUrlRow),
  parseUrlQueryRow,
  alias("parseurlquery", parseUrlQueryRow),
  computed(
    "url_encode",
    "url-encode-function",
    "Writes a text as a form's field: a space becomes a plus.",
    { ...text, compute: (value) => encoded(value, "+", /[\w.!*()-]/) },
    [["url_encode('a b/é')", "a+b%2f%c3%a9"]],
  ),
  computed(
    "url_encode_component",
    "url-encode-component-function",
    "Writes a text as a piece of a URL: a space becomes %20.",
    { ...text, compute: (value) => encoded(value, "%20", /[\w.!*()-]/) },
    [["url_encode_component('a b')", "a%20b"]],
  ),
  computed(
    "url_decode",
    "url-decode-function",
    "Reads what url_encode wrote.",
    { ...text, compute: decoded },
    [
      ["url_decode('a+b%2F%C3%A9')", "a b/é"],
      ["url_decode('100%')", "100%"],
    ],
  ),
];
