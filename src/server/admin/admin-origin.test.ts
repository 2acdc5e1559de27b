import { request } from "node:http";
import { connect } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createAccess } from "../../access/index.ts";
import { systemIds } from "../../base/index.ts";
import { createLogger } from "../../http/index.ts";
import { type Directory, openDirectory } from "../../storage/index.ts";
import type { ControlHandlers } from "../control/control-protocol.ts";
import { delayCommands } from "../control/delay-commands.ts";
import { openStoreClock } from "../store-clock.ts";
import { type AdminOrigin, openAdminOrigin } from "./admin-origin.ts";

let directory: Directory;
let admin: AdminOrigin;

beforeEach(async () => {
  directory = await openDirectory(":memory:");
  const { clock, control } = await openStoreClock(directory, {
    frozenAt: Date.UTC(2026, 0, 2, 3, 4, 5),
    machine: { now: () => Date.UTC(2026, 0, 2) },
  });
  const access = createAccess({ directory, clock, ids: systemIds });
  admin = await openAdminOrigin({
    port: 0,
    clock: control,
    handlers: delayCommands(access) as ControlHandlers,
    log: createLogger({ level: "silent" }),
  });
});

afterEach(async () => {
  await admin.close();
  await directory.close();
});

interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const JSON_TYPE = { "content-type": "application/json" };

function call(path: string, { method = "GET", headers, body }: Call = {}) {
  return new Promise<[number, unknown]>((resolve, reject) => {
    const type = body === undefined ? {} : JSON_TYPE;
    const asking = request(`${admin.origin}${path}`, { method, headers: { ...type, ...headers } });
    asking.on("error", reject);
    asking.on("response", async (response) => {
      let text = "";
      for await (const chunk of response) text += String(chunk);
      resolve([response.statusCode ?? 0, text === "" ? undefined : JSON.parse(text)]);
    });
    asking.end(typeof body === "string" ? body : JSON.stringify(body));
  });
}

const refused = (code: string) =>
  expect.objectContaining({ error: expect.objectContaining({ code }) });
const move = (body: unknown) => call("/clock", { method: "POST", body });

test("the clock is shown, stepped, set, resumed and frozen", async () => {
  const at = (now: string, isFrozen: boolean, aheadMs: number) => [200, { now, isFrozen, aheadMs }];
  const start = 3 * 3_600_000 + 4 * 60_000 + 5_000;
  expect(await call("/clock")).toEqual(at("2026-01-02T03:04:05.000Z", true, start));
  expect(await move({ action: "step", ms: 1_500 })).toEqual(
    at("2026-01-02T03:04:06.500Z", true, start + 1_500),
  );
  expect(await move({ action: "resume" })).toEqual(
    at("2026-01-02T03:04:06.500Z", false, start + 1_500),
  );
  expect(await move({ action: "set", at: "2026-01-02T12:00:00+02:00" })).toEqual(
    at("2026-01-02T10:00:00.000Z", false, 36_000_000),
  );
  expect(await move({ action: "freeze" })).toEqual(
    at("2026-01-02T10:00:00.000Z", true, 36_000_000),
  );
  expect(await move({ action: "freeze", at: "2026-01-02T11:00:00Z" })).toEqual(
    at("2026-01-02T11:00:00.000Z", true, 39_600_000),
  );
});

test("the clock does not go back, and no further than it can", async () => {
  const back = { code: "clock/backwards", message: "the clock does not go back" };
  const now = "2026-01-02T03:04:05.000Z";
  expect(await move({ action: "step", ms: -1 })).toEqual([
    409,
    { error: { ...back, now, asked: "2026-01-02T03:04:04.999Z" } },
  ]);
  expect(await move({ action: "set", at: "2026-01-02T03:04:04Z" })).toEqual([
    409,
    { error: { ...back, now, asked: "2026-01-02T03:04:04.000Z" } },
  ]);
  expect(await move({ action: "set", at: "2101-01-02T03:04:04Z" })).toEqual([
    409,
    refused("clock/out-of-range"),
  ]);
  expect(await call("/clock")).toMatchObject([200, { now }]);
});

test.each([
  [{}, "action must be freeze, set, step or resume"],
  [{ action: "reset" }, "action must be freeze, set, step or resume"],
  [{ action: "step" }, "ms must be a number of milliseconds"],
  [{ action: "step", ms: "1s" }, "ms must be a number of milliseconds"],
  [{ action: "step", ms: 1, at: "2026-01-02T03:04:05Z" }, "at has no meaning for this action"],
  [{ action: "set" }, "at must be a time such as 2026-01-02T03:04:05Z"],
  [{ action: "set", at: "2026-01-02" }, "at must be a time such as 2026-01-02T03:04:05Z"],
  [{ action: "resume", ms: 1 }, "ms has no meaning for this action"],
  [{ action: "resume", to: 1 }, 'there is no field "to"'],
  [[], "the body must be an object"],
  ["{", "The request body is not valid JSON."],
])("%j is no move of the clock", async (body, message) => {
  expect(await move(body)).toEqual([400, { error: { code: "admin/input", message } }]);
});

test("the delay is set, for all and for one assignment, and what waits is let go", async () => {
  const assignmentName = "4d5e6f70-0000-4000-8000-000000000001";
  const state = (delayMs: number, assignments: readonly object[]) => [
    200,
    { delayMs, assignments, pending: [], pendingOmitted: 0 },
  ];
  const put = (body: unknown) => call("/propagation", { method: "PUT", body });
  expect(await call("/propagation")).toEqual(state(0, []));
  expect(await put({ delayMs: 60_000 })).toEqual(state(60_000, []));
  expect(await put({ delayMs: 5, assignmentName })).toEqual(
    state(60_000, [{ assignmentName, delayMs: 5 }]),
  );
  expect(await put({ delayMs: null, assignmentName })).toEqual(state(60_000, []));
  for (const [body, status, code] of [
    [{ delayMs: 3_600_001 }, 409, "access/invalid-delay"],
    [{ delayMs: null }, 409, "access/invalid-delay"],
    [{ delayMs: 1, assignmentName: "mine" }, 409, "access/invalid-delay"],
    [{ delayMs: "1s" }, 400, "admin/input"],
    [{ delay: 1 }, 400, "admin/input"],
  ] as const) {
    expect(await put(body)).toEqual([status, refused(code)]);
  }
  const apply = (body: unknown) => call("/propagation/apply", { method: "POST", body });
  expect(await apply({})).toEqual([200, { applied: [] }]);
  expect(await apply({ assignmentName })).toEqual([409, refused("access/nothing-pending")]);
});

const PAGES: readonly [string, Readonly<Record<string, string>>, string][] = [
  ["a rebound name", { host: "evil.example" }, "admin/host"],
  ["a rebound name with the port", { host: "evil.example:80" }, "admin/host"],
  ["another port", { host: "127.0.0.1:1" }, "admin/host"],
  ["a page of another origin", { origin: "https://evil.example" }, "admin/page"],
  ["a page without an origin", { origin: "null" }, "admin/page"],
  ["a page of this machine", { origin: "http://localhost:3000" }, "admin/page"],
  ["an image or a script", { "sec-fetch-site": "cross-site" }, "admin/page"],
  ["an address typed into a browser", { "sec-fetch-site": "none" }, "admin/page"],
];

test.each(PAGES)("%s gets nothing, and changes nothing", async (_, headers, code) => {
  const step = { method: "POST", headers, body: { action: "step", ms: 1 } };
  expect(await call("/clock", { headers })).toEqual([403, refused(code)]);
  expect(await call("/clock", step)).toEqual([403, refused(code)]);
  expect(await call("/clock")).toMatchObject([200, { now: "2026-01-02T03:04:05.000Z" }]);
});

test("localhost is a name of it, a second Host header is not", async () => {
  const { port } = new URL(admin.origin);
  expect(await call("/clock", { headers: { host: `localhost:${port}` } })).toMatchObject([200, {}]);
  const raw = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1");
    const host = `Host: 127.0.0.1:${port}\r\n`;
    let text = "";
    socket.on("data", (chunk) => {
      text += String(chunk);
    });
    socket.on("end", () => resolve(text));
    socket.on("error", reject);
    socket.write(`GET /clock HTTP/1.1\r\n${host}${host}Connection: close\r\n\r\n`);
  });
  expect(raw).toMatch(/^HTTP\/1\.1 40[03] /);
  expect(raw).not.toContain("isFrozen");
});

test.each(["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""])(
  "a body of type '%s', which a page may send unasked, is refused",
  async (type) => {
    const headers = type === "" ? {} : { "content-type": type };
    const answer = await call("/propagation/apply", { method: "POST", headers });
    expect(answer).toEqual([415, refused("admin/not-json")]);
  },
);

test("nothing else is served", async () => {
  expect(await call("/")).toEqual([404, refused("admin/path")]);
  expect(await call("/clock/now")).toEqual([404, refused("admin/path")]);
  expect(await call("/constructor")).toEqual([404, refused("admin/path")]);
  expect(await call("/clock", { method: "PATCH", body: {} })).toEqual([
    405,
    refused("admin/method"),
  ]);
  expect(await call("/propagation", { method: "POST", body: {} })).toEqual([
    405,
    refused("admin/method"),
  ]);
});
