/** Microsoft's own library for locks. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand } from "../../support/run-command.ts";
import { startLazurite } from "../../support/start-lazurite.ts";

const PROGRAM = join(import.meta.dirname, "..", "programs", "arm-locks.ts");

test("a lock is made, stands against a change, is read, listed and removed", async () => {
  const server = await startLazurite();
  const { tenantId, subscriptionId, demo } = server.ready;
  const { clientId, clientSecret } = demo;
  const { status, stdout, stderr } = await runCommand(
    process.execPath,
    ["--import", "tsx", PROGRAM],
    {
      env: server.env,
      input: JSON.stringify({ tenantId, subscriptionId, clientId, clientSecret }),
    },
  );
  await server.end();
  expect(stderr).toBe("");
  expect(status).toBe(0);
  const systemData = {
    createdBy: clientId,
    createdByType: "Application",
    createdAt: expect.any(String),
    lastModifiedBy: clientId,
    lastModifiedByType: "Application",
    lastModifiedAt: expect.any(String),
  };
  const lock = {
    id: `/subscriptions/${subscriptionId}/resourceGroups/kept/providers/Microsoft.Authorization/locks/keep`,
    name: "keep",
    type: "Microsoft.Authorization/locks",
    level: "ReadOnly",
    notes: "why",
    systemData,
  };
  expect(JSON.parse(stdout)).toEqual({
    made: lock,
    refused: "409 ScopeLocked",
    read: lock,
    listed: ["keep"],
    after: "404 LockNotFound",
  });
});
