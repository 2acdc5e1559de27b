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
  /** The same, and tells all that az wrote so far whenever it writes more. */
  runWatched(watch: (written: string) => void, ...args: readonly string[]): Promise<unknown>;
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

const DEBIAN_AZ = "/usr/bin/az";
const DEBIAN_AZ_CODE = "/usr/lib/python3/dist-packages/azure/cli/__main__.py";

/**
 * Debian's own az, which brings an older MSAL than PyPI's. Only Debian has it, so a machine without
 * it goes on and says so; a continuous integration run must have it.
 */
export function findDebianAz(): string | undefined {
  if (existsSync(DEBIAN_AZ) && existsSync(DEBIAN_AZ_CODE)) return DEBIAN_AZ;
  const advice = "There is no az of Debian's here: apt-get install azure-cli on Debian.";
  if (process.env["CI"] !== undefined) throw new Error(advice);
  process.stderr.write(`Left out: az-debian. ${advice}\n`);
  return undefined;
}

export function openAz(env: NodeJS.ProcessEnv, program: string = azProgram()): Az {
  const folder = mkdtempSync(join(tmpdir(), "lazurite-az-"));
  const whole = {
    ...env,
    AZURE_CONFIG_DIR: folder,
    AZURE_CORE_COLLECT_TELEMETRY: "false",
    AZURE_CORE_INSTANCE_DISCOVERY: "false",
    AZURE_CORE_LOGIN_EXPERIENCE_V2: "off",
    AZURE_CORE_SURVEY_MESSAGE: "false",
  };
  const runWatched: Az["runWatched"] = async (watch, ...args) => {
    const options = { env: whole, watch };
    const { status, stdout, stderr } = await runCommand(program, [...args, "-o", "json"], options);
    if (status !== 0) {
      throw new Error(`az ${args.slice(0, 2).join(" ")} ended with ${status}:\n${stderr}`);
    }
    return stdout.trim() === "" ? undefined : (JSON.parse(stdout) as unknown);
  };
  return {
    env: whole,
    run: (...args) => runWatched(() => undefined, ...args),
    runWatched,
    write(name, text) {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** An az without the gateway, whose cloud is Lazurite's own origins. */
export async function openOwnCloudAz(
  ready: ReadyLine,
  options: {
    readonly program?: string | undefined;
    readonly isAdfs?: boolean;
    readonly env?: NodeJS.ProcessEnv;
  } = {},
): Promise<Az> {
  const { ca } = ready;
  const trust = { REQUESTS_CA_BUNDLE: ca, SSL_CERT_FILE: ca, NODE_EXTRA_CA_CERTS: ca };
  const env = { ...process.env, ...trust, ...options.env };
  const az = openAz(env, options.program);
  const activeDirectory = options.isAdfs === true ? `${ready.login}/adfs` : ready.login;
  const config = az.write("cloud.json", cloudConfig(ready, activeDirectory));
  await az.run("cloud", "register", "--name", "Lazurite", "--cloud-config", `@${config}`);
  await az.run("cloud", "set", "--name", "Lazurite");
  return az;
}

/** A cloud of az whose services are Lazurite's own origins, as `az cloud register` reads it. */
function cloudConfig(ready: ReadyLine, activeDirectory: string): string {
  return JSON.stringify({
    endpoints: {
      activeDirectory,
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
