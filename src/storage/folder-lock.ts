import { mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../base/index.ts";

/**
 * Claims a data folder for this process, until the returned function is called.
 *
 * The lock is a file with the owner's process id and start time; one left behind by a process that
 * is gone (a crash, `kill -9`, a reboot) is taken over.
 *
 * @throws {Failure} `storage/in-use` (facts: `folder`, `pid`), `storage/unwritable` (fact: `folder`).
 */
export function claimFolder(folder: string): () => void {
  const file = join(folder, "lock");
  const mine = `${process.pid} ${startOf(process.pid)}`;
  makeFolder(folder);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    if (writeNew(file, mine, folder)) return () => rmSync(file, { force: true });
    const [pid = "", start = ""] = readFileSync(file, "utf8").split(" ");
    if (isAlive(Number(pid)) && startOf(Number(pid)) === start) {
      throw new Failure("storage/in-use", "another Lazurite uses this folder", {
        facts: { folder, pid },
      });
    }
    rmSync(file, { force: true });
  }
  throw new Failure("storage/in-use", "another Lazurite takes this folder at this moment", {
    facts: { folder, pid: "unknown" },
  });
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

function writeNew(file: string, text: string, folder: string): boolean {
  try {
    writeFileSync(openSync(file, "wx", 0o600), text);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw unwritable(folder, error);
  }
}

function unwritable(folder: string, cause: unknown): Failure {
  return new Failure("storage/unwritable", "the folder cannot be written", {
    facts: { folder },
    cause,
  });
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** When a process started, where the system tells: process ids are used again after a reboot. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "unknown";
  } catch {
    return "unknown";
  }
}
