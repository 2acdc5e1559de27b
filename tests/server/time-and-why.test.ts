/** A role that takes an hour to spread, on a clock that is stepped; and why it is refused till then. */
import { dirname } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, type Caller, type CallOptions, callerOf } from "../support/call.ts";
import { type RunningLazurite, runLazurite, startLazurite } from "../support/start-lazurite.ts";
import { bearer, guestOf, tokenFor } from "../support/tokens.ts";

const ARM = "https://management.azure.com";
const LOGS = "https://api.loganalytics.io";
const GRAPH = "https://graph.microsoft.com";
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const ASSIGNMENT = "4d5e6f70-0000-4000-8000-000000000001";
const HOUR_MS = 3_600_000;

let server: RunningLazurite;
let caller: Caller;
/** Of the throw-away data, for commands. */
let folder: string;
let guestLogs: string;
let ownerArm: string;

beforeAll(async () => {
  server = await startLazurite({
    args: ["--admin-port", "0", "--frozen-at", "2026-03-04T05:06:07Z"],
  });
  folder = dirname(dirname(server.ready.ca));
  caller = callerOf(server);
  guestLogs = await tokenFor(caller, server.ready, LOGS, guestOf(server.ready));
  ownerArm = await tokenFor(caller, server.ready, ARM);
});

afterAll(async () => {
  await caller?.close();
  await server?.end();
});

const admin = (path: string, method = "GET", body?: object): Promise<Answer> =>
  caller.direct(`${server.ready.admin}${path}`, { method, ...(body !== undefined && { body }) });

const step = async (ms: number): Promise<void> => {
  const answer = await admin("/clock", "POST", { action: "step", ms });
  expect(answer.status, answer.text).toBe(200);
};

const query = (call: Caller["direct"] = caller.direct, origin = server.ready.logs) =>
  call(`${origin}/v1/workspaces/${server.ready.demo.workspaceId}/query`, {
    method: "POST",
    headers: bearer(guestLogs),
    body: { query: "AzureActivity | where TimeGenerated > ago(1h) | count" },
  });

const assignment = (method: string, body?: object): Promise<Answer> =>
  caller.direct(
    `${server.ready.arm}${server.ready.demo.workspaceResourceId}/providers/` +
      `Microsoft.Authorization/roleAssignments/${ASSIGNMENT}?api-version=2022-04-01`,
    { method, headers: bearer(ownerArm), ...(body !== undefined && { body }) },
  );

const whyOf = ({ headers }: Answer): string => String(headers["x-lazurite-why"]);

interface Explained {
  readonly id: string;
  readonly service: string;
  readonly principal: { readonly objectId: string; readonly name: string } | null;
  readonly reason: Record<string, unknown> & {
    readonly assignments?: readonly { readonly verdict: string; readonly because: string }[];
  };
  readonly words: readonly string[];
}

async function explained(address: string, options?: CallOptions): Promise<Explained> {
  const answer = await caller.direct(address, { headers: bearer(ownerArm), ...options });
  expect(answer.status, answer.text).toBe(200);
  return answer.json as Explained;
}

/** The refusal in the service's own form, with no more than a header beside it. */
async function refused(): Promise<Explained> {
  const answer = await query();
  expect(answer.status, answer.text).toBe(403);
  expect(answer.json).toEqual({
    error: {
      message:
        "The provided credentials have insufficient access to perform the requested operation",
      code: "InsufficientAccessError",
      innererror: {
        code: "UnauthorizedClient",
        message:
          "The service principal does not have sufficient permissions to access this resource: " +
          server.ready.demo.workspaceId,
      },
    },
  });
  return await explained(whyOf(answer));
}

test("an hour of spreading passes in a step of the clock, and every refusal says how far it is", async () => {
  const first = await refused();
  const { demo } = server.ready;
  expect(first).toMatchObject({
    service: "logs",
    principal: { objectId: demo.guestObjectId, name: "demo-guest" },
    reason: {
      action: "Microsoft.OperationalInsights/workspaces/query/read",
      scope: demo.workspaceResourceId,
      assignments: [],
      smallestRole: {
        roleName: "Log Analytics Data Reader",
        command:
          `az role assignment create --assignee-object-id ${demo.guestObjectId} ` +
          "--assignee-principal-type ServicePrincipal --role 'Log Analytics Data Reader' " +
          `--scope ${demo.workspaceResourceId}`,
      },
    },
  });

  const delay = await admin("/propagation", "PUT", { delayMs: HOUR_MS });
  expect(delay.json).toEqual({ delayMs: HOUR_MS, assignments: [], pending: [], pendingOmitted: 0 });
  const made = await assignment("PUT", {
    properties: {
      roleDefinitionId:
        `/subscriptions/${server.ready.subscriptionId}/providers/` +
        `Microsoft.Authorization/roleDefinitions/${READER}`,
      principalId: demo.guestObjectId,
      principalType: "ServicePrincipal",
    },
  });
  expect(made.status, made.text).toBe(201);
  await step(2_000);
  const { reason } = await refused();
  expect(reason.assignments).toMatchObject([
    {
      verdict: "pending",
      because: "it is pending until 2026-03-04 06:06:07Z, effective in 59:58",
      effectiveAt: "2026-03-04T06:06:07.000Z",
    },
  ]);

  await step(HOUR_MS - 2_001);
  expect((await refused()).reason.assignments).toMatchObject([{ verdict: "pending" }]);
  guestLogs = await tokenFor(caller, server.ready, LOGS, guestOf(server.ready));
  ownerArm = await tokenFor(caller, server.ready, ARM);
  await step(1);
  const answer = await query();
  expect(answer.status, answer.text).toBe(200);
  // The rows of the hour that was stepped over are there.
  const { tables } = answer.json as { tables: readonly { rows: readonly number[][] }[] };
  expect(tables.map(({ rows }) => rows.flat().every((count) => count > 0))).toEqual([true]);

  expect((await assignment("DELETE")).status).toBe(200);
  expect((await admin("/propagation")).json).toMatchObject({
    pending: [
      {
        assignmentName: ASSIGNMENT,
        change: "removed",
        scope: demo.workspaceResourceId,
        roleName: "Reader",
        effectiveAt: "2026-03-04T07:06:07.000Z",
      },
    ],
  });
  expect((await query()).status).toBe(200);
  await step(HOUR_MS);
  guestLogs = await tokenFor(caller, server.ready, LOGS, guestOf(server.ready));
  ownerArm = await tokenFor(caller, server.ready, ARM);
  expect((await refused()).reason.assignments).toMatchObject([
    {
      verdict: "removed",
      because:
        "it was removed at 2026-03-04 06:06:07Z and has counted no more since 2026-03-04 07:06:07Z",
    },
  ]);
}, 120_000);

test("tokens take their time from the same clock", async () => {
  const before = await caller.direct(`${server.ready.arm}/subscriptions?api-version=2022-12-01`, {
    headers: bearer(ownerArm),
  });
  expect(before.status).toBe(200);
  await step(2 * HOUR_MS);
  const after = await caller.direct(`${server.ready.arm}/subscriptions?api-version=2022-12-01`, {
    headers: bearer(ownerArm),
  });
  expect(after.status).toBe(401);
  expect(after.json).toMatchObject({ error: { code: "ExpiredAuthenticationToken" } });
  guestLogs = await tokenFor(caller, server.ready, LOGS, guestOf(server.ready));
  ownerArm = await tokenFor(caller, server.ready, ARM);
});

test("through the gateway the address is under Microsoft's name, and answers there", async () => {
  const answer = await query(caller.gateway, LOGS);
  expect(whyOf(answer)).toMatch(/^https:\/\/management\.azure\.com\/lazurite\/why\/[0-9a-f-]{36}$/);
  const told = await caller.gateway(whyOf(answer), { headers: bearer(ownerArm) });
  expect(told.json).toMatchObject({ service: "logs", request: { method: "POST" } });
});

test("Resource Manager and Graph explain their refusals as well, each of a batch for itself", async () => {
  const guestArm = await tokenFor(caller, server.ready, ARM, guestOf(server.ready));
  const onArm = await caller.direct(
    `${server.ready.arm}/subscriptions/${server.ready.subscriptionId}/resourceGroups/new?api-version=2021-04-01`,
    { method: "PUT", headers: bearer(guestArm), body: { location: "westeurope" } },
  );
  expect(onArm.status).toBe(403);
  expect((await explained(whyOf(onArm))).reason).toMatchObject({
    action: "Microsoft.Resources/subscriptions/resourceGroups/write",
    wellKnownRole: { roleName: "Contributor" },
  });

  const guestGraph = await tokenFor(caller, server.ready, GRAPH, guestOf(server.ready));
  const onGraph = await caller.direct(`${server.ready.graph}/v1.0/users`, {
    headers: bearer(guestGraph),
  });
  expect(onGraph.status).toBe(403);
  const graph = await explained(whyOf(onGraph));
  expect(graph.reason).toMatchObject({
    needed: { applicationPermissions: expect.arrayContaining(["User.Read.All"]) },
    held: { applicationPermissions: [], directoryRoles: [] },
    passesRule: false,
  });
  const batch = await caller.direct(`${server.ready.graph}/v1.0/$batch`, {
    method: "POST",
    headers: bearer(guestGraph),
    body: { requests: [{ id: "1", method: "GET", url: "/groups" }] },
  });
  const [one] = (batch.json as { responses: { status: number; headers: Record<string, string> }[] })
    .responses;
  expect(one?.status).toBe(403);
  expect((await explained(String(one?.headers["X-Lazurite-Why"]))).reason).toMatchObject({
    passesRule: false,
  });
});

test("a 403 of a wrong token says what was wrong with it, and holds no token", async () => {
  const answer = await caller.direct(
    `${server.ready.logs}/v1/workspaces/${server.ready.demo.workspaceId}/query?query=T`,
    { headers: bearer(ownerArm) },
  );
  expect(answer.status).toBe(403);
  const told = await explained(whyOf(answer));
  expect(told).toMatchObject({
    principal: null,
    request: { path: `/v1/workspaces/${server.ready.demo.workspaceId}/query` },
    reason: { code: "InvalidTokenError", failure: { code: "http/token-audience" } },
  });
  expect(JSON.stringify(told)).not.toContain(ownerArm.split(".")[2]);
});

test("an explanation is for administrators alone; for others there is nothing", async () => {
  const address = whyOf(await query());
  const guestArm = await tokenFor(caller, server.ready, ARM, guestOf(server.ready));
  const unknown = address.replace(/[0-9a-f-]{36}$/, "00000000-0000-4000-8000-000000000000");
  const toGuest = await caller.direct(address, { headers: bearer(guestArm) });
  const toNobody = await caller.direct(unknown, { headers: bearer(ownerArm) });
  expect([toGuest.status, toNobody.status]).toEqual([404, 404]);
  expect(toGuest.text.replace(new URL(address).pathname, "")).toBe(
    toNobody.text.replace(new URL(unknown).pathname, ""),
  );
  expect((await caller.direct(address)).status).toBe(401);
});

test("lazurite why tells the same in words", async () => {
  const answer = await query();
  const id = whyOf(answer).slice(-36);
  const runs = await Promise.all(
    [[id], [whyOf(answer)], ["--last"]].map((args) =>
      runLazurite(["why", ...args, "--data", folder]),
    ),
  );
  const { workspaceId } = server.ready.demo;
  for (const run of runs) {
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout).toContain(`POST /v1/workspaces/${workspaceId}/query of the service logs`);
    expect(run.stdout).toContain("The application is demo-guest, object id ");
    expect(run.stdout).toContain("  az role assignment create --assignee-object-id ");
  }
  const json = await runLazurite(["why", id, "--json", "--data", folder]);
  expect((JSON.parse(json.stdout) as Explained).id).toBe(id);
});

test("what lazurite why cannot tell is said in one sentence", async () => {
  const cases = [
    [["why"], /Say which refusal/],
    [["why", "x", "--last"], /Say which refusal/],
    [["why", "x", "--data", folder], /No refusal x is known/],
  ] as const;
  for (const [args, words] of cases) {
    const run = await runLazurite(args);
    expect([run.status, run.stderr.trim().split("\n").length]).toEqual([1, 1]);
    expect(run.stderr).toMatch(words);
  }
});
