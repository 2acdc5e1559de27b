/** What was acknowledged is there after the process was killed without warning. */
import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Caller, callerOf } from "../support/call.ts";
import { killStart, type RunningLazurite, startLazurite } from "../support/start-lazurite.ts";
import { makeDemoFolder, temporaryFolder } from "../support/temporary-folder.ts";
import { bearer, tokenFor } from "../support/tokens.ts";

const ROUNDS = 20;
const WRITERS = 4;
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const PAGES_MAX = 100;

/** One running server and the means to write to it. */
interface Session {
  readonly server: RunningLazurite;
  readonly caller: Caller;
  readonly headers: { readonly authorization: string };
  readonly subscription: string;
}

async function open(folder: string): Promise<Session> {
  const server = await startLazurite({ folder });
  const caller = callerOf(server);
  const token = await tokenFor(caller, server.ready, "https://management.azure.com");
  const subscription = `${server.ready.arm}/subscriptions/${server.ready.subscriptionId}`;
  return { server, caller, headers: bearer(token), subscription };
}

/** Makes a resource group and a role assignment in it; gives both names once acknowledged. */
async function writePair(session: Session, acknowledged: Set<string>): Promise<void> {
  const { caller, headers, subscription, server } = session;
  const group = `kept-${randomUUID()}`;
  const made = await caller.direct(
    `${subscription}/resourcegroups/${group}?api-version=2021-04-01`,
    { method: "PUT", headers, body: { location: "westeurope" } },
  );
  expect(made.status, made.text).toBe(201);
  acknowledged.add(group);
  const assignment = randomUUID();
  const given = await caller.direct(
    `${subscription}/resourceGroups/${group}/providers/Microsoft.Authorization` +
      `/roleAssignments/${assignment}?api-version=2022-04-01`,
    {
      method: "PUT",
      headers,
      body: {
        properties: {
          roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${READER}`,
          principalId: server.ready.demo.guestObjectId,
          principalType: "ServicePrincipal",
        },
      },
    },
  );
  expect(given.status, given.text).toBe(201);
  acknowledged.add(assignment);
}

/** Writes until the server is killed, which happens once `goal` more writes are acknowledged. */
async function writeAndKill(session: Session, acknowledged: Set<string>, goal: number) {
  const enough = acknowledged.size + goal;
  let isKilled = false;
  const writer = async () => {
    while (!isKilled) {
      try {
        await writePair(session, acknowledged);
      } catch (error) {
        // Only the kill itself may break a request; anything else is a finding.
        if (!isKilled) throw error;
      }
      if (!isKilled && acknowledged.size >= enough) {
        isKilled = true;
        process.kill(session.server.pid, "SIGKILL");
      }
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  await session.server.end("SIGKILL");
}

async function namesIn({ caller, headers }: Session, url: string): Promise<readonly string[]> {
  const names: string[] = [];
  let next: string | undefined = url;
  for (let page = 0; next !== undefined && page < PAGES_MAX; page += 1) {
    const answer = await caller.direct(next, { headers });
    const list = answer.json as { value: readonly { name: string }[]; nextLink?: string };
    expect(answer.status, answer.text).toBe(200);
    names.push(...list.value.map(({ name }) => name));
    next = list.nextLink;
  }
  return names;
}

async function present(session: Session): Promise<ReadonlySet<string>> {
  const { subscription } = session;
  const groups = await namesIn(session, `${subscription}/resourcegroups?api-version=2021-04-01`);
  const assignments = await namesIn(
    session,
    `${subscription}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01`,
  );
  return new Set([...groups, ...assignments]);
}

test(`no acknowledged write is missing after ${ROUNDS} kills without warning`, {
  timeout: 300_000,
}, async () => {
  const folder = temporaryFolder();
  const acknowledged = new Set<string>();
  for (let round = 1; round <= ROUNDS; round += 1) {
    const session = await open(folder);
    const found = await present(session);
    expect([...acknowledged].filter((name) => !found.has(name))).toEqual([]);
    await writeAndKill(session, acknowledged, 5 + round);
    // The connections died with the server; closing them politely would wait for it.
    session.caller.close().catch(() => undefined);
  }
  const last = await open(folder);
  const found = await present(last);
  expect([...acknowledged].filter((name) => !found.has(name))).toEqual([]);
  expect(acknowledged.size).toBeGreaterThan(ROUNDS * 5);
  const rows = await last.caller.direct(
    `${last.server.ready.logs}/v1/workspaces/DEMO_WORKSPACE/query`,
    {
      method: "POST",
      headers: { "x-api-key": "DEMO_KEY" },
      body: { query: "AzureActivity | count" },
    },
  );
  expect(rows.status, rows.text).toBe(200);
  await last.caller.close();
  await last.server.end();
});

const DAY_MS = 24 * 60 * 60 * 1000;
const TABLES = ["AzureActivity", "Heartbeat", "Perf", "Syslog", "SigninLogs", "AppRequests"];

/** How many rows each table has of a fixed stretch of time, which is the same in every demo. */
async function rowCounts(folder: string, from: Date, to: Date): Promise<readonly string[]> {
  const { server, caller } = await open(folder);
  const counts: string[] = [];
  for (const table of TABLES) {
    const range = `datetime(${from.toISOString()}) .. datetime(${to.toISOString()})`;
    const answer = await caller.direct(`${server.ready.logs}/v1/workspaces/DEMO_WORKSPACE/query`, {
      method: "POST",
      headers: { "x-api-key": "DEMO_KEY" },
      body: { query: `${table} | where TimeGenerated between (${range}) | count` },
    });
    const [primary] = (answer.json as { tables: { rows: number[][] }[] }).tables;
    counts.push(`${table}: ${primary?.rows[0]?.[0]}`);
  }
  await caller.close();
  await server.end();
  return counts;
}

function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

test("a first start that is killed while it fills the demo is finished by the next", {
  timeout: 120_000,
}, async () => {
  const to = new Date(Date.now() - DAY_MS);
  const from = new Date(to.getTime() - 20 * DAY_MS);
  const whole = await makeDemoFolder();
  const expected = await rowCounts(whole.copy(), from, to);
  whole.remove();
  expect(expected.filter((count) => count.endsWith(": 0"))).toEqual([]);

  const folder = temporaryFolder();
  const logs = join(folder, "logs.duckdb");
  for (const bytes of [0, 1_000_000]) {
    await killStart(folder, () => bytesOf(logs) + bytesOf(`${logs}.wal`) > bytes);
  }
  expect(await rowCounts(folder, from, to)).toEqual(expected);
});
