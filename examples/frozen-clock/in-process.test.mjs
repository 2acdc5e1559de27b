/** Lazurite inside of a test suite's own process, with a clock that the suite moves. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { startServer } from "lazurite";
import { call, tokenFor } from "./calls.mjs";

const HOUR_MS = 3_600_000;
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

let server;

before(async () => {
  server = await startServer({
    isEphemeral: true,
    port: 0,
    logLevel: "silent",
    frozenAt: new Date("2026-01-02T03:04:05Z"),
  });
});

after(() => server.close());

const ownerToken = () => {
  const { clientId, clientSecret } = server.report.demo;
  return tokenFor(server.report, clientId, clientSecret);
};

const guestToken = () => {
  const { guestClientId, guestClientSecret } = server.report.demo;
  return tokenFor(server.report, guestClientId, guestClientSecret);
};

async function readGroup(token) {
  const { arm, ca, subscriptionId } = server.report;
  const url = `${arm}/subscriptions/${subscriptionId}/resourceGroups/demo?api-version=2021-04-01`;
  return await call(ca, url, { headers: { authorization: `Bearer ${token}` } });
}

test("a token is over when its lifetime is", async () => {
  const token = await ownerToken();
  assert.equal((await readGroup(token)).status, 200);
  await server.clock.step(2 * HOUR_MS);
  assert.equal((await readGroup(token)).status, 401);
});

test("a role counts when its hour is over, and no second before", async () => {
  await server.propagation.setDelay(HOUR_MS);
  const { arm, ca, subscriptionId, demo } = server.report;
  const scope = `/subscriptions/${subscriptionId}/resourceGroups/demo`;
  const roles = `${scope}/providers/Microsoft.Authorization`;
  const made = await call(
    ca,
    `${arm}${roles}/roleAssignments/${randomUUID()}?api-version=2022-04-01`,
    {
      method: "PUT",
      headers: {
        authorization: `Bearer ${await ownerToken()}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({
        properties: {
          roleDefinitionId: `${roles}/roleDefinitions/${READER}`,
          principalId: demo.guestObjectId,
          principalType: "ServicePrincipal",
        },
      }),
    },
  );
  assert.equal(made.status, 201);

  await server.clock.step(HOUR_MS - 1_000);
  const refused = await readGroup(await guestToken());
  assert.equal(refused.status, 403);
  const why = await call(ca, refused.headers["x-lazurite-why"], {
    headers: { authorization: `Bearer ${await ownerToken()}` },
  });
  assert.match(why.json.words.join("\n"), /effective in 00:01/);

  await server.clock.step(1_000);
  assert.equal((await readGroup(await guestToken())).status, 200);
});
