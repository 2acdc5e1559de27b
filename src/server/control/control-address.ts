import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../../base/index.ts";

/** Bytes of a socket's path, its end included. Source: unix(7), and macOS's smaller `sun_path`. */
const SOCKET_PATH_BYTES_MAX = 104;
const SOCKET_FILE = "control.sock";
/** Says where the socket is when it is not in the folder. */
const ELSEWHERE_FILE = "control.path";

/** Where the control door of a data folder is, for who comes to it; undefined without one. */
export function findControlAddress(folder: string, platform: NodeJS.Platform): string | undefined {
  if (platform === "win32") return pipeOf(folder);
  try {
    return readFileSync(join(folder, ELSEWHERE_FILE), "utf8").trim();
  } catch {
    const inside = join(folder, SOCKET_FILE);
    return fits(inside) ? inside : undefined;
  }
}

/** An address to listen at, free of what a killed server left there. */
export interface ControlAddress {
  readonly path: string;
  remove(): void;
}

/**
 * The places for the control door of a data folder that this process has claimed, the best first,
 * each made when it is tried. Where the folder's name is too long for a socket, or its file system
 * has none (a folder of the host in a container), the door is in the system's temporary space, in
 * a folder that is the owner's alone.
 */
export function controlAddresses(
  folder: string,
  platform: NodeJS.Platform,
): readonly (() => ControlAddress)[] {
  if (platform === "win32") return [() => ({ path: pipeOf(folder), remove: () => undefined })];
  const pointer = join(folder, ELSEWHERE_FILE);
  const inside = join(folder, SOCKET_FILE);
  const besideStore = (): ControlAddress => {
    rmSync(pointer, { force: true });
    return socketAt(inside);
  };
  return [...(fits(inside) ? [besideStore] : []), () => elsewhere(folder, pointer)];
}

/** @throws {Failure} `server/control-place` (fact: `folder`) when somebody else has the place. */
function elsewhere(folder: string, pointer: string): ControlAddress {
  const place = join(tmpdir(), `lazurite-${process.getuid?.() ?? 0}`);
  mkdirSync(place, { recursive: true, mode: 0o700 });
  requireOwn(place);
  const socket = socketAt(join(place, `${fingerprint(folder)}.sock`));
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
  const place = lstatSync(path);
  const isOwn = place.uid === process.getuid?.() && (place.mode & 0o077) === 0;
  if (isOwn && place.isDirectory()) return;
  throw new Failure("server/control-place", "the folder for the control socket is not ours alone", {
    facts: { folder: path },
  });
}

const fits = (path: string): boolean => Buffer.byteLength(path) < SOCKET_PATH_BYTES_MAX;

const pipeOf = (folder: string): string => `\\\\.\\pipe\\lazurite-${fingerprint(folder)}`;

const fingerprint = (text: string): string =>
  createHash("sha256").update(text).digest("hex").slice(0, 32);
