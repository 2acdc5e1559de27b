import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { browserEnvironment } from "./browse.ts";
import { clientEnvironment } from "./client-environment.ts";
import { type Command, UsageError } from "./command.ts";
import { findRunningServer } from "./running-server.ts";

const SIGNAL_EXIT_BASE = 128;

/** `lazurite az …`: runs the installed az against a running Lazurite, apart from your own az. */
export const azCommand: Command = {
  name: "az",
  summary: "run the Azure CLI against a running Lazurite, with a private configuration",
  help: `Usage: lazurite az [--data DIR] <az arguments>

Runs the az that is installed on this machine, pointed at this Lazurite. Its
configuration lives in the data folder, so your own az stays signed in where it is.

  npx lazurite az login                      in your browser, at Lazurite's own sign-in page
  npx lazurite az login --use-device-code    with a code for a browser elsewhere
  npx lazurite az login --service-principal -u CLIENT_ID -p SECRET --tenant TENANT_ID
  npx lazurite az account get-access-token --resource https://api.loganalytics.io

Options:
  --data DIR      data folder of the server (default ./.lazurite); must come first
`,
  async run(args) {
    const hasFolder = args[0] === "--data";
    const folder = hasFolder ? args[1] : undefined;
    if (hasFolder && folder === undefined) throw new UsageError("--data needs a folder.");
    const report = findRunningServer(folder);
    const data = resolve(folder ?? ".lazurite");
    const configuration = join(data, "az");
    mkdirSync(configuration, { recursive: true, mode: 0o700 });
    return await runAz(hasFolder ? args.slice(2) : args, {
      ...process.env,
      ...clientEnvironment(report),
      ...browserEnvironment(data),
      AZURE_CONFIG_DIR: configuration,
      AZURE_CORE_COLLECT_TELEMETRY: "false",
      // Windows' own account broker knows the real service alone.
      AZURE_CORE_ENABLE_BROKER_ON_WINDOWS: "false",
    });
  },
};

function runAz(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolveStatus, reject) => {
    const child = spawn("az", args, { stdio: "inherit", env });
    child.on("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "ENOENT"
          ? new UsageError(
              'The Azure CLI is not installed here: no "az" on the PATH. Install it with: pip install azure-cli',
            )
          : error,
      );
    });
    child.on("exit", (status, signal) =>
      resolveStatus(status ?? SIGNAL_EXIT_BASE + (signal === "SIGINT" ? 2 : 15)),
    );
  });
}
