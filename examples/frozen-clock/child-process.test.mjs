/** Lazurite as a program of its own, for suites in any language: the admin origin moves its clock. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { call, tokenFor } from "./calls.mjs";

const OPTIONS = "--ephemeral --port 0 --json --admin-port 0 --frozen-at 2026-01-02T03:04:05Z";

let child;
let report;

before(async () => {
  const program = new URL("../../bin/lazurite.cjs", import.meta.url).pathname;
  child = spawn(process.execPath, [program, "start", ...OPTIONS.split(" ")], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [line] = await once(createInterface(child.stdout), "line");
  report = JSON.parse(line);
});

after(async () => {
  child.kill();
  await once(child, "exit");
});

/** Only JSON is taken, so that no web page can ask. */
async function moveClock(move) {
  const answer = await fetch(`${report.admin}/clock`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(move),
  });
  return await answer.json();
}

async function subscriptions(token) {
  const url = `${report.arm}/subscriptions?api-version=2022-12-01`;
  return await call(report.ca, url, { headers: { authorization: `Bearer ${token}` } });
}

test("an hour and more passes in a request", async () => {
  const { clientId, clientSecret } = report.demo;
  const token = await tokenFor(report, clientId, clientSecret);
  assert.equal((await subscriptions(token)).status, 200);
  const clock = await moveClock({ action: "step", ms: 2 * 3_600_000 });
  assert.deepEqual([clock.now, clock.isFrozen], ["2026-01-02T05:04:05.000Z", true]);
  assert.equal((await subscriptions(token)).status, 401);
});
