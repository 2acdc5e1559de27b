import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { type ReadyReport, surfaceOfHost } from "../server/index.ts";
import { type Command, UsageError } from "./command.ts";
import { findRunningServer } from "./running-server.ts";

/** Holds the browser that the user chose for himself, while BROWSER leads to this command. */
const CHOSEN_BROWSER = "LAZURITE_BROWSER";

/** `lazurite browse ADDRESS`: what programs that open a sign-in page are given as their browser. */
export const browseCommand: Command = {
  name: "browse",
  summary: "open an address of Microsoft's at a running Lazurite, in your browser",
  help: `Usage: lazurite browse [--data DIR] ADDRESS

Opens an address in your browser. One under a name of Microsoft's that Lazurite answers for is
opened at Lazurite's own origin instead: your browser does not know the gateway, and would
sign you in to the real service. "lazurite az" makes az open its sign-in page in this way.

  npx lazurite browse 'https://login.microsoftonline.com/common/oauth2/v2.0/logout'

Your browser warns of the certificate unless it trusts .lazurite/certificates/ca.pem.

Options:
  --data DIR      data folder of the server (default ./.lazurite); must come first
`,
  async run(args) {
    const hasFolder = args[0] === "--data";
    const [address = "", ...others] = hasFolder ? args.slice(2) : args;
    if (!URL.canParse(address) || !/^https?:/i.test(address) || others.length > 0) {
      throw new UsageError("Say which address to open: lazurite browse https://…");
    }
    const own = ownAddress(address, findRunningServer(hasFolder ? args[1] : undefined));
    process.stderr.write(`Opening ${own}\n`);
    return await openInBrowser(own);
  },
};

/**
 * The environment in which Python's `webbrowser`, which az uses, opens sign-in pages here. Where
 * Linux has no screen it stays as it is, so that az shows a code instead; on Windows its commands
 * cannot name a program by a path.
 */
export function browserEnvironment(
  folder: string,
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): Readonly<Record<string, string>> {
  const { BROWSER: chosen = "", DISPLAY: x11, WAYLAND_DISPLAY: wayland } = env;
  const hasBrowser = platform !== "linux" || (chosen || x11 || wayland || "") !== "";
  if (platform === "win32" || !hasBrowser) return {};
  const program = join(import.meta.dirname, "..", "..", "bin", "lazurite.cjs");
  const words = [process.execPath, program, "browse", "--data", folder].map(quoted);
  return { BROWSER: `${words.join(" ")} %s`, [CHOSEN_BROWSER]: chosen };
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'"'"'`)}'`;

/** The same path and query at our own origin, where the name is one that the gateway answers for. */
function ownAddress(address: string, report: ReadyReport): string {
  const { protocol, hostname, pathname, search, hash } = new URL(address);
  const surface = protocol === "https:" ? surfaceOfHost(hostname) : undefined;
  return surface === undefined ? address : `${report[surface]}${pathname}${search}${hash}`;
}

function openInBrowser(address: string): Promise<number> {
  const [program = "", ...args] = browserCommand(address);
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: "ignore", detached: true });
    child.on("error", () => {
      process.stderr.write("lazurite: There is no browser here: open the address yourself.\n");
      resolve(1);
    });
    child.on("spawn", () => {
      child.unref();
      resolve(0);
    });
  });
}

/** As the user chose it, or as the system opens addresses. */
function browserCommand(address: string): readonly string[] {
  const wanted = process.env[CHOSEN_BROWSER] ?? process.env["BROWSER"] ?? "";
  const [chosen = ""] = wanted.split(delimiter);
  if (chosen.includes("%s")) {
    return chosen.split(/\s+/).map((word) => word.replaceAll("%s", () => address));
  }
  if (chosen !== "") return [chosen, address];
  if (process.platform === "darwin") return ["open", address];
  if (process.platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler", address];
  return ["xdg-open", address];
}
