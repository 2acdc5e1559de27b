import type { FastifyInstance } from "fastify";
import { expect, test } from "vitest";
import { Failure, type Ids } from "../base/index.ts";
import { createSurface, type SurfaceOptions } from "./create-surface.ts";
import { createLogger } from "./logger.ts";
import type { WireError } from "./refusal.ts";
import { InvalidInput, type Refusal } from "./refusal.ts";
import { noteRequest } from "./request-note.ts";
import { originOf } from "./request-origin.ts";

const requestId = "11111111-2222-3333-4444-555555555555";
const ids: Ids = { guid: () => requestId, bytes: (count) => new Uint8Array(count) };

const STATUS: Readonly<Record<string, number>> = {
  "not-found": 404,
  "method-not-allowed": 405,
  defect: 500,
  failure: 403,
  "body-too-large": 413,
  "unsupported-media-type": 415,
};

function writeError(refusal: Refusal): WireError {
  const word = refusal.kind === "invalid-input" ? refusal.reason : refusal.kind;
  return { status: STATUS[word] ?? 400, body: { own: word } };
}

interface TestSurface {
  surface: FastifyInstance;
  lines: string[];
}

function makeSurface(options: Partial<SurfaceOptions> = {}): TestSurface {
  const lines: string[] = [];
  const log = createLogger({ level: "info", stream: { write: (line) => lines.push(line) } });
  const surface = createSurface({ name: "arm", log, writeError, ids, ...options });
  surface.get("/things/:id", async (request) => ({ params: request.params, query: request.query }));
  surface.post("/things/:id", async (request) => ({ got: bodyOf(request.body) }));
  surface.put("/things/fixed", async () => ({}));
  surface.get("/origin", async (request) => originOf(request.raw));
  surface.get("/defect", async () => {
    throw new Error("client_secret=hunter2 eyJhbGciOi.eyJzdWIi.c2ln");
  });
  surface.get("/failure", async () => {
    throw new Failure("http/some", "some");
  });
  surface.get("/input", async () => {
    throw new InvalidInput("invalid-value", "x");
  });
  return { surface, lines };
}

function bodyOf(body: unknown): unknown {
  if (Buffer.isBuffer(body)) return { raw: body.toString() };
  return body instanceof URLSearchParams ? { form: [...body] } : { json: body };
}

test.each([
  ["GET", "/nope", 404, "not-found"],
  ["PROPFIND", "/nope", 404, "not-found"],
  ["DELETE", "/things/1", 405, "method-not-allowed"],
  ["GET", "/things/%zz", 400, "malformed-url"],
  ["GET", "/things/1?%zz=1", 400, "malformed-url"],
  ["GET", "/defect", 500, "defect"],
  ["GET", "/failure", 403, "failure"],
  ["GET", "/input", 400, "invalid-value"],
] as const)("%s %s is answered %d in the surface's form", async (method, url, status, own) => {
  const answer = await makeSurface().surface.inject({ method: method as "GET", url });
  expect([answer.statusCode, answer.json()]).toEqual([status, { own }]);
});

test.each([
  ["application/json", "{", 400, "malformed-json"],
  ["application/json", '{"__proto__":1}', 400, "malformed-json"],
  ["application/x-www-form-urlencoded", "a=%zz", 400, "malformed-form"],
  ["text/plain", "x", 415, "unsupported-media-type"],
  ["nonsense", "x", 415, "unsupported-media-type"],
  ["application/json", `"${"x".repeat(100)}"`, 413, "body-too-large"],
] as const)("a %s body %j is answered %d", async (type, payload, status, own) => {
  const { surface } = makeSurface({ bodyBytesMax: 64 });
  const headers = { "content-type": type };
  const answer = await surface.inject({ method: "POST", url: "/things/1", headers, payload });
  expect([answer.statusCode, answer.json()]).toEqual([status, { own }]);
});

test("unknown paths and wrong methods are told before a broken body is", async () => {
  const { surface } = makeSurface();
  const headers = { "content-type": "application/json" };
  const post = { method: "POST", headers, payload: "{" } as const;
  expect((await surface.inject({ ...post, url: "/nope" })).statusCode).toBe(404);
  expect((await surface.inject({ ...post, url: "/things/fixed" })).statusCode).toBe(400);
  expect((await surface.inject({ ...post, url: "/origin" })).statusCode).toBe(405);
});

test("a wrong method is told the methods that any route has for the path", async () => {
  const { surface } = makeSurface();
  const refused = await surface.inject({ method: "DELETE", url: "/things/fixed?x=1" });
  expect(refused.headers["allow"]).toBe("GET, HEAD, POST, PUT");
  const asked = await surface.inject({ method: "OPTIONS", url: "/things/1" });
  expect([asked.statusCode, asked.headers["allow"], asked.body]).toEqual([
    204,
    "GET, HEAD, POST",
    "",
  ]);
});

test("forms keep repeated parameters, and JSON bodies may be empty", async () => {
  const { surface } = makeSurface();
  const post = (type: string, payload: string) =>
    surface.inject({
      method: "POST",
      url: "/things/1",
      headers: { "content-type": type },
      payload,
    });
  const form = await post("application/x-www-form-urlencoded; charset=utf-8", "a=1&a=2+3&b=");
  expect(form.json()).toEqual({
    got: {
      form: [
        ["a", "1"],
        ["a", "2 3"],
        ["b", ""],
      ],
    },
  });
  expect((await post("application/json", "")).json()).toEqual({ got: {} });
  expect((await post("application/merge-patch+json", "[1]")).json()).toEqual({
    got: { json: [1] },
  });
});

test("a raw surface hands every body over as bytes", async () => {
  const { surface } = makeSurface({ bodies: "raw" });
  for (const type of ["application/json", "application/x-www-form-urlencoded", "x/y"]) {
    const headers = { "content-type": type };
    const answer = await surface.inject({
      method: "POST",
      url: "/things/1",
      headers,
      payload: "{",
    });
    expect(answer.json()).toEqual({ got: { raw: "{" } });
  }
});

test("every answer has a request id, and sane correlation ids come back", async () => {
  const { surface } = makeSurface({ noStore: true });
  const headers = { "client-request-id": "abc-1", "x-ms-client-request-id": "a\tb" };
  const answer = await surface.inject({ url: "/nope", headers });
  expect(answer.headers).toMatchObject({
    "x-ms-request-id": requestId,
    "client-request-id": "abc-1",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  expect(answer.headers).not.toHaveProperty("x-ms-client-request-id");
  expect(answer.headers).not.toHaveProperty("server");
});

test("paths have no case where the surface says so, but their values keep theirs", async () => {
  const { surface } = makeSurface({ caseSensitive: false });
  const answer = await surface.inject({ url: "//THINGS//AbC?api%2Dversion=1" });
  expect(answer.json()).toEqual({ params: { id: "AbC" }, query: { "api-version": "1" } });
  expect((await makeSurface().surface.inject({ url: "/THINGS/1" })).statusCode).toBe(404);
});

test("a writer that throws leaves a bare 500, never the framework's body", async () => {
  const { surface } = makeSurface({
    writeError: () => {
      throw new Error("broken");
    },
  });
  const answer = await surface.inject({ url: "/nope" });
  expect([answer.statusCode, answer.body]).toEqual([500, ""]);
});

test("a request leaves one line, with what the surface noted and without secrets", async () => {
  const { surface, lines } = makeSurface();
  surface.post("/noted", { config: { operation: "route" } }, async (request) => {
    noteRequest(request, { principalId: "me" });
    return {};
  });
  await surface.inject({
    method: "POST",
    url: "/noted?api-key=seeded-secret",
    headers: { authorization: "Bearer seeded-secret", "content-type": "application/json" },
    payload: '{"password":"seeded-secret"}',
  });
  await surface.inject({ url: "/nope%3Fapi-key%3Dseeded-secret" });
  await surface.inject({
    method: "POST",
    url: "/things/1",
    headers: { "content-type": "application/json" },
    payload: "seeded-secret",
  });
  const text = lines.join("");
  expect(text).not.toContain("seeded-secret");
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {
      level: "info",
      surface: "arm",
      method: "POST",
      path: "/noted",
      operation: "route",
      principal: "me",
      status: 200,
      requestId,
    },
    { path: "/nope", status: 404 },
    { path: "/things/1", status: 400 },
  ]);
  expect(lines.map((line) => JSON.parse(line).aborted)).toEqual([undefined, undefined, undefined]);
});

test("a defect is logged with its request id and without what looks like a secret", async () => {
  const { surface, lines } = makeSurface();
  await surface.inject({ url: "/defect" });
  const [defect] = lines.map((line) => JSON.parse(line));
  expect(defect).toMatchObject({
    level: "error",
    requestId,
    defect: { type: "Error", message: "client_secret=[hidden] [token]" },
  });
  expect(lines.join("")).not.toMatch(/hunter2|eyJ/);
});

test("an injected request's origin is its host", async () => {
  const { surface } = makeSurface();
  const answer = await surface.inject({ url: "/origin", headers: { host: "graph.example" } });
  expect(answer.body).toBe("https://graph.example");
});
