/** `lazurite delay` beside a server that runs, on a store that nobody serves, and over restarts. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type Answer, type Caller, callerOf } from "../support/call.ts";
import { type RunningLazurite, runLazurite, startLazurite } from "../support/start-lazurite.ts";
import { type DemoFolder, makeDemoFolder, temporaryFolder } from "../support/temporary-folder.ts";
import { bearer, guestOf, tokenFor } from "../support/tokens.ts";

const ARM = "https://management.azure.com";
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const FIRST = "4d5e6f70-0000-4000-8000-000000000001";
const SECOND = "4d5e6f70-0000-4000-8000-000000000002";

let demo: DemoFolder;

beforeAll(async () => {
  demo = await makeDemoFolder();
});

afterAll(() => demo?.remove());

interface State {
  readonly delayMs: number;
  readonly assignments: readonly { readonly assignmentName: string; readonly delayMs: number }[];
  readonly pending: readonly { readonly assignmentName: string; readonly change: string }[];
}

async function delay(folder: string, ...args: string[]): Promise<State> {
  const run = await runLazurite(["delay", ...args, "--json", "--data", folder]);
  expect(run.status, run.stderr).toBe(0);
  return JSON.parse(run.stdout) as State;
}

async function serve(folder: string, ...args: string[]) {
  const server = await startLazurite({ folder, args });
  const caller = callerOf(server);
  onTestFinished(async () => {
    await caller.close();
    await server.end();
  });
  return { server, caller };
}

/** Gives the guest the role of a reader; a scope for each name, since one has a role once. */
async function assign(server: RunningLazurite, caller: Caller, name: string, group: string) {
  const { arm, subscriptionId, demo } = server.ready;
  const scope = `/subscriptions/${subscriptionId}${group}`;
  const url = `${arm}${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
  const made = await caller.direct(`${url}?api-version=2022-04-01`, {
    method: "PUT",
    headers: bearer(await tokenFor(caller, server.ready, ARM)),
    body: {
      properties: {
        roleDefinitionId: `${scope}/providers/Microsoft.Authorization/roleDefinitions/${READER}`,
        principalId: demo.guestObjectId,
        principalType: "ServicePrincipal",
      },
    },
  });
  expect(made.status, made.text).toBe(201);
}

const GROUP = "/resourceGroups/demo";

async function readGroup(server: RunningLazurite, caller: Caller): Promise<Answer> {
  const token = await tokenFor(caller, server.ready, ARM, guestOf(server.ready));
  const { arm, subscriptionId } = server.ready;
  const url = `${arm}/subscriptions/${subscriptionId}${GROUP}?api-version=2021-04-01`;
  return await caller.direct(url, { headers: bearer(token) });
}

test("a delay that is set beside a running server holds at once, and after a restart", async () => {
  const folder = demo.copy();
  const first = await serve(folder);
  expect(await delay(folder, "show")).toMatchObject({ delayMs: 0, pending: [] });
  expect(await delay(folder, "set", "30min")).toMatchObject({ delayMs: 1_800_000 });
  await assign(first.server, first.caller, FIRST, GROUP);
  expect((await readGroup(first.server, first.caller)).status).toBe(403);
  await first.server.end();

  expect(await delay(folder, "show")).toMatchObject({
    delayMs: 1_800_000,
    pending: [{ assignmentName: FIRST, change: "assigned" }],
  });
  const next = await serve(folder);
  expect((await readGroup(next.server, next.caller)).status).toBe(403);
  const applied = await runLazurite(["delay", "apply", "--assignment", FIRST, "--data", folder]);
  expect(applied.stdout).toMatch(
    new RegExp(`^Counts now:\\nASSIGNMENT +CHANGE .*\\n${FIRST} +assigned +\\S+ \\S+ +Reader `),
  );
  expect((await readGroup(next.server, next.caller)).status).toBe(200);
});

test("one assignment has a delay of its own, before it is there", async () => {
  const folder = demo.copy();
  await delay(folder, "set", "60min");
  const set = await delay(folder, "set", "0s", "--assignment", FIRST.toUpperCase());
  expect(set.assignments).toEqual([{ assignmentName: FIRST, delayMs: 0 }]);
  const { server, caller } = await serve(folder);
  await assign(server, caller, SECOND, "");
  expect((await readGroup(server, caller)).status).toBe(403);
  await assign(server, caller, FIRST, GROUP);
  expect((await readGroup(server, caller)).status).toBe(200);
  expect((await delay(folder, "reset", "--assignment", FIRST)).assignments).toEqual([]);
  expect((await delay(folder, "show")).pending).toMatchObject([{ assignmentName: SECOND }]);
});

test("the flag of the start sets the store's delay, and holds nobody of a new store back", async () => {
  const { server, caller } = await serve(
    join(temporaryFolder(), "new"),
    "--propagation-delay",
    "60min",
  );
  const token = await tokenFor(caller, server.ready, ARM);
  const url = `${server.ready.arm}/subscriptions?api-version=2022-12-01`;
  const answer = await caller.direct(url, { headers: bearer(token) });
  expect((answer.json as { value: unknown[] }).value).toHaveLength(1);
});

test("the state is a table for people", async () => {
  const folder = demo.copy();
  const before = await runLazurite(["delay", "show", "--data", folder]);
  expect(before.stdout).toBe(
    "Changes of role assignments count after 0 s.\nNothing is on its way.\n",
  );
  const own = await runLazurite([
    "delay",
    "set",
    "90s",
    "--assignment",
    `/subscriptions/x/providers/Microsoft.Authorization/roleAssignments/${FIRST}`,
    "--data",
    folder,
  ]);
  expect(own.stdout).toBe(
    "Changes of role assignments count after 0 s.\n" +
      `  ${FIRST}: after 90 s\nNothing is on its way.\n`,
  );
  const applied = await runLazurite(["delay", "apply", "--data", folder]);
  expect(applied.stdout).toBe("Nothing was on its way.\n");
});

test("what cannot be done is said in one sentence", async () => {
  const folder = demo.copy();
  const cases = [
    [["delay"], /Say what to do/],
    [["delay", "constructor"], /Say what to do/],
    [["delay", "set"], /Say how long/],
    [["delay", "set", "--json"], /Say how long/],
    [["delay", "set", "soon"], /takes a time such as 30s/],
    [["delay", "set", "61min", "--data", folder], /between 0 s and 60 min/],
    [["delay", "set", "1s", "--assignment", "mine", "--data", folder], /by its GUID/],
    [["delay", "reset"], /Say which assignment/],
    [["delay", "show", "--assignment", FIRST], /Unknown option '--assignment'/],
    [["delay", "apply", "--assignment", FIRST, "--data", folder], /Nothing of the assignment/],
    [["why", "--last", "--data", folder], /No Lazurite runs on this data folder/],
    [["start", "--ephemeral", "--frozen-at", "soon"], /--frozen-at takes a time such as/],
    [["start", "--ephemeral", "--frozen-at", "2101-01-01T00:00:01Z"], /between 1970 and 2100/],
    [["start", "--ephemeral", "--admin-port", "65536"], /--admin-port must be 0 or a port/],
    [["start", "--data", folder, "--frozen-at", "2020-01-01T00:00:00Z"], /does not go back/],
  ] as const;
  for (const [args, words] of cases) {
    const run = await runLazurite(args);
    expect([args, run.status, run.stderr.trim().split("\n").length]).toEqual([args, 1, 1]);
    expect(run.stderr).toMatch(words);
  }
});
