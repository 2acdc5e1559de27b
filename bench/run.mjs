// npm run bench [-- --json] [-- --smoke] [-- --sign-in] [-- --directory] [-- --access]
//
// Measures the token endpoint, the start and the memory, each beside what this very machine can do
// in the same run: only ratios travel from one machine to another. `--smoke` shortens every leg to
// see that it works; its figures mean nothing. `--sign-in` measures sign-ins alone, `--directory` a
// large directory beside the demo's alone, `--access` decisions of access control alone.
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { accessVerdicts, measureAccess, printAccess } from "./access.mjs";
import { startChild } from "./child.mjs";
import { directoryVerdicts, measureDirectory, printDirectory } from "./directory.mjs";
import { generator, postForm } from "./load.mjs";
import { known, least, line, most, printFigures } from "./report.mjs";
import { measureSignIn } from "./sign-in.mjs";
import { nodeRate, opensslRate } from "./signing-rate.mjs";
import { measureStart } from "./start-up.mjs";
import { tokenForm } from "./token-form.mjs";

// As bin/lazurite.cjs sizes it.
process.env.UV_THREADPOOL_SIZE ??= String(Math.max(8, availableParallelism() + 4));
const isSmoke = process.argv.includes("--smoke");
const isJson = process.argv.includes("--json");
const SECONDS = isSmoke ? 1 : 8;
const START_ROUNDS = isSmoke ? 1 : 5;

const here = (name) => join(import.meta.dirname, name);
const folder = mkdtempSync(join(tmpdir(), "lazurite-bench-"));
const say = (text) => process.stderr.write(`${text}\n`);

async function measureOurs() {
  const server = await startChild([here("lazurite-server.mjs")]);
  try {
    const ready = JSON.parse(server.line);
    const load = (origin) =>
      postForm({
        url: `${origin}/${ready.tenantId}/oauth2/token`,
        form: tokenForm(ready),
        seconds: SECONDS,
        folder,
        pid: server.pid,
      });
    return { http: await load(ready.plainHttp), https: await load(ready.login) };
  } finally {
    await server.end();
  }
}

async function measurePeer() {
  const env = { ...process.env, NODE_ENV: "production" };
  const server = await startChild([here("oidc-provider-server.mjs")], env);
  try {
    const form =
      "grant_type=client_credentials&client_id=bench&client_secret=bench-secret" +
      "&resource=https%3A%2F%2Fapi.example.com&scope=api%3Aread";
    return await postForm({
      url: `http://127.0.0.1:${server.line}/token`,
      form,
      seconds: SECONDS,
      folder,
      pid: server.pid,
    });
  } finally {
    await server.end();
  }
}

async function measureAll() {
  say("openssl and Node, signing only …");
  const openssl = await opensslRate(isSmoke ? 1 : 5);
  const node = await nodeRate(isSmoke ? 1 : 5);
  say("our token endpoint …");
  const ours = await measureOurs();
  say("oidc-provider's …");
  const peer = await measurePeer();
  say("sign-ins, ours and oidc-provider's …");
  const signIn = await measureSignIn(SECONDS);
  say("the start …");
  const start = await measureStart({ folder: join(folder, "store"), rounds: START_ROUNDS });
  const directory = await directoryPart();
  const access = await accessPart();
  // Once more at the end: a machine that became slower meanwhile shows here.
  const opensslAfter = await opensslRate(isSmoke ? 1 : 5);
  return { generator, openssl, opensslAfter, node, ours, peer, signIn, start, directory, access };
}

/** The peer keeps in memory what ours writes to the disk before it answers. */
const signInVerdicts = ({ ours, peer }) =>
  ["code", "refresh"].flatMap((kind) => [
    known(`sign-in by ${kind} / oidc-provider`, ours[kind].perSecond / peer[kind].perSecond),
    known(
      `per CPU second: sign-in by ${kind} / oidc-provider`,
      ours[kind].perCpuSecond / peer[kind].perCpuSecond,
    ),
  ]);

/** The figures that the product is held to, beside what was measured. */
function verdicts(measured) {
  const { openssl, opensslAfter, node, ours, peer, signIn, start, directory, access } = measured;
  const limit = (openssl + opensslAfter) / 2;
  const { http, https } = ours;
  return [
    least("token, http / RSA limit", http.perSecond / limit, 0.75),
    most("token, http, p99 in ms", http.p99Ms, 7),
    least("token, http / oidc-provider", http.perSecond / peer.perSecond, 2),
    least("token, https / RSA limit", https.perSecond / limit, 0.68),
    known("Node signing alone / RSA limit", node / limit),
    known("per CPU second: http / oidc-provider", http.perCpuSecond / peer.perCpuSecond),
    known("per CPU second: http / RSA of a core", http.perCpuSecond / (limit / 2)),
    ...signInVerdicts(signIn),
    most("start to first token in s", start.seconds, 1),
    most("memory before the first query in MB", start.megabytes, 150),
    ...directoryVerdicts(directory),
    ...accessVerdicts(access),
  ];
}

const whole = (value) => Math.round(value).toString();

const load = (name, { perSecond, perCpuSecond, p99Ms }) =>
  line(name, whole(perSecond), `${p99Ms.toFixed(1).padStart(6)}  ${whole(perCpuSecond)}`);

function printSignIn({ ours, peer }) {
  for (const [kind, name] of [
    ["code", "session to code to tokens"],
    ["refresh", "refresh token to the next"],
  ]) {
    load(`Lazurite, ${name}, on disk`, ours[kind]);
    load(`oidc-provider, ${name}, in memory`, peer[kind]);
  }
}

function print(measured) {
  const { openssl, opensslAfter, node, ours, peer, signIn, start } = measured;
  line(`load: ${measured.generator}, 16 connections`, "per s", "p99 ms  per CPU second");
  line("openssl rsa2048, two processes", whole(openssl), `(${whole(opensslAfter)} at the end)`);
  line("Node crypto.sign, thread pool", whole(node));
  load("Lazurite, http", ours.http);
  load("Lazurite, https", ours.https);
  load("oidc-provider, http, two processes", peer);
  printSignIn(signIn);
  line("first start with new data, s", start.firstSeconds.toFixed(2));
  printDirectory(measured.directory);
  printAccess(measured.access);
}

const directoryPart = () => {
  say("a large directory beside the demo's …");
  return measureDirectory({ folder, isSmoke });
};

const accessPart = () => {
  say("decisions of access control …");
  return measureAccess(isSmoke ? 1_000 : 20_000);
};

/** What is measured, judged and told for each option that names a part; else everything. */
const parts = {
  "--sign-in": {
    measure: async () => ({ signIn: await measureSignIn(SECONDS) }),
    verdicts: ({ signIn }) => signInVerdicts(signIn),
    print: ({ signIn }) => printSignIn(signIn),
  },
  "--directory": {
    measure: async () => ({ directory: await directoryPart() }),
    verdicts: ({ directory }) => directoryVerdicts(directory),
    print: ({ directory }) => printDirectory(directory),
  },
  "--access": {
    measure: async () => ({ access: await accessPart() }),
    verdicts: ({ access }) => accessVerdicts(access),
    print: ({ access }) => printAccess(access),
  },
};

try {
  const chosen = Object.keys(parts).find((option) => process.argv.includes(option));
  const part = parts[chosen] ?? { measure: measureAll, verdicts, print };
  const measured = await part.measure();
  const rows = part.verdicts(measured);
  if (isJson) process.stdout.write(`${JSON.stringify({ ...measured, figures: rows })}\n`);
  else {
    part.print(measured);
    printFigures(rows);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
