/** Microsoft's Python SDK signs in and queries, with nothing but the environment set. */
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { azProgram } from "../../support/az.ts";
import { runCommand } from "../../support/run-command.ts";
import { type RunningLazurite, startLazurite } from "../../support/start-lazurite.ts";
import { claimsOf } from "../../support/tokens.ts";

const PROGRAM = join(import.meta.dirname, "..", "programs", "query_logs.py");
const QUERY = "Heartbeat | summarize beats = count() by Computer | top 3 by beats";

interface Output {
  readonly token: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

let server: RunningLazurite;

beforeAll(async () => {
  server = await startLazurite();
});

afterAll(async () => {
  await server?.end();
});

async function runProgram(env: NodeJS.ProcessEnv, ...secret: readonly string[]): Promise<Output> {
  // az is installed together with the SDK, so its interpreter is the one that knows both.
  const python = join(dirname(azProgram()), "python");
  const { workspaceId } = server.ready.demo;
  const run = await runCommand(python, [PROGRAM, workspaceId, QUERY, ...secret], { env });
  if (run.status !== 0) throw new Error(`the client ended with ${run.status}:\n${run.stderr}`);
  return JSON.parse(run.stdout) as Output;
}

function expectRows(output: Output) {
  expect(output.columns).toEqual(["Computer", "beats"]);
  expect(output.rows.length).toBe(3);
  expect(claimsOf(output.token)).toMatchObject({
    aud: "https://management.azure.com",
    appid: server.ready.demo.clientId,
  });
}

test("ClientSecretCredential and LogsQueryClient work with the gateway alone", async () => {
  const { tenantId, demo } = server.ready;
  expectRows(await runProgram(server.env, tenantId, demo.clientId, demo.clientSecret));
});

test("DefaultAzureCredential takes the application from the environment", async () => {
  const { tenantId, demo } = server.ready;
  expectRows(
    await runProgram({
      ...server.env,
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_ID: demo.clientId,
      AZURE_CLIENT_SECRET: demo.clientSecret,
    }),
  );
});

test("a wrong secret is refused with the code that the SDK shows", async () => {
  const { tenantId, demo } = server.ready;
  await expect(runProgram(server.env, tenantId, demo.clientId, "not the secret")).rejects.toThrow(
    /AADSTS7000215/,
  );
});
