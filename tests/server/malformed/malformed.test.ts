/** Ten thousand wrong requests: each gets the service's own refusal, none brings the server down. */
import fc from "fast-check";
import { Agent, type Dispatcher, request } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, callerOf } from "../../support/call.ts";
import { type RunningLazurite, startLazurite } from "../../support/start-lazurite.ts";
import { tokenFor } from "../../support/tokens.ts";
import { faultOf } from "./error-form.ts";
import { brokenConnects, brokenHttp, exchange } from "./raw.ts";
import { routesOf } from "./routes.ts";
import { type Shot, type Surface, TOKEN_OF_ANOTHER, TOKEN_OF_SURFACE } from "./shot.ts";
import { spoiled } from "./spoil.ts";

const REQUESTS = 10_000;
const CONNECTIONS = 16;
const ANSWER_MS_MAX = 30_000;
const SEED = 20_260_101;
const FINDINGS_SHOWN = 20;
const NOT_IMPLEMENTED = 501;
/** What is no HTTP at all is refused before there is a service to word it: without a body. */
const WORDLESS = new Set([400, 408, 417, 431]);
/** Hosts that are ours but not served yet; all they may say is so, by name. */
const UNSERVED: readonly Surface[] = ["monitor", "iotcentral", "portal"];
const SURFACES: readonly Surface[] = ["login", "arm", "graph", "logs", "imds", ...UNSERVED];

let server: RunningLazurite;
let caller: Caller;
let agent: Agent;
let tokens: { readonly arm: string; readonly graph: string; readonly logs: string };

beforeAll(async () => {
  server = await startLazurite({ args: ["--log-level", "warn"] });
  caller = callerOf(server);
  agent = new Agent({
    connect: { ca: server.caText },
    connections: CONNECTIONS,
    headersTimeout: ANSWER_MS_MAX,
    bodyTimeout: ANSWER_MS_MAX,
  });
  tokens = {
    arm: await tokenFor(caller, server.ready, "https://management.azure.com"),
    graph: await tokenFor(caller, server.ready, "https://graph.microsoft.com"),
    logs: await tokenFor(caller, server.ready, "https://api.loganalytics.io"),
  };
});

afterAll(async () => {
  await caller?.close();
  await agent?.close();
  await server?.end();
});

/** Why an answer is not one; `undefined` when it is. */
function findingOf(surface: Surface, status: number, text: string): string | undefined {
  const isUnserved = status === NOT_IMPLEMENTED && UNSERVED.includes(surface);
  if (status >= 500 && !isUnserved) return `status ${status}`;
  return status < 400 ? undefined : faultOf(surface, status, text);
}

function withTokens(surface: Surface, text: string): string {
  const own = surface === "logs" || surface === "graph" ? tokens[surface] : tokens.arm;
  const other = surface === "logs" ? tokens.arm : tokens.logs;
  return text.replaceAll(TOKEN_OF_SURFACE, own).replaceAll(TOKEN_OF_ANOTHER, other);
}

/** How often each status was given by each surface: shows that the shots reach what they aim at. */
const seen = new Map<string, number>();

async function send(shot: Shot): Promise<string | undefined> {
  const headers = Object.fromEntries(
    Object.entries(shot.headers).map(([name, value]) => [name, withTokens(shot.surface, value)]),
  );
  const answer = await request(`${server.ready[shot.surface]}${shot.path}`, {
    dispatcher: agent,
    method: shot.method as Dispatcher.HttpMethod,
    headers,
    ...(shot.body === undefined ? {} : { body: shot.body }),
  });
  const text = await answer.body.text();
  const kind = `${shot.surface} ${answer.statusCode}`;
  seen.set(kind, (seen.get(kind) ?? 0) + 1);
  if (shot.method === "HEAD") {
    return answer.statusCode === 500 ? "status 500" : undefined;
  }
  const fault = findingOf(shot.surface, answer.statusCode, text);
  return fault && `${fault}: ${answer.statusCode} ${text.slice(0, 300)}`;
}

/** Runs the jobs on a fixed number of lanes; gives the findings and how many were answered. */
async function runAll<T>(jobs: readonly T[], run: (job: T) => Promise<string | undefined>) {
  const findings: string[] = [];
  let answered = 0;
  const waiting = jobs.values();
  const lane = async () => {
    for (const job of waiting) {
      try {
        const finding = await run(job);
        if (finding !== undefined) findings.push(`${describe(job)}\n  ${finding}`);
        answered += 1;
      } catch (error) {
        findings.push(`${describe(job)}\n  no answer: ${String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  return { answered, shown: findings.slice(0, FINDINGS_SHOWN), count: findings.length };
}

function describe(job: unknown): string {
  return JSON.stringify(job).slice(0, 600);
}

async function expectAlive() {
  process.kill(server.pid, 0);
  await tokenFor(caller, server.ready, "https://api.loganalytics.io");
  const errors = server
    .stderr()
    .split("\n")
    .filter((line) => /"level":(50|60|"error"|"fatal")/.test(line));
  expect(errors.slice(0, 5)).toEqual([]);
}

test(`${REQUESTS} spoiled requests are each answered in their service's form`, async () => {
  const shots = fc.sample(spoiled(routesOf(server.ready)), { numRuns: REQUESTS, seed: SEED });
  const { answered, shown, count } = await runAll(shots, send);
  expect({ shown, count }).toEqual({ shown: [], count: 0 });
  expect(answered).toBe(REQUESTS);
  for (const surface of SURFACES) {
    expect(shots.filter((shot) => shot.surface === surface).length).toBeGreaterThan(100);
  }
  await expectAlive();
}, 120_000);

test("a query that nests thousands deep is refused like any other", async () => {
  for (const opening of ["(", "strcat(", "1+"]) {
    const answer = await caller.direct(`${server.ready.logs}/v1/workspaces/DEMO_WORKSPACE/query`, {
      method: "POST",
      headers: { "x-api-key": "DEMO_KEY" },
      body: { query: `print x = ${opening.repeat(1_500)}1` },
    });
    expect(answer.status, answer.text).toBe(400);
    expect(answer.json).toMatchObject({ error: { code: "BadArgumentError" } });
  }
  await expectAlive();
});

test("bytes that break HTTP get a refusal or a closed connection on every surface", async () => {
  const jobs = SURFACES.flatMap((surface) => {
    const origin = server.ready[surface];
    return brokenHttp(new URL(origin).host).map((text) => ({ surface, origin, text }));
  });
  const { answered, shown, count } = await runAll(jobs, async ({ surface, origin, text }) => {
    const answer = await exchange(origin, server.caText, Buffer.from(text, "latin1"));
    if (answer.status === undefined) return undefined;
    if (WORDLESS.has(answer.status) && isEmpty(answer.body)) return undefined;
    const body = answer.head.match(/transfer-encoding: chunked/i)
      ? unchunked(answer.body)
      : answer.body;
    const fault = findingOf(surface, answer.status, body);
    return fault && `${fault}: ${answer.head}\n${answer.body.slice(0, 300)}`;
  });
  expect({ shown, count }).toEqual({ shown: [], count: 0 });
  expect(answered).toBe(jobs.length);
  await expectAlive();
});

test("the gateway refuses in words what it does not carry", async () => {
  const asked = brokenConnects();
  const broken = brokenHttp(new URL(server.ready.proxy).host);
  const { answered, shown, count } = await runAll([...asked, ...broken], async (text) => {
    const answer = await exchange(server.ready.proxy, server.caText, Buffer.from(text, "latin1"));
    if (answer.status === undefined) return undefined;
    if (answer.status >= 500) return `status ${answer.status}: ${answer.body}`;
    if (WORDLESS.has(answer.status)) return undefined;
    return answer.status >= 400 && isEmpty(answer.body) ? `no words: ${answer.head}` : undefined;
  });
  expect({ shown, count }).toEqual({ shown: [], count: 0 });
  expect(answered).toBe(asked.length + broken.length);
  await expectAlive();
});

function isEmpty(body: string): boolean {
  return body === "" || body === "0\r\n\r\n";
}

/** The one chunk that a small answer is sent in. */
function unchunked(body: string): string {
  const start = body.indexOf("\r\n") + 2;
  return body.slice(start, start + Number.parseInt(body, 16));
}
