// The demo's directory beside one of 50,000 applications and 100,000 people: what a request costs
// in the large one, as a multiple of what it costs in the small one. Both are served in one run and
// asked in turns, so that whatever else the machine does hits both alike.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { startChild } from "./child.mjs";
import { cpuSeconds } from "./cpu-seconds.mjs";
import { directoryCases } from "./directory-cases.mjs";
import { line, most } from "./report.mjs";
import { measureStart } from "./start-up.mjs";

const here = (name) => join(import.meta.dirname, name);

/** The demo with a few generated objects, which the cases ask for in both directories. */
const SMALL = { applications: 20, users: 20, groups: 2 };
/** Groups of ten people, as in the small one. */
const LARGE = { applications: 50_000, users: 100_000, groups: 10_000 };
const LARGE_OF_SMOKE = { applications: 200, users: 400, groups: 40 };

/** How much more a request may cost in the large directory. */
const COST_MAX = 1.5;

/**
 * Cases with the cost in the large directory as a multiple of the small one's, by time and by the
 * server's processor time, and both starts.
 */
export async function measureDirectory({ folder, isSmoke }) {
  const size = { small: SMALL, large: isSmoke ? LARGE_OF_SMOKE : LARGE };
  const folders = { small: join(folder, "small"), large: join(folder, "large") };
  await (await startChild([here("lazurite-server.mjs"), folders.small])).end();
  cpSync(folders.small, folders.large, { recursive: true });
  const begin = performance.now();
  for (const name of ["small", "large"]) await grow(folders[name], size[name]);
  const buildSeconds = (performance.now() - begin) / 1000;
  const rounds = isSmoke ? { count: 1, ms: 50 } : { count: 7, ms: 250 };
  const cases = await measureServed(folders, size, rounds);
  const start = {};
  for (const name of ["small", "large"]) {
    start[name] = await measureStart({ folder: folders[name], rounds: isSmoke ? 1 : 3 });
  }
  return { size: size.large, buildSeconds, cases, start };
}

async function grow(folder, size) {
  await (await startChild([here("grow-directory.mjs"), folder, JSON.stringify(size)])).end();
}

async function measureServed(folders, size, rounds) {
  const sides = [];
  try {
    for (const name of ["small", "large"]) {
      const server = await startChild([here("lazurite-server.mjs"), folders[name]]);
      const cases = await directoryCases(JSON.parse(server.line), size[name]);
      sides.push({ name, server, cases });
    }
    const measured = [];
    for (const { name } of sides[0].cases) measured.push(await measureCase(name, sides, rounds));
    return measured;
  } finally {
    for (const { server } of sides) await server.end();
  }
}

/** The median of the rounds, each of which asks both sides, now this one first and now that one. */
async function measureCase(name, sides, { count, ms }) {
  const found = { time: [], cpu: [], smallMs: [] };
  for (const side of sides) await ask(side, name, ms / 2);
  for (let round = 0; round < count; round += 1) {
    const cost = {};
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      cost[side.name] = await ask(side, name, ms);
    }
    found.time.push(cost.large.ms / cost.small.ms);
    found.cpu.push(cost.large.cpuMs / cost.small.cpuMs);
    found.smallMs.push(cost.small.ms);
  }
  return {
    name,
    smallMs: median(found.smallMs),
    time: median(found.time),
    cpu: median(found.cpu),
  };
}

/** Asks one by one for some time: milliseconds for each request, and those that the server computed. */
async function ask({ server, cases }, name, ms) {
  const { run } = cases.find((one) => one.name === name);
  const cpuBefore = cpuSeconds(server.pid);
  const begin = performance.now();
  let requests = 0;
  do {
    await run();
    requests += 1;
  } while (performance.now() - begin < ms);
  const cpuMs = ((cpuSeconds(server.pid) - cpuBefore) * 1000) / requests;
  return { ms: (performance.now() - begin) / requests, cpuMs };
}

/** By the server's processor time where the system tells it: the clock is everybody's. */
const costOf = ({ cpu, time }) => (Number.isNaN(cpu) ? time : cpu);

export function directoryVerdicts({ cases, start }) {
  const startCost = start.large.seconds / start.small.seconds;
  return [
    ...cases.map((one) => most(`large / demo: ${one.name}`, costOf(one), COST_MAX)),
    most("large / demo: start to first token", startCost, COST_MAX),
    most("large: memory at the first token in MB", start.large.megabytes, 150),
  ];
}

export function printDirectory({ size, buildSeconds, cases }) {
  const { applications, users, groups } = size;
  const held = `${applications} applications, ${users} people, ${groups} groups`;
  line(held, "ms, demo", `large / demo, by the clock (made in ${buildSeconds.toFixed(0)} s)`);
  for (const { name, smallMs, time } of cases) line(name, smallMs.toFixed(2), time.toFixed(2));
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
