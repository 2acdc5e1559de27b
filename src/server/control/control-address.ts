import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../../base/index.ts";

/** Bytes of a socket's path, its end included. Source: unix(7), and macOS's smaller `sun_path`. */
const SOCKET_PATH_BYTES_MAX = 104;
const SOCKET_FILE = "control.sock";
/** Where the socket is when its path in the folder would be too long. */
const ELSEWHERE_FILE = "control.path";

/** Where the control door of a data folder is, for who comes to it; undefined without one. */
export function findControlAddress(folder: string, platform: NodeJS.Platform): string | undefined {
  if (platform === "win32") return pipeOf(folder);
  const inside = join(folder, SOCKET_FILE);
  if (fits(inside)) return inside;
  try {
    return readFileSync(join(folder, ELSEWHERE_FILE), "utf8").trim();
  } catch {
    return undefined;
  }
}

/** An address to listen at, free of what a killed server left there. */
export interface ControlAddress {
  readonly path: string;
  remove(): void;
}

/**
 * Makes room for the control door of a data folder that this process has claimed. A folder whose
 * name is too long for a socket gets one in the system's temporary space, in a folder that is the
 * owner's alone.
 *
 * @throws {Failure} `server/control-place` (fact: `folder`) when somebody else has that folder.
 */
export function makeControlAddress(folder: string, platform: NodeJS.Platform): ControlAddress {
  if (platform === "win32") return { path: pipeOf(folder), remove: () => undefined };
  const inside = join(folder, SOCKET_FILE);
  if (fits(inside)) return socketAt(inside);
  const elsewhere = join(tmpdir(), `lazurite-${process.getuid?.() ?? 0}`);
  mkdirSync(elsewhere, { recursive: true, mode: 0o700 });
  requireOwn(elsewhere);
  const socket = socketAt(join(elsewhere, `${fingerprint(folder)}.sock`));
  const pointer = join(folder, ELSEWHERE_FILE);
  writeFileSync(pointer, `${socket.path}\n`, { mode: 0o600 });
  return {
    path: socket.path,
    remove: () => {
      socket.remove();
      rmSync(pointer, { force: true });
    },
  };
}

function socketAt(path: string): ControlAddress {
  const remove = (): void => rmSync(path, { force: true });
  remove();
  return { path, remove };
}

function requireOwn(path: string): void {
  const { mode, uid } = lstatSync(path);
  const isOwn = uid === process.getuid?.() && (mode & 0o077) === 0;
  const isFolder = lstatSync(path).isDirectory();
  if (isOwn && isFolder) return;
  throw new Failure("server/control-place", "the folder for the control socket is not ours alone", {
    facts: { folder: path },
  });
}

const fits = (path: string): boolean => Buffer.byteLength(path) < SOCKET_PATH_BYTES_MAX;

const pipeOf = (folder: string): string => `\\\\.\\pipe\\lazurite-${fingerprint(folder)}`;

const fingerprint = (text: string): string =>
  createHash("sha256").update(text).digest("hex").slice(0, 32);
