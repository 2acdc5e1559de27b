import { existsSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import { Failure, limits, systemClock, systemIds } from "../../base/index.ts";
import { openKeyRing } from "../../identity/index.ts";
import { claimFolder, openDirectory } from "../../storage/index.ts";
import { DIRECTORY_FILE } from "../data-folder.ts";
import { findControlAddress } from "./control-address.ts";
import type { ControlCommand, ControlProtocol } from "./control-protocol.ts";
import { keyCommands } from "./key-commands.ts";

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

/**
 * Reaches the store of a data folder: through the server that runs on it, or, when none does, by
 * opening it.
 *
 * @throws {Failure} `server/no-store` (fact: `folder`), `storage/in-use`, `storage/unwritable`,
 * `directory/newer`, `directory/unwritable`.
 */
export async function reachControl(dataFolder: string): Promise<Control> {
  const folder = resolve(dataFolder);
  const address = findControlAddress(folder, process.platform);
  const isServed = address !== undefined && (await isAnswering(address));
  return isServed ? throughDoor(address) : await openStore(folder);
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

async function openStore(folder: string): Promise<Control> {
  const file = join(folder, DIRECTORY_FILE);
  if (!existsSync(file)) {
    throw new Failure("server/no-store", "there is no store", { facts: { folder } });
  }
  const release = claimFolder(folder);
  try {
    const directory = await openDirectory(file);
    const handlers = keyCommands(await openKeyRing(directory, systemClock, systemIds));
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
