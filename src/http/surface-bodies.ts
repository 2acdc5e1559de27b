import { isUtf8 } from "node:buffer";
import type { FastifyInstance } from "fastify";
import { parseJson } from "./parse-json.ts";
import { InvalidInput } from "./refusal.ts";

/**
 * What handlers get as `request.body`: `parsed` gives JSON values and `URLSearchParams` by content
 * type and refuses others; `raw` gives a Buffer whatever the method and content type are.
 */
export type BodyForm = "parsed" | "raw";

/** JSON as `application/json`, `text/json` and `application/….+json`. */
const JSON_TYPES: readonly (string | RegExp)[] = [
  "application/json",
  "text/json",
  /^application\/[\w.-]+\+json(?:;|$)/i,
];

/** Installs a surface's body parsers; an empty body is `undefined` in either form. */
export function acceptBodies(surface: FastifyInstance, form: BodyForm): void {
  surface.removeAllContentTypeParsers();
  if (form === "raw") {
    acceptRawBodies(surface);
    return;
  }
  for (const type of JSON_TYPES) {
    surface.addContentTypeParser(type, { parseAs: "buffer" }, (_request, body, done) => {
      settle(done, () => parseJson(body));
    });
  }
  surface.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "buffer" },
    (_request, body, done) => {
      settle(done, () => parseForm(body));
    },
  );
}

function acceptRawBodies(surface: FastifyInstance): void {
  // Fastify skips the body of a GET; the documented query call is a GET with one.
  surface.addHttpMethod("GET", { hasBody: true, overrideExisting: true });
  surface.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => {
    done(null, body.length === 0 ? undefined : body);
  });
}

/**
 * Reads a form body so that repeated parameters stay visible.
 *
 * Strict about what URLSearchParams would silently repair: broken percent-encoding and bytes that
 * are not UTF-8. @throws {InvalidInput} `malformed-form`.
 */
function parseForm(body: string | Uint8Array): URLSearchParams {
  if (typeof body !== "string" && !isUtf8(body)) {
    throw new InvalidInput("malformed-form", "The form body is not UTF-8.");
  }
  const text = typeof body === "string" ? body : new TextDecoder().decode(body);
  try {
    if (text.includes("%")) decodeURIComponent(text);
  } catch {
    throw new InvalidInput("malformed-form", "The form body has broken percent-encoding.");
  }
  return new URLSearchParams(text);
}

function settle(done: (error: Error | null, body?: unknown) => void, read: () => unknown): void {
  let value: unknown;
  try {
    value = read();
  } catch (error) {
    done(error instanceof Error ? error : new Error("a body parser threw no error"));
    return;
  }
  done(null, value);
}
