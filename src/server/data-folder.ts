import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../base/index.ts";
import { claimFolder, type Directory } from "../storage/index.ts";
import type { ReadyReport } from "./ready-report.ts";

/** The files of one Lazurite on disk, claimed by this process. */
export interface DataFolder {
  readonly path: string;
  readonly directoryFile: string;
  readonly logsFile: string;
  readonly certificates: string;
  /** Tells other commands on this machine how to reach the running server. */
  announce(report: ReadyReport): void;
  /** Gives the folder back; an ephemeral one is removed. */
  release(): void;
}

/** Name of the file in a data folder that says how to reach the server that runs on it. */
export const RUNNING_FILE = "running.json";

/** Name of the store of everything but logs, in a data folder. */
export const DIRECTORY_FILE = "directory.db";

/** @throws {Failure} `storage/in-use`, `storage/unwritable`. */
export function openDataFolder(path: string, isEphemeral: boolean): DataFolder {
  const release = claimFolder(path);
  const certificates = join(path, "certificates");
  mkdirSync(certificates, { recursive: true, mode: 0o700 });
  const running = join(path, RUNNING_FILE);
  return {
    path,
    directoryFile: join(path, DIRECTORY_FILE),
    logsFile: join(path, "logs.duckdb"),
    certificates,
    announce(report) {
      writeFileSync(running, `${JSON.stringify(report, null, 2)}\n`, { mode: 0o600 });
      chmodSync(running, 0o600);
    },
    release() {
      rmSync(running, { force: true });
      release();
      if (isEphemeral) rmSync(path, { recursive: true, force: true });
    },
  };
}

/** A new folder of the system's temporary space, for data that nobody wants to keep. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "lazurite-"));
}

/**
 * Keeps demo and real stores apart for ever: the demo's credentials are public, so a folder that
 * holds them is never served without saying so, and a real one never gets them.
 *
 * @throws {Failure} `server/demo-folder`, `server/real-folder`.
 */
export async function claimMode(
  directory: Directory,
  hasDemo: boolean,
  folder: string,
): Promise<void> {
  const mode = hasDemo ? "demo" : "real";
  const stored = await directory.read.meta.get("mode");
  if (stored === undefined) {
    await directory.write((stores) => stores.meta.set("mode", mode));
  } else if (stored !== mode) {
    throw new Failure(`server/${stored}-folder`, `the folder was made for mode ${stored}`, {
      facts: { folder },
    });
  }
}
