/** `lazurite keys` beside a server that runs, and on a store that nobody serves. */
import { renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { createRemoteJWKSet, customFetch, decodeProtectedHeader, jwtVerify } from "jose";
import { Agent, fetch as plainFetch } from "undici";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type Caller, callerOf } from "../support/call.ts";
import { type RunningLazurite, runLazurite, startLazurite } from "../support/start-lazurite.ts";
import { type DemoFolder, makeDemoFolder, temporaryFolder } from "../support/temporary-folder.ts";
import { bearer, tokenFor } from "../support/tokens.ts";

const ARM = "https://management.azure.com/";
const DAY_MS = 86_400_000;

let demo: DemoFolder;

beforeAll(async () => {
  demo = await makeDemoFolder();
});

afterAll(() => demo?.remove());

interface Key {
  readonly kid: string;
  readonly state: string;
  readonly signsFrom: string;
  readonly publishedUntil?: string;
}

async function keys(folder: string, ...args: string[]): Promise<readonly Key[]> {
  const run = await runLazurite(["keys", ...args, "--json", "--data", folder]);
  expect(run.status, run.stderr).toBe(0);
  return JSON.parse(run.stdout) as readonly Key[];
}

async function serve(folder: string): Promise<{ server: RunningLazurite; caller: Caller }> {
  const server = await startLazurite({ folder });
  const caller = callerOf(server);
  onTestFinished(async () => {
    await caller.close();
    await server.end();
  });
  return { server, caller };
}

const kidOf = (token: string): unknown => decodeProtectedHeader(token).kid;
const summaries = (list: readonly Key[]): readonly string[] =>
  list.map(({ kid, state }) => `${kid} ${state}`);

async function publishedBy({ ready }: RunningLazurite, caller: Caller): Promise<readonly string[]> {
  const answer = await caller.direct(`${ready.login}/${ready.tenantId}/discovery/v2.0/keys`);
  return (answer.json as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
}

test("a rotation beside a running server is seen by clients, and breaks no token", async () => {
  const folder = demo.copy();
  const { server, caller } = await serve(folder);
  const { ready } = server;
  const agent = new Agent({ connect: { ca: server.caText } });
  onTestFinished(() => agent.close());
  const remote = createRemoteJWKSet(
    new URL(`${ready.login}/${ready.tenantId}/discovery/v2.0/keys`),
    {
      cooldownDuration: 0,
      [customFetch]: (url, options) =>
        plainFetch(url, { ...(options as object), dispatcher: agent }) as never,
    },
  );
  const [first] = await keys(folder, "list");
  const old = await tokenFor(caller, ready, ARM);
  expect(kidOf(old)).toBe(first?.kid);
  await jwtVerify(old, remote);

  const rotated = await keys(folder, "rotate", "--now");
  expect(rotated.map(({ state }) => state)).toEqual(["signing", "retired"]);
  expect(rotated[1]?.kid).toBe(first?.kid);
  expect(await publishedBy(server, caller)).toEqual(rotated.map(({ kid }) => kid));
  const young = await tokenFor(caller, ready, ARM);
  expect(kidOf(young)).toBe(rotated[0]?.kid);
  for (const token of [old, young]) {
    await jwtVerify(token, remote);
    const url = `${ready.arm}/subscriptions?api-version=2022-12-01`;
    expect((await caller.direct(url, { headers: bearer(token) })).status).toBe(200);
  }
});

test("a planned rotation publishes the key a day before it signs, and survives a kill", async () => {
  const folder = demo.copy();
  const { server, caller } = await serve(folder);
  const startedAt = Date.now();
  const planned = await keys(folder, "rotate");
  expect(planned.map(({ state }) => state)).toEqual(["signing", "next"]);
  const signsFrom = Date.parse(planned[1]?.signsFrom ?? "");
  expect(signsFrom).toBeGreaterThanOrEqual(startedAt + DAY_MS);
  expect(kidOf(await tokenFor(caller, server.ready, ARM))).toBe(planned[0]?.kid);

  const again = await runLazurite(["keys", "rotate", "--data", folder]);
  expect(again.status).toBe(1);
  expect(again.stderr).toMatch(/^lazurite: The key \S+ is published already and signs from .*\n$/);

  await server.end("SIGKILL");
  // The socket that the killed server left behind is no server.
  expect(summaries(await keys(folder, "list"))).toEqual(summaries(planned));
  const next = await serve(folder);
  expect(summaries(await keys(folder, "list"))).toEqual(summaries(planned));
  expect(await publishedBy(next.server, next.caller)).toEqual(planned.map(({ kid }) => kid));
});

test("a store that nobody serves is rotated too, and its next server signs with the new key", async () => {
  const folder = demo.copy();
  const [now] = await keys(folder, "rotate", "--now");
  const { server, caller } = await serve(folder);
  expect(kidOf(await tokenFor(caller, server.ready, ARM))).toBe(now?.kid);
});

test("the list is a table for people", async () => {
  const run = await runLazurite(["keys", "list", "--data", demo.copy()]);
  const time = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ`;
  expect(run.stdout).toMatch(
    new RegExp(
      `^KEY +STATE +SIGNS FROM +SIGNS UNTIL +PUBLISHED UNTIL\n\\S+ +signing +${time} +- +-\n$`,
    ),
  );
});

test("the socket is its owner's alone, and gone when the server ends", async () => {
  const folder = demo.copy();
  const { server } = await serve(folder);
  const socket = join(folder, "control.sock");
  expect(statSync(socket).mode & 0o777).toBe(0o600);
  await server.end();
  expect(statSync(socket, { throwIfNoEntry: false })).toBeUndefined();
});

test("a folder whose name is too long for a socket has its door elsewhere", async () => {
  const folder = join(temporaryFolder(), "long".repeat(40));
  renameSync(demo.copy(), folder);
  const { server, caller } = await serve(folder);
  const [now] = await keys(folder, "rotate", "--now");
  expect(kidOf(await tokenFor(caller, server.ready, ARM))).toBe(now?.kid);
});

test("what cannot be done is said in one sentence", async () => {
  for (const [args, words] of [
    [["keys"], /Say what to do/],
    [["keys", "list", "--now"], /Unknown option '--now'/],
    [["keys", "list", "--data", join(temporaryFolder(), "none")], /There is no Lazurite data in/],
  ] as const) {
    const run = await runLazurite(args);
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(words);
    expect(run.stderr.trim().split("\n")).toHaveLength(1);
  }
});
