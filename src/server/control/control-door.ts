import { chmodSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Failure, limits } from "../../base/index.ts";
import { InvalidInput, type Logger } from "../../http/index.ts";
import { type ControlAddress, controlAddresses } from "./control-address.ts";
import { type ControlHandlers, commandOf, readControlRequest } from "./control-protocol.ts";
import { readBody } from "./read-body.ts";

export interface ControlDoorDependencies {
  /** The data folder, claimed by this process. */
  readonly folder: string;
  readonly handlers: ControlHandlers;
  readonly log: Logger;
}

/**
 * Opens the door through which other commands on this machine act on the running server: HTTP over
 * a Unix domain socket in the data folder that only its owner can open, a named pipe on Windows.
 *
 * `POST /keys/rotate` with `{"isImmediate":true}` answers `{"keys":[…]}`; a refusal is
 * `{"code":"identity/rotation-pending","message":"…","facts":{…}}` with status 409.
 *
 * @throws {Failure} `server/control-place`.
 */
export async function openControlDoor({
  folder,
  handlers,
  log,
}: ControlDoorDependencies): Promise<{ close(): Promise<void> }> {
  const server = createServer((request, response) => {
    void answer(request, handlers).then(({ status, body, defect }) => {
      log.info({ operation: `control ${request.url}`, status });
      if (defect !== undefined) log.error({ operation: "control", reason: String(defect) });
      send(response, status, body);
    });
  });
  server.maxConnections = limits.control.connectionsMax;
  server.requestTimeout = limits.control.timeoutMs;
  const address = await listenAtFirst(server, controlAddresses(folder, process.platform));
  return {
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const late = setTimeout(() => server.closeAllConnections(), limits.http.closeGraceMs);
      await closed;
      clearTimeout(late);
      address.remove();
    },
  };
}

/** Tries one place after the other; tells why the last one would not do. */
async function listenAtFirst(
  server: Server,
  [make, ...others]: readonly (() => ControlAddress)[],
): Promise<ControlAddress> {
  if (make === undefined) throw new Error("there is no place for the control door");
  try {
    const address = make();
    await listenAt(server, address.path);
    return address;
  } catch (error) {
    if (others.length === 0) throw error;
    return await listenAtFirst(server, others);
  }
}

/** Nobody but the owner may connect: the system's mask sees to that until the mode is set. */
function listenAt(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      server.off("error", reject);
      if (process.platform !== "win32") chmodSync(path, 0o600);
      resolve();
    });
  });
}

interface ControlAnswer {
  readonly status: number;
  readonly body: object;
  readonly defect?: unknown;
}

async function answer(request: IncomingMessage, handlers: ControlHandlers): Promise<ControlAnswer> {
  const command = commandOf(request.url ?? "/");
  if (command === undefined) return refusal(404, "server/control-unknown", "no such command");
  if (request.method !== "POST") return refusal(405, "server/control-unknown", "use POST");
  try {
    const parameters = readControlRequest(command, await readBody(request));
    const run = handlers[command] as (parameters: unknown) => Promise<object>;
    return { status: 200, body: await run(parameters) };
  } catch (error) {
    if (error instanceof InvalidInput) return refusal(400, "server/control-input", error.message);
    if (error instanceof Failure) return refusal(409, error.code, error.message, error.facts);
    return { ...refusal(500, "server/control-defect", "the command failed"), defect: error };
  }
}

const refusal = (
  status: number,
  code: string,
  message: string,
  facts: Readonly<Record<string, string>> = {},
): ControlAnswer => ({ status, body: { code, message, facts } });

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify(body));
}
