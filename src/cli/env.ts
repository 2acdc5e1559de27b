import { clientEnvironment, managedIdentityEnvironment } from "./client-environment.ts";
import { type Command, UsageError } from "./command.ts";
import { readFlags } from "./flags.ts";
import { findRunningServer } from "./running-server.ts";

type Writer = (name: string, value: string) => string;

const SHELLS: Readonly<Record<string, Writer>> = {
  bash: (name, value) => `export ${name}='${value.replaceAll("'", "'\\''")}'`,
  fish: (name, value) =>
    `set -gx ${name} '${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`,
  pwsh: (name, value) => `$env:${name} = '${value.replaceAll("'", "''")}'`,
};

/** `lazurite env`: what a client's environment needs, for a shell or as JSON. */
export const envCommand: Command = {
  name: "env",
  summary: "print the variables that point clients at a running Lazurite",
  help: `Usage: lazurite env [--data DIR] [--shell bash|fish|pwsh | --json]

Prints the variables that make az, the Azure SDKs and curl reach this Lazurite
under Microsoft's own names: proxy, trusted authority, and the demo credential.

  eval "$(npx lazurite env)"                 bash, zsh
  npx lazurite env --shell fish | source     fish
  npx lazurite env --shell pwsh | iex        PowerShell

Options:
  --data DIR      data folder of the server (default ./.lazurite)
  --shell NAME    bash (default), fish or pwsh
  --json          one JSON object: all origins, ids and the variables,
                  and apart those of a managed identity
`,
  async run(args) {
    const flags = readFlags(args, {
      data: { type: "string" },
      shell: { type: "string" },
      json: { type: "boolean" },
    });
    if (flags["json"] === true && flags["shell"] !== undefined) {
      throw new UsageError("Give either --json or --shell, not both.");
    }
    const report = findRunningServer(flags["data"] as string | undefined);
    const variables = clientEnvironment(report);
    if (flags["json"] === true) {
      const everything = {
        ...report,
        environment: variables,
        managedIdentityEnvironment: managedIdentityEnvironment(report),
      };
      process.stdout.write(`${JSON.stringify(everything, null, 2)}\n`);
      return 0;
    }
    const write = SHELLS[String(flags["shell"] ?? "bash")];
    if (write === undefined) {
      throw new UsageError(`--shell takes bash, fish or pwsh, not "${flags["shell"]}".`);
    }
    for (const [name, value] of Object.entries(variables)) {
      process.stdout.write(`${write(name, value)}\n`);
    }
    return 0;
  },
};
