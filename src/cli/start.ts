import {
  type AssertionUse,
  type LogLevel,
  type RunningServer,
  type StartOptions,
  startServer,
} from "../server/index.ts";
import { type Command, UsageError } from "./command.ts";
import { type FlagValues, readDuration, readFlags, readInteger, readTime } from "./flags.ts";
import { startCard } from "./start-card.ts";
import { readVersion } from "./version.ts";

const ASSERTION_USES: readonly AssertionUse[] = ["until-expiry", "once"];
const LOG_LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error", "silent"];

/** `lazurite start`: runs the server until it is told to stop. */
export const startCommand: Command = {
  name: "start",
  summary: "run the server (default: the Contoso demo on https://localhost:8443 and following)",
  help: `Usage: lazurite start [options]

Runs Lazurite until Ctrl-C. The first start makes the data folder, a certificate
authority, a signing key and the Contoso demo; later starts find them there.

Options:
  --data DIR                  data folder (default ./.lazurite)
  --ephemeral                 throw-away data in a temporary folder
  --host ADDRESS              address to listen on (default 127.0.0.1)
  --port N                    base port: login N, arm N+1, graph N+2, logs N+3, monitor N+4,
                              iotcentral N+5, portal N+6, imds N+7, gateway N+8; 0 lets the
                              system choose each (default 8443 to 8450, gateway 8080)
  --no-demo                   no demo tenant, no public credentials
  --propagation-delay TIME    how long a role assignment takes to be effective: 0s to 60min;
                              the data folder keeps it, and "lazurite delay" changes it
  --admin-port N              open the admin origin on 127.0.0.1, which moves the clock and
                              the delay; 0 lets the system choose (default: none)
  --frozen-at TIME            the clock stands still at this time, such as
                              2026-01-02T03:04:05Z, or now, until the admin origin moves it
  --assertion-use USE         until-expiry: a client may send the assertion that it signed
                              again until it expires, as Microsoft's libraries do (default);
                              once: every second use is refused (also LAZURITE_ASSERTION_USE)
  --log-level LEVEL           debug, info, warn, error or silent (default info with --json,
                              otherwise warn)
  --json                      print one line of JSON when ready, instead of the card

Logs go to standard error.
`,
  async run(args) {
    const flags = readFlags(args, {
      data: { type: "string" },
      ephemeral: { type: "boolean" },
      host: { type: "string" },
      port: { type: "string" },
      "no-demo": { type: "boolean" },
      "propagation-delay": { type: "string" },
      "admin-port": { type: "string" },
      "frozen-at": { type: "string" },
      "assertion-use": { type: "string" },
      "log-level": { type: "string" },
      json: { type: "boolean" },
    });
    const isJson = flags["json"] === true;
    // A data folder that was there before may be open to others; the engine's files must not be.
    process.umask(0o077);
    let isStarting = true;
    const stopped = stopSignal(() => {
      if (isStarting) process.stderr.write("Stopping once started; Ctrl-C again stops at once.\n");
    });
    const server = await startServer({
      ...readStartOptions(flags, isJson),
      onProgress: (message) => process.stderr.write(`${message}\n`),
    });
    isStarting = false;
    const text = isJson
      ? JSON.stringify(server.report)
      : startCard(server.report, server.dataFolder, readVersion());
    process.stdout.write(`${text}\n`);
    await stopped;
    await closeOnce(server, isJson);
    return 0;
  },
};

function readStartOptions(flags: FlagValues, isJson: boolean): StartOptions {
  const { data, ephemeral, host, port } = flags;
  const delay = flags["propagation-delay"];
  const adminPort = flags["admin-port"];
  const frozenAt = flags["frozen-at"];
  return {
    ...(data === undefined ? {} : { dataFolder: String(data) }),
    ...(host === undefined ? {} : { host: String(host) }),
    ...(port === undefined ? {} : { port: readInteger("--port", String(port)) }),
    ...(delay === undefined
      ? {}
      : { propagationDelayMs: readDuration("--propagation-delay", String(delay)) }),
    ...(adminPort === undefined
      ? {}
      : { adminPort: readInteger("--admin-port", String(adminPort)) }),
    ...(frozenAt === undefined ? {} : { frozenAt: readTime("--frozen-at", String(frozenAt)) }),
    isEphemeral: ephemeral === true,
    hasDemo: flags["no-demo"] !== true,
    assertionUse: readAssertionUse(
      flags["assertion-use"] ?? process.env["LAZURITE_ASSERTION_USE"] ?? "until-expiry",
    ),
    logLevel: readLogLevel(flags["log-level"], isJson),
  };
}

function readLogLevel(text: string | boolean | undefined, isJson: boolean): LogLevel {
  if (text === undefined) return isJson ? "info" : "warn";
  const level = LOG_LEVELS.find((candidate) => candidate === text);
  if (level === undefined) {
    throw new UsageError(`--log-level takes ${LOG_LEVELS.join(", ")}, not "${text}".`);
  }
  return level;
}

function readAssertionUse(text: string | boolean): AssertionUse {
  const use = ASSERTION_USES.find((candidate) => candidate === text);
  if (use === undefined) {
    throw new UsageError(`--assertion-use takes ${ASSERTION_USES.join(" or ")}, not "${text}".`);
  }
  return use;
}

/** Resolves at the first Ctrl-C or termination; a second one ends the process at once. */
function stopSignal(onStop: () => void): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      onStop();
      process.once("SIGINT", () => process.exit(130));
      process.once("SIGTERM", () => process.exit(143));
      resolve();
    };
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
  });
}

async function closeOnce(server: RunningServer, isJson: boolean): Promise<void> {
  if (!isJson) process.stderr.write("\nStopping …\n");
  await server.close();
}
