import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { runCommand } from "./run-command.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
const MS_MAX = 20_000;
const LOCALE = "en-US";

export interface ChromiumOptions {
  /** The authority to trust, in PEM; everything else is refused as a stranger would be. */
  readonly caText: string;
  /** A gateway to reach Microsoft's names by; loopback addresses never go through it. */
  readonly proxy?: string;
  /**
   * Whether every page is opened by the same person in one profile, whose settings let a frame of
   * another site have its cookies.
   */
  readonly isOneProfile?: boolean;
}

export interface BrowserPage {
  readonly page: Page;
  /** Whatever the page complained of: errors on its console, refused by its policy, not loaded. */
  problems(): readonly string[];
  close(): Promise<void>;
}

/** One browser; every page of it is a person who was never here before. */
export interface RunningChromium {
  open(options?: BrowserContextOptions): Promise<BrowserPage>;
  close(): Promise<void>;
}

/**
 * Starts the machine's own Chromium, without a window, with an empty profile that trusts one
 * authority more than usual: certificates are checked, never ignored.
 *
 * Names other than localhost resolve to nothing, so that no page can lead anywhere else.
 */
export async function startChromium(options: ChromiumOptions): Promise<RunningChromium> {
  const executablePath = findChromium();
  const home = mkdtempSync(join(tmpdir(), "lazurite-browser-"));
  const remove = (): void => rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  const settings = {
    executablePath,
    chromiumSandbox: process.getuid?.() !== 0,
    env: { PATH: process.env["PATH"] ?? "", HOME: home, LANG: "en_US.UTF-8" },
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
      // As an argument: the library's own option would send loopback addresses there too.
      ...(options.proxy === undefined ? [] : [`--proxy-server=${options.proxy}`]),
    ],
    timeout: MS_MAX,
  };
  try {
    await trust(home, options.caText);
    if (options.isOneProfile === true) {
      const profile = join(home, "profile");
      allowOtherSitesCookies(profile);
      const whole = { ...settings, locale: LOCALE };
      const context = await chromium.launchPersistentContext(profile, whole);
      return {
        open: () => openPageIn(context),
        close: async () => {
          await context.close();
          remove();
        },
      };
    }
    const browser = await chromium.launch(settings);
    return {
      open: (context = {}) => openPage(browser, context),
      close: async () => {
        await browser.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

async function openPage(browser: Browser, options: BrowserContextOptions): Promise<BrowserPage> {
  return await openPageIn(await browser.newContext({ locale: LOCALE, ...options }));
}

async function openPageIn(context: BrowserContext): Promise<BrowserPage> {
  context.setDefaultTimeout(MS_MAX);
  const problems: string[] = [];
  const watch = (page: Page): void => {
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") problems.push(message.text());
    });
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText ?? "";
      problems.push(`${request.method()} ${request.url()}: ${reason}`);
    });
  };
  context.on("page", watch);
  return {
    page: await context.newPage(),
    problems: () => problems,
    close: () => context.close(),
  };
}

/** What a person chooses in the settings: by itself Chromium keeps other sites' frames without. */
function allowOtherSitesCookies(profile: string): void {
  const folder = join(profile, "Default");
  mkdirSync(folder, { recursive: true });
  const preferences = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } };
  writeFileSync(join(folder, "Preferences"), JSON.stringify(preferences));
}

/** Chromium on Linux trusts what the NSS database of its user's home trusts. */
async function trust(home: string, caText: string): Promise<void> {
  const folder = join(home, ".pki", "nssdb");
  const caFile = join(home, "ca.pem");
  mkdirSync(folder, { recursive: true });
  writeFileSync(caFile, caText);
  const database = ["-d", `sql:${folder}`];
  await certutil([...database, "-N", "--empty-password"]);
  await certutil([...database, "-A", "-n", "lazurite", "-t", "C,,", "-i", caFile]);
}

async function certutil(args: readonly string[]): Promise<void> {
  const { status, stdout, stderr } = await runCommand("certutil", args).catch((error: unknown) => {
    throw new Error("The browser tests need certutil: apt-get install libnss3-tools", {
      cause: error,
    });
  });
  if (status !== 0) throw new Error(`certutil ${args.join(" ")}: ${stdout}${stderr}`);
}

/** The path in CHROMIUM_PATH, or the first of the usual names on the PATH. */
function findChromium(): string {
  const named = process.env["CHROMIUM_PATH"];
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const candidates =
    named === undefined || named === ""
      ? folders.flatMap((folder) => NAMES.map((name) => join(folder, name)))
      : [named];
  const found = candidates.find(isExecutable);
  if (found !== undefined) return found;
  throw new Error(
    named === undefined
      ? "The browser tests need Chromium: apt-get install chromium, or set CHROMIUM_PATH"
      : `CHROMIUM_PATH names no program: ${named}`,
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
