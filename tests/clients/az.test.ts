/** The Azure CLI as PyPI ships it: by Microsoft's names through the gateway, and at our own origins. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Az, azProgram, openAz, openOwnCloudAz } from "../support/az.ts";
import { type RunningLazurite, runLazurite, startLazurite } from "../support/start-lazurite.ts";
import { claimsOf } from "../support/tokens.ts";

const LOGS = "https://api.loganalytics.io";
const QUERY = JSON.stringify({ query: "AzureActivity | summarize count() by Category" });

let folder: string;
let server: RunningLazurite;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lazurite-az-data-"));
  server = await startLazurite({ folder });
});

afterAll(async () => {
  await server?.end();
  rmSync(folder, { recursive: true, force: true });
});

const loginArgs = (): readonly string[] => [
  "login",
  "--service-principal",
  "--username",
  server.ready.demo.clientId,
  "--password",
  server.ready.demo.clientSecret,
  "--tenant",
  server.ready.tenantId,
];

const expectedAccount = () => ({
  id: server.ready.subscriptionId,
  tenantId: server.ready.tenantId,
  state: "Enabled",
  user: { name: server.ready.demo.clientId, type: "servicePrincipal" },
});

const expectedTables = () => ({
  tables: [
    {
      name: "PrimaryResult",
      columns: [
        { name: "Category", type: "string" },
        { name: "count_", type: "long" },
      ],
      rows: expect.arrayContaining([[expect.any(String), expect.any(Number)]]),
    },
  ],
});

interface AzToken {
  readonly accessToken: string;
  readonly tenant: string;
  readonly tokenType: string;
}

async function tokenClaims(az: Az, ...args: readonly string[]) {
  const answer = (await az.run("account", "get-access-token", ...args)) as AzToken;
  expect(answer).toMatchObject({ tenant: server.ready.tenantId, tokenType: "Bearer" });
  return claimsOf(answer.accessToken);
}

describe("through the gateway, nothing but the environment set", () => {
  let az: Az;
  beforeAll(async () => {
    az = openAz(server.env);
    expect(await az.run(...loginArgs())).toMatchObject([expectedAccount()]);
  });
  afterAll(() => az?.close());

  test("az knows the signed-in service principal and its subscription", async () => {
    expect(await az.run("account", "show")).toMatchObject(expectedAccount());
  });

  test("get-access-token gives a token for ARM by default and for each named resource", async () => {
    expect((await tokenClaims(az)).aud).toMatch(/^https:\/\/management\./);
    for (const resource of [LOGS, "https://apps.azureiotcentral.com"]) {
      expect((await tokenClaims(az, "--resource", resource)).aud).toBe(resource);
    }
    expect((await tokenClaims(az, "--scope", `${LOGS}/.default`)).aud).toBe(LOGS);
  });

  test("az rest queries the logs service and the workspace by ARM", async () => {
    const byLogs = await az.run(
      "rest",
      "--method",
      "post",
      "--url",
      `${LOGS}/v1/workspaces/${server.ready.demo.workspaceId}/query`,
      "--resource",
      LOGS,
      "--body",
      QUERY,
    );
    expect(byLogs).toMatchObject(expectedTables());
    const byArm = await az.run(
      "rest",
      "--method",
      "get",
      "--url",
      `https://management.azure.com${server.ready.demo.workspaceResourceId}/api/query`,
      "--headers",
      "Prefer=response-v1=true",
      "Content-Type=application/json",
      "--body",
      QUERY,
    );
    // The demo grows by the minute: both doors show the same table, not the same counts.
    expect(byArm).toMatchObject(expectedTables());
  });

  test("az lists groups and role definitions, and gives a role and takes it away", async () => {
    expect(await az.run("group", "list")).toMatchObject([{ name: "demo" }]);
    const [reader] = (await az.run("role", "definition", "list", "--name", "Reader")) as [
      { name: string },
    ];
    expect(reader.name).toBe("acdd72a7-3385-48ef-bd42-f606fba81ae7");
    const id = randomUUID();
    const made = (await az.run(
      "role",
      "assignment",
      "create",
      "--name",
      id,
      "--assignee-object-id",
      server.ready.demo.guestObjectId,
      "--assignee-principal-type",
      "ServicePrincipal",
      "--role",
      reader.name,
      "--scope",
      server.ready.demo.workspaceResourceId,
    )) as { id: string; principalId: string };
    expect(made.principalId).toBe(server.ready.demo.guestObjectId);
    await az.run("role", "assignment", "delete", "--ids", made.id);
  });

  test("a wrong secret is refused with the code that az shows", async () => {
    const other = openAz(server.env);
    const args = loginArgs().map((arg) =>
      arg === server.ready.demo.clientSecret ? "not-the-secret" : arg,
    );
    await expect(other.run(...args)).rejects.toThrow(/AADSTS7000215/);
    other.close();
  });
});

describe("at our own origins, as a registered cloud and without the gateway", () => {
  let az: Az;
  beforeAll(async () => {
    az = await openOwnCloudAz(server.ready);
    expect(await az.run(...loginArgs())).toMatchObject([expectedAccount()]);
  });
  afterAll(() => az?.close());

  test("az rest takes the token of the origin that it asks", async () => {
    const byLogs = await az.run(
      "rest",
      "--method",
      "post",
      "--url",
      `${server.ready.logs}/v1/workspaces/${server.ready.demo.workspaceId}/query`,
      "--resource",
      server.ready.logs,
      "--body",
      QUERY,
    );
    expect(byLogs).toMatchObject(expectedTables());
    expect(await az.run("group", "list")).toMatchObject([{ name: "demo" }]);
  });
});

test("lazurite az runs az with a configuration of its own", async () => {
  const { PATH: path = "" } = process.env;
  const env = {
    ...process.env,
    PATH: [dirname(azProgram()), path].join(delimiter),
  };
  const login = await runLazurite(["az", "--data", folder, ...loginArgs()], env);
  expect(login.status, login.stderr).toBe(0);
  const show = await runLazurite(["az", "--data", folder, "account", "show", "-o", "json"], env);
  expect(JSON.parse(show.stdout)).toMatchObject(expectedAccount());
});
