/** Spoils right requests at random, the same way for the same seed. */
import fc, { type Arbitrary } from "fast-check";
import { type Route, type Shot, TOKEN_OF_ANOTHER, TOKEN_OF_SURFACE } from "./shot.ts";

/** Printable, as a header may carry it and our own client will send it. */
const headerText = fc
  .string({ maxLength: 60 })
  .map((text) => text.replaceAll(/[^\x20-\x7e]/g, "~").trim());

const NASTY = [
  "",
  " ",
  "null",
  "undefined",
  "NaN",
  "-1",
  "0",
  "1e999",
  "true",
  "[]",
  "{}",
  "%00",
  "%",
  "%zz",
  "%ff%fe",
  "..",
  "../../../../etc/passwd",
  "..%2f..%2f",
  "' or 1=1 --",
  '"',
  "'",
  "\\",
  "\u0000",
  "\ud800",
  "\u202e",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "a".repeat(5_000),
  "()",
  "$filter",
  "<script>",
  "#{7*7}",
  "\r\nx: y",
  "9".repeat(400),
  "2026-13-45T99:99:99Z",
  "P1Y2M3W4DT5H6M7S",
  "00000000-0000-0000-0000-000000000000",
] as const;

const nasty: Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ maxLength: 30 }),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.uuid(),
);

const nastyJson: Arbitrary<unknown> = fc.oneof(
  nasty,
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(null, 0, -1, 1e308, 2 ** 53, true, [], {}, [[[[[[]]]]]], {
    __proto__: null,
    constructor: 1,
  }),
);

/** A path's part or a query's, encoded so that our client sends it, with the bad escapes left bad. */
const pathText = nasty.map((text) =>
  text.replaceAll(/[^\w.%~!$&'()*+,;=:@-]/gu, (letter) => encodeLetter(letter)).slice(0, 3_000),
);

function encodeLetter(letter: string): string {
  try {
    return encodeURIComponent(letter);
  } catch {
    return "%ED%A0%80";
  }
}

const KQL_WORDS = (
  "AzureActivity Heartbeat Perf | where project extend summarize by count() bin ( ) [ ] { } , ; = == != " +
  "=~ < > <= >= + - * / % and or not in has contains startswith between .. ago(1h) now() 1h 1d 7 3.5 " +
  "1e400 'a' \"b\" @'c' ``` // h'' true null dynamic({}) dynamic([1,2]) datetime(2026-01-01) let x = 1; " +
  "print datatable(a:int)[1] union join kind=inner on top 5 take limit sort order asc desc distinct " +
  "evaluate render mv-expand parse make-series materialize toscalar range from to step Category Computer " +
  "TimeGenerated $left.a $right.a __x _ResourceId strcat tostring toint avg(a) sum() dcount arg_max(*,*) " +
  "iff case prev next row_number() externaldata cluster('a').database('b').T workspace('x').T app('y').z"
).split(" ");

const nestedKql = fc
  .tuple(fc.constantFrom("(", "[", "-(", "not(", "strcat(", "{"), fc.integer({ min: 1, max: 300 }))
  .map(([opening, times]) => `print x = ${opening.repeat(times)}1`);

const kql: Arbitrary<string> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(fc.constantFrom(...KQL_WORDS), { maxLength: 25 })
      .map((words) => words.join(" ")),
  },
  {
    weight: 6,
    arbitrary: fc
      .array(fc.constantFrom(...KQL_WORDS), { minLength: 1, maxLength: 6 })
      .map((words) => `AzureActivity | ${words.join(" ")}`),
  },
  { weight: 3, arbitrary: nasty },
  { weight: 1, arbitrary: nestedKql },
);

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const;

const authorization: Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    `Bearer ${TOKEN_OF_ANOTHER}`,
    `bearer ${TOKEN_OF_SURFACE}`,
    `Bearer  ${TOKEN_OF_SURFACE}`,
    `Bearer ${TOKEN_OF_SURFACE}.x`,
    `Bearer ${TOKEN_OF_SURFACE},Bearer ${TOKEN_OF_SURFACE}`,
    "Bearer",
    "Bearer ..",
    "Bearer e30.e30.e30",
    "Bearer eyJhbGciOiJub25lIn0.e30.",
    "Basic",
    "Basic %%%",
    "Basic Og==",
    "Basic REVNT19LRVk6",
    "SharedAccessSignature sr=a&sig=b&skn=c&se=d",
    "Negotiate",
  ),
  headerText,
  headerText.map((text) => `Bearer ${text}`),
);

const header: Arbitrary<Record<string, string>> = fc.oneof(
  authorization.map((value) => ({ authorization: value })),
  fc
    .constantFrom(
      "",
      "text/plain",
      "application/json",
      "application/json; charset=utf-16",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/xml",
      "a",
      "application/",
      "/",
    )
    .map((value) => ({ "content-type": value })),
  fc
    .constantFrom("gzip", "br", "deflate", "identity", "x")
    .map((value) => ({ "content-encoding": value })),
  fc
    .constantFrom(
      "response-v1=true",
      "wait=x",
      "wait=-1",
      "wait=1e9,include-render=maybe",
      ",",
      "=",
    )
    .map((value) => ({ prefer: value })),
  fc
    .tuple(
      fc.constantFrom(
        "x-api-key",
        "x-ms-client-request-id",
        "accept",
        "accept-language",
        "cookie",
        "x-forwarded-host",
        "if-match",
        "range",
      ),
      headerText,
    )
    .map(([name, value]) => ({ [name]: value })),
);

type Spoil = (shot: Shot, route: Route) => Shot;

/** The demo itself must stay: without its workspace most later requests would be wrong for one reason. */
const KEPT = /\/workspaces\/demo-ws$|\/resourcegroups\/demo$/i;

const spoilMethod: Arbitrary<Spoil> = fc.constantFrom(...METHODS).map((method) => (shot) => {
  const [path = ""] = shot.path.split("?", 1);
  return method === "DELETE" && KEPT.test(path) ? shot : { ...shot, method };
});

const spoilSegment: Arbitrary<Spoil> = fc
  .tuple(fc.nat(20), pathText, fc.constantFrom("replace", "insert", "drop", "double", "case"))
  .map(([at, text, how]) => (shot) => {
    const [path = "", query] = shot.path.split("?", 2);
    const segments = path.split("/");
    const index = 1 + (at % Math.max(1, segments.length - 1));
    if (how === "replace") segments[index] = text;
    if (how === "insert") segments.splice(index, 0, text);
    if (how === "drop") segments.splice(index, 1);
    if (how === "double") segments.splice(index, 0, "");
    if (how === "case") segments[index] = segments[index]?.toUpperCase() ?? "";
    const joined = `/${segments.slice(1).join("/")}`;
    return { ...shot, path: query === undefined ? joined : `${joined}?${query}` };
  });

const spoilQuery: Arbitrary<Spoil> = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom(
          "api-version",
          "api%2Dversion",
          "$filter",
          "$top",
          "timespan",
          "query",
          "api_key",
        ),
        pathText,
      ),
      pathText,
    ),
    { maxLength: 4 },
  )
  .chain((pairs) =>
    fc.boolean().map((keeps) => (shot: Shot) => {
      const [path = "", query = ""] = shot.path.split("?", 2);
      const added = pairs.map(([name, value]) => `${name}=${value}`);
      return { ...shot, path: `${path}?${[...(keeps ? [query] : []), ...added].join("&")}` };
    }),
  );

const spoilHeaders: Arbitrary<Spoil> = fc.oneof(
  header.map((added) => (shot: Shot) => ({ ...shot, headers: { ...shot.headers, ...added } })),
  fc.constant((shot: Shot) => ({ ...shot, headers: {} })),
);

const spoilField: Arbitrary<Spoil> = fc
  .tuple(fc.nat(10), nastyJson, fc.constantFrom("set", "drop", "add"), nasty)
  .map(([at, value, how, name]) => (shot, route) => {
    const fields: Record<string, unknown> = { ...(route.json ?? route.form) };
    const names = Object.keys(fields);
    const field = names[at % Math.max(1, names.length)] ?? "x";
    if (how === "set") fields[field] = value;
    if (how === "drop") delete fields[field];
    if (how === "add") Object.defineProperty(fields, name, { value, enumerable: true });
    return { ...shot, body: route.form === undefined ? writeJson(fields) : formText(fields) };
  });

const spoilDeepField: Arbitrary<Spoil> = fc
  .tuple(nastyJson, fc.nat(5))
  .map(([value, at]) => (shot, route) => {
    const properties = route.json?.properties;
    if (typeof properties !== "object" || properties === null) return shot;
    const names = Object.keys(properties);
    const spoiled = { ...properties, [names[at % names.length] ?? "x"]: value };
    return { ...shot, body: writeJson({ ...route.json, properties: spoiled }) };
  });

const spoilKql: Arbitrary<Spoil> = kql.map((query) => (shot, route) => {
  if (route.json?.query !== undefined) {
    return { ...shot, body: writeJson({ ...route.json, query }) };
  }
  if (!shot.path.includes("query=")) return shot;
  const text = query.replaceAll(/[^\w]/gu, (letter) => encodeLetter(letter)).slice(0, 10_000);
  return { ...shot, path: shot.path.replace("print%201", () => text) };
});

const spoilBytes: Arbitrary<Spoil> = fc.oneof(
  fc
    .nat(200)
    .map((length) => (shot: Shot) => withBody(shot, String(shot.body ?? "{}").slice(0, length))),
  fc
    .uint8Array({ maxLength: 100 })
    .map((bytes) => (shot: Shot) => withBody(shot, Buffer.from(bytes))),
  nasty.map((text) => (shot: Shot) => withBody(shot, text)),
  fc
    .integer({ min: 1, max: 5_000 })
    .map((depth) => (shot: Shot) => withBody(shot, `${"[".repeat(depth)}`)),
  fc
    .integer({ min: 1, max: 5_000 })
    .map(
      (depth) => (shot: Shot) => withBody(shot, `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`),
    ),
  fc
    .constantFrom(
      '{"__proto__":{"a":1}}',
      "\ufeff{}",
      "null",
      "[]",
      "1",
      '"text"',
      "a=b=c&&=&%=%",
      "&".repeat(2_000),
    )
    .map((text) => (shot: Shot) => withBody(shot, text)),
  fc.constant((shot: Shot) => withBody(shot, `${shot.body ?? ""}${shot.body ?? ""}`)),
);

const spoils: Arbitrary<Spoil> = fc.oneof(
  { weight: 2, arbitrary: spoilMethod },
  { weight: 4, arbitrary: spoilSegment },
  { weight: 3, arbitrary: spoilQuery },
  { weight: 4, arbitrary: spoilHeaders },
  { weight: 4, arbitrary: spoilField },
  { weight: 3, arbitrary: spoilDeepField },
  { weight: 6, arbitrary: spoilKql },
  { weight: 4, arbitrary: spoilBytes },
);

/** Requests that are wrong in one to three ways, spread over all routes. */
export function spoiled(routes: readonly Route[]): Arbitrary<Shot> {
  return fc
    .tuple(fc.constantFrom(...routes), fc.array(spoils, { minLength: 1, maxLength: 3 }))
    .map(([route, list]) => list.reduce((shot, spoil) => spoil(shot, route), rightShot(route)));
}

function rightShot(route: Route): Shot {
  const type = route.form === undefined ? "application/json" : "application/x-www-form-urlencoded";
  const text = route.form === undefined ? writeJson(route.json) : formText(route.form);
  const { surface, method, path } = route;
  const bare = { surface, method, path, headers: route.headers ?? {} };
  if (route.form === undefined && route.json === undefined) return bare;
  return { ...bare, headers: { "content-type": type, ...bare.headers }, body: text };
}

function withBody(shot: Shot, body: string | Buffer): Shot {
  return { ...shot, body };
}

function formText(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${escapeForm(name)}=${escapeForm(String(writeText(value)))}`)
    .join("&");
}

function writeText(value: unknown): string {
  return typeof value === "string" ? value : writeJson(value);
}

function escapeForm(text: string): string {
  return text.replaceAll(/[^\w.%-]/gu, (letter) => encodeLetter(letter));
}

function writeJson(value: unknown): string {
  return JSON.stringify(value) ?? "";
}
