/** The started product as its users meet it: the ready line, the end, and starts that cannot be. */
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { callerOf } from "../support/call.ts";
import {
  type FinishedRun,
  type RunningLazurite,
  runLazurite,
  type StartOptions,
  startLazurite,
} from "../support/start-lazurite.ts";
import { type DemoFolder, makeDemoFolder, temporaryFolder } from "../support/temporary-folder.ts";
import { bearer, tokenFor } from "../support/tokens.ts";

const LOGIN = "https://login.microsoftonline.com";
const LOGS = "https://api.loganalytics.io";

let demo: DemoFolder;

beforeAll(async () => {
  demo = await makeDemoFolder();
});

afterAll(() => demo?.remove());

async function started(options?: StartOptions): Promise<RunningLazurite> {
  const server = await startLazurite(options);
  onTestFinished(async () => {
    await server.end();
  });
  return server;
}

test("the ready line is one line with every origin, the ids and the demo's credentials", async () => {
  const server = await started();
  const secure = expect.stringMatching(/^https:\/\/localhost:\d+$/);
  const plain = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/);
  const guid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  const text = expect.stringMatching(/./);
  expect(server.stdout().split("\n")).toEqual([expect.stringMatching(/^\{.*\}$/), ""]);
  expect(server.ready).toEqual({
    login: secure,
    arm: secure,
    graph: secure,
    logs: secure,
    monitor: secure,
    iotcentral: secure,
    portal: secure,
    imds: plain,
    proxy: plain,
    ca: expect.stringMatching(/^\/.*ca\.pem$/),
    pid: server.pid,
    tenantId: guid,
    subscriptionId: "6c3ac85e-59d5-4e5d-90eb-27979f57cb16",
    demo: {
      clientId: guid,
      clientSecret: text,
      user: text,
      password: text,
      workspaceId: guid,
      workspaceResourceId:
        "/subscriptions/6c3ac85e-59d5-4e5d-90eb-27979f57cb16/resourceGroups/demo" +
        "/providers/Microsoft.OperationalInsights/workspaces/demo-ws",
      iotCentralApp: text,
      identityEndpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\//),
      identityHeader: text,
      guestClientId: guid,
      guestClientSecret: text,
      guestObjectId: guid,
    },
  });
});

test.each(["SIGINT", "SIGTERM"] as const)("%s ends it cleanly, with status 0", async (signal) => {
  const server = await started();
  expect(existsSync(server.ready.ca)).toBe(true);
  expect(await server.end(signal)).toBe(0);
  expect(server.stdout().trim().split("\n").length).toBe(1);
  expect(existsSync(server.ready.ca), "throw-away data is left behind").toBe(false);
});

test("a restart keeps the ids, the authority, the keys and what was written", async () => {
  const folder = demo.copy();
  const first = await started({ folder });
  const caller = callerOf(first);
  const byGateway = { ...caller, direct: caller.gateway };
  const token = await tokenFor(byGateway, { ...first.ready, login: LOGIN }, LOGS);
  const arm = await tokenFor(caller, first.ready, "https://management.azure.com");
  const path = `/subscriptions/${first.ready.subscriptionId}/resourcegroups/kept?api-version=2021-04-01`;
  const made = await caller.direct(`${first.ready.arm}${path}`, {
    method: "PUT",
    headers: bearer(arm),
    body: { location: "westeurope", tags: { kept: "yes" } },
  });
  expect(made.status, made.text).toBe(201);
  await caller.close();
  expect(await first.end()).toBe(0);

  const second = await started({ folder });
  expect(second.caText).toBe(first.caText);
  expect({ ...second.ready.demo, identityEndpoint: "" }).toEqual({
    ...first.ready.demo,
    identityEndpoint: "",
  });
  const again = callerOf(second);
  const answer = await again.gateway(`${LOGS}/v1/workspaces/DEMO_WORKSPACE/query`, {
    method: "POST",
    headers: bearer(token),
    body: { query: "AzureActivity | count" },
  });
  expect(answer.status, answer.text).toBe(200);
  const armAgain = await tokenFor(again, second.ready, "https://management.azure.com");
  const kept = await again.direct(`${second.ready.arm}${path}`, { headers: bearer(armAgain) });
  expect(kept.json).toMatchObject({ name: "kept", tags: { kept: "yes" } });
  await again.close();
});

test("private files are readable by their owner alone", async () => {
  const folder = demo.copy();
  await started({ folder });
  const mode = (path: string) => statSync(join(folder, path)).mode & 0o077;
  expect(mode("running.json")).toBe(0);
  expect(mode("directory.db")).toBe(0);
});

describe("a start that cannot be ends with status 1 and one clear sentence", () => {
  const start = (folder: string, ...args: string[]): Promise<FinishedRun> =>
    runLazurite(["start", "--data", folder, "--port", "0", "--json", ...args]);

  function expectSentence(run: FinishedRun, words: RegExp) {
    expect(run.status, run.stderr).toBe(1);
    expect(run.stdout).toBe("");
    const lines = run.stderr.trim().split("\n");
    expect(lines.at(-1)).toMatch(words);
    expect(lines.filter((line) => words.test(line)).length).toBe(1);
    expect(run.stderr, "a stack is no sentence").not.toMatch(/^\s+at /m);
  }

  test("when a port is taken", async () => {
    const server = await started();
    const port = new URL(server.ready.login).port;
    const run = await start(temporaryFolder(), "--port", port);
    expectSentence(run, new RegExp(`[Pp]ort ${port} is taken`));
  });

  test("when the folder cannot be written", async () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    expectSentence(await start(join(file, "folder")), /cannot be written/);
    expectSentence(await start(file), /cannot be written/);
  });

  test.skipIf(process.getuid?.() === 0)("when its permissions forbid writing", async () => {
    const folder = join(temporaryFolder(), "locked");
    mkdirSync(folder, { mode: 0o500 });
    expectSentence(await start(folder), /cannot be written/);
  });

  test("when another Lazurite uses the folder", async () => {
    const folder = demo.copy();
    const server = await started({ folder });
    expectSentence(await start(folder), new RegExp(`in use .*${server.pid}`));
    const caller = callerOf(server);
    await tokenFor(caller, server.ready, LOGS);
    await caller.close();
  });

  test("when the folder was made by a newer version", async () => {
    const folder = demo.copy();
    const database = new Database(join(folder, "directory.db"));
    database.pragma("user_version = 9999");
    database.close();
    expectSentence(await start(folder), /newer/);
  });

  test("when a demo folder is asked to be real, and the other way round", async () => {
    expectSentence(await start(demo.copy(), "--no-demo"), /holds the demo/);
    const real = temporaryFolder();
    await (await started({ folder: real, args: ["--no-demo"] })).end();
    expectSentence(await start(real), /--no-demo/);
  });
});

test("without the demo its credentials and its key open nothing", async () => {
  const withDemo = (await started()).ready;
  const server = await started({ args: ["--no-demo"] });
  expect(server.ready.demo).toBeUndefined();
  const caller = callerOf(server);
  const refused = await caller.direct(`${server.ready.login}/${withDemo.tenantId}/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: withDemo.demo.clientId,
      client_secret: withDemo.demo.clientSecret,
      resource: LOGS,
    }),
  });
  expect(refused.status).toBe(400);
  expect(refused.json).toMatchObject({ error_codes: [90002] });
  const byKey = await caller.direct(`${server.ready.logs}/v1/workspaces/DEMO_WORKSPACE/query`, {
    method: "POST",
    headers: { "x-api-key": "DEMO_KEY" },
    body: { query: "print 1" },
  });
  expect(byKey.status, byKey.text).toBe(403);
  await caller.close();
});

test("no secret, key or token is in the log of a whole run, however it is sent", async () => {
  const server = await started({ args: ["--log-level", "debug"] });
  const { ready } = server;
  const caller = callerOf(server);
  const token = await tokenFor(caller, ready, LOGS);
  const mistyped = "mistyped-but-still-private";
  const tokenUrl = `${ready.login}/${ready.tenantId}/oauth2/token`;
  const form = { grant_type: "client_credentials", client_id: ready.demo.clientId, resource: LOGS };
  const basic = (user: string, password: string) => ({
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
  });
  const query = `${ready.logs}/v1/workspaces/${ready.demo.workspaceId}/query`;
  const byKey = `${ready.logs}/v1/workspaces/DEMO_WORKSPACE/query`;
  const body = { query: "print 1" };
  const sent = [
    [tokenUrl, { method: "POST", body: new URLSearchParams({ ...form, client_secret: mistyped }) }],
    [`${tokenUrl}?client_secret=${mistyped}`, { method: "POST", body: new URLSearchParams(form) }],
    [tokenUrl, { method: "POST", headers: basic(form.client_id, mistyped), body: form }],
    [query, { method: "POST", headers: bearer(token), body }],
    [query, { method: "POST", headers: bearer(`${token}x`), body }],
    [`${query}?access_token=${token}`, { method: "POST", body }],
    [`${byKey}?api_key=DEMO_KEY&query=print%201`, {}],
    [`${byKey}?api%5Fkey=${mistyped}&query=print%201`, {}],
    [byKey, { method: "POST", headers: { "x-api-key": "DEMO_KEY" }, body }],
    [byKey, { method: "POST", headers: basic("DEMO_KEY", ""), body }],
    [byKey, { method: "POST", headers: basic("", mistyped), body }],
    [`${ready.arm}/subscriptions?api-version=2022-12-01`, { headers: bearer(token) }],
    [`${ready.arm}/${token}`, { headers: bearer(token) }],
  ] as const;
  for (const [url, options] of sent) {
    const answer = await caller.direct(url, options);
    expect(answer.status, answer.text).toBeLessThan(500);
  }
  await caller.close();
  await server.end();
  const log = server.stderr();
  expect(log.split("\n").length, "nothing was logged").toBeGreaterThan(sent.length);
  const { clientSecret, guestClientSecret, password, identityHeader } = ready.demo;
  const secrets = { clientSecret, guestClientSecret, password, identityHeader, mistyped };
  const encoded = [`DEMO_KEY:`, `:${mistyped}`, `${form.client_id}:${mistyped}`].map((text) =>
    Buffer.from(text).toString("base64"),
  );
  const [, , signature = ""] = token.split(".");
  for (const secret of [...Object.values(secrets), "DEMO_KEY", signature, ...encoded]) {
    expect(log.includes(secret), `the log has ${secret}`).toBe(false);
  }
});
