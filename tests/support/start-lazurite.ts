import { type ChildProcessByStdio, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { clientEnvironment } from "./client-environment.ts";

/** The one line that `lazurite start --json` prints once it answers. */
export interface ReadyLine {
  readonly login: string;
  readonly arm: string;
  readonly graph: string;
  readonly logs: string;
  readonly monitor: string;
  readonly iotcentral: string;
  readonly portal: string;
  readonly imds: string;
  readonly proxy: string;
  /** Absolute path of the certificate authority's file. */
  readonly ca: string;
  readonly pid: number;
  /** Where the clock and the propagation delay are set, when it was asked for. */
  readonly admin?: string;
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly demo: Demo;
}

export interface Demo {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly user: string;
  readonly password: string;
  readonly workspaceId: string;
  readonly workspaceResourceId: string;
  readonly iotCentralApp: string;
  /** The App Service form of managed identity: where to ask, and the header that proves the asker. */
  readonly identityEndpoint: string;
  readonly identityHeader: string;
  /** An application of the tenant that has no role anywhere. */
  readonly guestClientId: string;
  readonly guestClientSecret: string;
  /** Object id of the guest's service principal, as role assignments name it. */
  readonly guestObjectId: string;
}

export interface StartOptions {
  /** Without a folder the data is thrown away at the end. */
  readonly folder?: string;
  /** Base port; 0, the default, takes free ones. */
  readonly port?: number;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** One started product: a child process that is ended by its process id. */
export interface RunningLazurite {
  readonly ready: ReadyLine;
  readonly pid: number;
  /** The public certificate of the authority, as the clients trust it. */
  readonly caText: string;
  /** What an unmodified client needs in its environment to reach us by Microsoft's names. */
  readonly env: NodeJS.ProcessEnv;
  stdout(): string;
  stderr(): string;
  /** Sends a signal and waits for the end; `undefined` as the status means "ended by the signal". */
  end(signal?: NodeJS.Signals): Promise<number | undefined>;
}

export interface FinishedRun {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built product. */
export const LAZURITE_PROGRAM: string = join(
  import.meta.dirname,
  "..",
  "..",
  "bin",
  "lazurite.cjs",
);
const START_MS_MAX = 60_000;
const END_MS_MAX = 20_000;

/** Starts the built product and waits for its ready line. Fails with all it wrote if none comes. */
export async function startLazurite(options: StartOptions = {}): Promise<RunningLazurite> {
  const place = options.folder === undefined ? ["--ephemeral"] : ["--data", options.folder];
  const args = ["start", ...place, "--port", String(options.port ?? 0), "--json"];
  const child = launch([...args, ...(options.args ?? [])], options.env);
  const ready = await child.firstLine(START_MS_MAX);
  return {
    ready,
    pid: child.pid,
    caText: readFileSync(ready.ca, "utf8"),
    env: clientEnvironment(ready),
    stdout: child.stdout,
    stderr: child.stderr,
    end: (signal = "SIGTERM") => child.end(signal),
  };
}

/** Runs the product to its own end, for commands and for starts that must fail. */
export async function runLazurite(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<FinishedRun> {
  const child = launch(args, env);
  const status = await child.ended(START_MS_MAX);
  return { status, stdout: child.stdout(), stderr: child.stderr() };
}

const POLL_MS = 10;

/** Starts on a folder and kills without warning as soon as `isTime` says so. */
export async function killStart(folder: string, isTime: () => boolean): Promise<void> {
  const child = launch(["start", "--data", folder, "--port", "0", "--json"]);
  const deadline = Date.now() + START_MS_MAX;
  while (!isTime()) {
    if (Date.now() > deadline) throw new Error(`never the time to kill:\n${child.stderr()}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await child.end("SIGKILL");
}

interface Child {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  firstLine(msMax: number): Promise<ReadyLine>;
  ended(msMax: number): Promise<number | undefined>;
  end(signal: NodeJS.Signals): Promise<number | undefined>;
}

function launch(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Child {
  const child = spawn(process.execPath, [LAZURITE_PROGRAM, ...args], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const written = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    written.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    written.stderr += text;
  });
  const closed = new Promise<number | undefined>((resolve) => {
    child.once("close", (status) => resolve(status ?? undefined));
  });
  const ended = (msMax: number) =>
    within(closed, msMax, () => {
      child.kill("SIGKILL");
      return new Error(`lazurite ${args.join(" ")} did not end:\n${written.stderr}`);
    });
  return {
    pid: child.pid ?? -1,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    ended,
    firstLine: (msMax) => readyLine(child, written, closed, msMax),
    end(signal) {
      child.kill(signal);
      return ended(END_MS_MAX);
    },
  };
}

async function readyLine(
  child: ChildProcessByStdio<null, Readable, Readable>,
  written: { readonly stdout: string; readonly stderr: string },
  closed: Promise<number | undefined>,
  msMax: number,
): Promise<ReadyLine> {
  const line = new Promise<ReadyLine>((resolve) => {
    child.stdout.on("data", () => {
      const end = written.stdout.indexOf("\n");
      if (end >= 0) resolve(JSON.parse(written.stdout.slice(0, end)) as ReadyLine);
    });
  });
  const early = closed.then((status) => {
    throw new Error(`lazurite ended with ${status} before it was ready:\n${written.stderr}`);
  });
  // Once the line has come, the end of the process is no longer this promise's business.
  early.catch(() => undefined);
  return await within(Promise.race([line, early]), msMax, () => {
    child.kill("SIGKILL");
    return new Error(`no ready line within ${msMax} ms:\n${written.stderr}`);
  });
}

/** The promise's value, or the error that `late` makes when it takes longer. */
async function within<T>(promise: Promise<T>, msMax: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const alarm = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), msMax);
  });
  try {
    return await Promise.race([promise, alarm]);
  } finally {
    clearTimeout(timer);
  }
}
