// From the command to the first token, and the memory held then, with data that exists already.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Agent, request } from "undici";
import { startChild } from "./child.mjs";
import { tokenForm } from "./token-form.mjs";

const PROGRAM = join(import.meta.dirname, "..", "bin", "lazurite.cjs");

/** Starts the product on the folder some times; gives the median seconds and megabytes. */
export async function measureStart({ folder, rounds }) {
  const args = [PROGRAM, "start", "--data", folder, "--port", "0", "--json"];
  const first = await startOnce(args);
  const seconds = [];
  const megabytes = [];
  for (let round = 0; round < rounds; round += 1) {
    const one = await startOnce(args);
    seconds.push(one.seconds);
    megabytes.push(one.megabytes);
  }
  return { firstSeconds: first.seconds, seconds: median(seconds), megabytes: median(megabytes) };
}

async function startOnce(args) {
  const begin = performance.now();
  const child = await startChild(args);
  const ready = JSON.parse(child.line);
  const dispatcher = new Agent({ connect: { ca: readFileSync(ready.ca, "utf8") } });
  const { statusCode, body } = await request(`${ready.login}/${ready.tenantId}/oauth2/token`, {
    dispatcher,
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: tokenForm(ready),
  });
  await body.dump();
  const seconds = (performance.now() - begin) / 1000;
  const megabytes = residentMegabytes(child.pid);
  await dispatcher.close();
  await child.end();
  if (statusCode !== 200) throw new Error(`the first token was refused with ${statusCode}`);
  return { seconds, megabytes };
}

/** Resident memory of a process; NaN where the system does not tell it this way. */
function residentMegabytes(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
