import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Failure } from "../../base/index.ts";
import { createLogger } from "../../http/index.ts";
import { findControlAddress } from "./control-address.ts";
import { openControlDoor } from "./control-door.ts";
import type { ControlHandlers } from "./control-protocol.ts";

const folder = mkdtempSync(join(tmpdir(), "lazurite-door-"));
const asked: unknown[] = [];
const commands: Partial<ControlHandlers> = {
  "keys/list": async () => {
    throw new Error("a defect that says too much");
  },
  "keys/rotate": async (parameters) => {
    asked.push(parameters);
    if (parameters.isImmediate) return { keys: [] };
    throw new Failure("identity/rotation-pending", "wait", { facts: { kid: "k" } });
  },
  "store/init": async () => {
    throw new Failure("server/init-running", "another one is at it");
  },
};

const handlers = commands as ControlHandlers;

let door: { close(): Promise<void> };

beforeAll(async () => {
  door = await openControlDoor({
    folder,
    log: createLogger({ level: "silent" }),
    handlers,
  });
});

afterAll(async () => {
  await door.close();
  rmSync(folder, { recursive: true, force: true });
});

function ask(path: string, body: string, method = "POST"): Promise<readonly [unknown, unknown]> {
  const socketPath = findControlAddress(folder, process.platform);
  return new Promise((resolve, reject) => {
    const call = request({ ...(socketPath && { socketPath }), path, method }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      response.on("end", () => resolve([response.statusCode, JSON.parse(text)]));
    });
    call.on("error", reject);
    call.end(body);
  });
}

test("a command gets its checked parameters and answers as JSON", async () => {
  expect(await ask("/keys/rotate", '{"isImmediate":true}')).toEqual([200, { keys: [] }]);
  expect(asked.at(-1)).toEqual({ isImmediate: true });
});

test("a refusal keeps its code and facts", async () => {
  expect(await ask("/keys/rotate", '{"isImmediate":false}')).toEqual([
    409,
    { code: "identity/rotation-pending", message: "wait", facts: { kid: "k" } },
  ]);
});

test.each([
  ["/keys/rotate", "{}", 400],
  ["/keys/rotate", '{"isImmediate":"yes"}', 400],
  ["/keys/rotate", '{"isImmediate":true,"hard":true}', 400],
  ["/store/init", "{}", 400],
  ["/store/init", '{"domain":"a.test","displayName":"A","userName":7}', 400],
  ["/store/init", '{"domain":"a.test","displayName":"A","userName":"a","password":""}', 400],
  ["/store/init", "{}", 400],
  ["/store/init", '{"domain":"a.test","displayName":"A","userName":7}', 400],
  ["/store/init", '{"domain":"a.test","displayName":"A","userName":"a","password":""}', 400],
  ["/keys/rotate", "not json", 400],
  ["/keys/rotate", "", 400],
  ["/keys/list", "[]", 400],
  ["/keys/list", `{"x":"${"x".repeat(70_000)}"}`, 400],
  ["/keys/none", "{}", 404],
  ["/constructor", "{}", 404],
] as const)("%s with %.40s is refused", async (path, body, status) => {
  const before = asked.length;
  expect((await ask(path, body))[0]).toBe(status);
  expect(asked.length).toBe(before);
});

test("another method is refused", async () => {
  expect((await ask("/keys/rotate", "", "GET"))[0]).toBe(405);
});

test("a defect is told as one, without its words", async () => {
  expect(await ask("/keys/list", "{}")).toEqual([
    500,
    { code: "server/control-defect", message: "the command failed", facts: {} },
  ]);
});

test("where the folder takes no socket, the door is elsewhere and is found there", async () => {
  const place = mkdtempSync(join(tmpdir(), "lazurite-door-"));
  mkdirSync(join(place, "control.sock"));
  const log = createLogger({ level: "silent" });
  const other = await openControlDoor({ folder: place, log, handlers });
  const address = findControlAddress(place, process.platform) ?? "";
  expect(address.startsWith(place)).toBe(false);
  expect(statSync(address).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(address)).mode & 0o777).toBe(0o700);
  await other.close();
  expect(statSync(address, { throwIfNoEntry: false })).toBeUndefined();
  expect(findControlAddress(place, process.platform)).toBe(join(place, "control.sock"));
  rmSync(place, { recursive: true });
});
