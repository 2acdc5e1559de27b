import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "./run-command.ts";
import type { ReadyLine } from "./start-lazurite.ts";

const INSTALLED = join(import.meta.dirname, "..", "..", ".ci", "cache", "az", "bin", "az");

/** The Azure CLI with a configuration folder of its own. */
export interface Az {
  /** What its commands run with; a client that runs az itself needs the same. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs a command; its JSON answer, or a failure with all that az wrote. */
  run(...args: readonly string[]): Promise<unknown>;
  /** Writes a file into the private folder and gives its path. */
  write(name: string, text: string): string;
  close(): void;
}

/** Where `scripts/install-az.sh` puts az, unless LAZURITE_AZ names another. */
export function azProgram(): string {
  const { LAZURITE_AZ: program = INSTALLED } = process.env;
  if (!existsSync(program)) {
    throw new Error(`There is no ${program}: run scripts/install-az.sh first.`);
  }
  return program;
}

export function openAz(env: NodeJS.ProcessEnv): Az {
  const program = azProgram();
  const folder = mkdtempSync(join(tmpdir(), "lazurite-az-"));
  const whole = {
    ...env,
    AZURE_CONFIG_DIR: folder,
    AZURE_CORE_COLLECT_TELEMETRY: "false",
    AZURE_CORE_INSTANCE_DISCOVERY: "false",
    AZURE_CORE_SURVEY_MESSAGE: "false",
  };
  return {
    env: whole,
    async run(...args) {
      const { status, stdout, stderr } = await runCommand(program, [...args, "-o", "json"], {
        env: whole,
      });
      if (status !== 0) {
        throw new Error(`az ${args.slice(0, 2).join(" ")} ended with ${status}:\n${stderr}`);
      }
      return stdout.trim() === "" ? undefined : (JSON.parse(stdout) as unknown);
    },
    write(name, text) {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A cloud of az whose services are Lazurite's own origins, as `az cloud register` reads it. */
export function cloudConfig(ready: ReadyLine): string {
  return JSON.stringify({
    endpoints: {
      activeDirectory: ready.login,
      activeDirectoryResourceId: "https://management.core.windows.net/",
      activeDirectoryGraphResourceId: "https://graph.windows.net/",
      microsoftGraphResourceId: ready.graph,
      resourceManager: ready.arm,
      management: ready.arm,
      logAnalyticsResourceId: ready.logs,
      appInsightsResourceId: ready.logs,
      batchResourceId: ready.arm,
      mediaResourceId: ready.arm,
      ossrdbmsResourceId: ready.arm,
      gallery: ready.arm,
      portal: ready.portal,
    },
    suffixes: {
      storageEndpoint: "core.localhost",
      keyvaultDns: ".vault.localhost",
      acrLoginServerEndpoint: ".azurecr.localhost",
      sqlServerHostname: ".database.localhost",
    },
  });
}
