// One load generator for every contender: wrk where it is installed, otherwise Node's own client.
import { execFile, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { cpuSeconds } from "./cpu-seconds.mjs";

const run = promisify(execFile);
const CONNECTIONS = 16;
const WARM_UP_SECONDS = 1;

export const generator = spawnSync("wrk", ["-v"]).error === undefined ? "wrk" : "node";

/**
 * Posts one form over kept-alive connections for some seconds, to the process `pid`.
 *
 * Fails when any answer is not a 200: a refusal is fast and would look like a good figure.
 */
export async function postForm({ url, form, seconds, folder, pid }) {
  const measure = generator === "wrk" ? byWrk : byNode;
  await measure({ url, form, seconds: WARM_UP_SECONDS, folder });
  const before = cpuSeconds(pid);
  const figures = await measure({ url, form, seconds, folder });
  const computed = cpuSeconds(pid) - before;
  return { ...figures, perCpuSecond: (figures.perSecond * seconds) / computed };
}

async function byWrk({ url, form, seconds, folder }) {
  const script = join(folder, "post.lua");
  writeFileSync(
    script,
    `wrk.method = "POST"
wrk.body = ${JSON.stringify(form)}
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
`,
  );
  const args = ["-t1", `-c${CONNECTIONS}`, `-d${seconds}s`, "--latency", "-s", script, url];
  const { stdout } = await run("wrk", args);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`${url} did not hold:\n${stdout}`);
  return {
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p99Ms: inMs(/99%\s+([\d.]+)(us|ms|s)/.exec(stdout)),
  };
}

function inMs([, value, unit]) {
  return Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit];
}

async function byNode({ url, form, seconds }) {
  const program = join(import.meta.dirname, "node-load.mjs");
  const { stdout } = await run(process.execPath, [program, url, form, `${seconds}`], {
    env: { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: "0", NODE_NO_WARNINGS: "1" },
  });
  return JSON.parse(stdout);
}
