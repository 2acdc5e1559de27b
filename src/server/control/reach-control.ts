import { existsSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import { createAccess } from "../../access/index.ts";
import { createArm } from "../../arm/index.ts";
import { Failure, limits, systemIds } from "../../base/index.ts";
import { createIdentity } from "../../identity/index.ts";
import { claimFolder, type Directory, openDirectory } from "../../storage/index.ts";
import { DIRECTORY_FILE } from "../data-folder.ts";
import { openStoreClock } from "../store-clock.ts";
import { findControlAddress } from "./control-address.ts";
import { controlHandlers } from "./control-handlers.ts";
import type { ControlCommand, ControlHandlers, ControlProtocol } from "./control-protocol.ts";

/** A store that can be told what to do. */
export interface Control {
  /** Whether a server runs on the store; else this process has opened it. */
  readonly isServed: boolean;
  /** @throws {Failure} whatever the command refuses with. */
  run<Command extends ControlCommand>(
    command: Command,
    parameters: ControlProtocol[Command]["request"],
  ): Promise<ControlProtocol[Command]["answer"]>;
  close(): Promise<void>;
}

export interface ReachOptions {
  /** Makes the store where there is none yet: one without the demo. */
  readonly isMade?: boolean;
}

/**
 * Reaches the store of a data folder: through the server that runs on it, or, when none does, by
 * opening it.
 *
 * @throws {Failure} `server/no-store` (fact: `folder`), `storage/in-use`, `storage/unwritable`,
 * `directory/newer`, `directory/unwritable`.
 */
export async function reachControl(
  dataFolder: string,
  { isMade = false }: ReachOptions = {},
): Promise<Control> {
  const folder = resolve(dataFolder);
  const address = findControlAddress(folder, process.platform);
  const isServed = address !== undefined && (await isAnswering(address));
  return isServed ? throughDoor(address) : await openStore(folder, isMade);
}

/** A socket that a killed server left behind refuses connections. */
function isAnswering(path: string): Promise<boolean> {
  return new Promise((done, reject) => {
    const socket = connect({ path });
    socket.once("connect", () => {
      socket.destroy();
      done(true);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ECONNREFUSED") done(false);
      else reject(error);
    });
  });
}

function throughDoor(socketPath: string): Control {
  return {
    isServed: true,
    async run(command, parameters) {
      const { status, body } = await post(socketPath, command, parameters);
      if (status === 200) return body as ControlProtocol[typeof command]["answer"];
      const { code, message, facts } = body as Refusal;
      throw new Failure(code, message, { facts });
    },
    close: async () => undefined,
  };
}

async function openStore(folder: string, isMade: boolean): Promise<Control> {
  const file = join(folder, DIRECTORY_FILE);
  if (!isMade && !existsSync(file)) {
    throw new Failure("server/no-store", "there is no store", { facts: { folder } });
  }
  const release = claimFolder(folder);
  try {
    const directory = await openDirectory(file);
    const handlers = await handlersOf(directory, folder);
    return {
      isServed: false,
      run: (command, parameters) => handlers[command](parameters as never),
      async close() {
        await directory.close();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** The rooms that commands need, without the listeners and logs of a server. */
async function handlersOf(directory: Directory, folder: string): Promise<ControlHandlers> {
  const { clock } = await openStoreClock(directory);
  const deps = { directory, clock, ids: systemIds };
  const identity = await createIdentity({
    ...deps,
    loginOrigins: [],
    resourceAliases: new Map(),
  });
  const access = createAccess(deps);
  const arm = createArm({ ...deps, types: [] });
  return controlHandlers({ ...deps, identity, access, arm, folder, denials: undefined });
}

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly facts: Record<string, string>;
}

function post(
  socketPath: string,
  command: string,
  parameters: object,
): Promise<{ readonly status: number; readonly body: unknown }> {
  return new Promise((done, reject) => {
    const call = request(
      {
        socketPath,
        path: `/${command}`,
        method: "POST",
        headers: { "content-type": "application/json" },
        timeout: limits.control.timeoutMs,
      },
      async (response) => {
        try {
          const chunks: Buffer[] = [];
          for await (const chunk of response) chunks.push(chunk as Buffer);
          const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as unknown;
          done({ status: response.statusCode ?? 0, body });
        } catch (error) {
          reject(error);
        }
      },
    );
    call.on("timeout", () => call.destroy(new Error("the server does not answer")));
    call.on("error", reject);
    call.end(JSON.stringify(parameters));
  });
}
