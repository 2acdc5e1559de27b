import type { Propagation } from "../access/index.ts";
import { type ClockReading, systemClock, systemIds } from "../base/index.ts";
import {
  contoso,
  seedContoso,
  seedContosoUsers,
  seedDemoMachine,
  seedDemoSignIn,
  seedMachineResource,
  seedManagementApi,
} from "../demo/index.ts";
import { createLogger, DenialLog, openCertificateAuthority } from "../http/index.ts";
import { createApiKeys } from "../monitor/index.ts";
import { type Directory, openDirectory } from "../storage/index.ts";
import { type AdminOriginDependencies, openAdminOrigin } from "./admin/admin-origin.ts";
import { composeRooms } from "./compose-rooms.ts";
import { composeSurfaces } from "./compose-surfaces.ts";
import { openControlDoor } from "./control/control-door.ts";
import { controlHandlers } from "./control/control-handlers.ts";
import { claimMode, type DataFolder, openDataFolder, temporaryFolder } from "./data-folder.ts";
import { DemoLogs } from "./demo-logs.ts";
import { findFirstTenant } from "./first-tenant.ts";
import { listen } from "./listen.ts";
import { openLogEngine } from "./log-engine/open-log-engine.ts";
import { machineOf } from "./machine.ts";
import { readOptions, type ServerConfig, type StartOptions } from "./options.ts";
import { Origins } from "./origins.ts";
import { preparedLogStore } from "./prepared-log-store.ts";
import { makeReadyReport, type ReadyReport } from "./ready-report.ts";
import { Shutdown } from "./shutdown.ts";
import { signInHintsOf } from "./sign-in-hints.ts";
import { openStoreClock, type ServerClock } from "./store-clock.ts";

/** A Lazurite that answers. */
export interface RunningServer {
  readonly report: ReadyReport;
  readonly dataFolder: string;
  /** Freezes, steps and sets the time that the whole server goes by. */
  readonly clock: ServerClock;
  /** How long changes of role assignments take until they count. */
  readonly propagation: Propagation;
  /** Ends listeners, then stores; what was acknowledged is on disk. */
  close(): Promise<void>;
}

export interface StartHooks {
  /** Called with a sentence when something takes longer than a moment. */
  onProgress?(message: string): void;
}

/**
 * Starts a Lazurite in this process.
 *
 * @throws {Failure} `server/*`, `storage/*`, `directory/*`, `logs/*` and `http/*` codes; whatever
 * was opened until then is closed again.
 */
export async function startServer(options: StartOptions & StartHooks = {}): Promise<RunningServer> {
  const config = readOptions(options, temporaryFolder);
  const shutdown = new Shutdown();
  try {
    const folder = openDataFolder(config.dataFolder, config.isEphemeral);
    shutdown.add(() => folder.release());
    const opened = await open(config, folder, shutdown, options.onProgress ?? (() => undefined));
    folder.announce(opened.report);
    return { ...opened, dataFolder: folder.path, close: () => shutdown.run() };
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}

async function open(
  config: ServerConfig,
  folder: DataFolder,
  shutdown: Shutdown,
  onProgress: (message: string) => void,
): Promise<Omit<RunningServer, "dataFolder" | "close">> {
  const ids = systemIds;
  const log = createLogger({ level: config.logLevel });
  const directory = await openDirectory(folder.directoryFile);
  shutdown.add(() => directory.close());
  await claimMode(directory, config.hasDemo, folder.path);
  const { clock, control, keep } = await openStoreClock(directory, config);
  shutdown.add(keep);
  noteTime(control.read(), onProgress);
  const { store, compiler } = openLogEngine({ file: folder.logsFile, log });
  shutdown.add(() => store.close());
  const demoLogs = new DemoLogs({ store, clock, log, onProgress });
  shutdown.add(() => demoLogs.stop());
  const logs = config.hasDemo
    ? preparedLogStore(
        store,
        () => demoLogs.prepare(),
        () => clock.moves(),
      )
    : store;

  const origins = new Origins();
  const rooms = await composeRooms({ config, clock, ids, log, directory, logs, compiler, origins });
  if (config.hasDemo) {
    await once(directory, "demo-seeded", () => seedContoso(rooms));
    // Under a mark of its own: a store that was seeded before there were people gets them too.
    await once(directory, "demo-users-seeded", () => seedContosoUsers(rooms));
    await once(directory, "demo-machine-seeded", () => seedDemoMachine(rooms));
    await once(directory, "demo-machine-resource-seeded", () => seedMachineResource(rooms));
    await once(directory, "demo-sign-in-seeded", () => seedDemoSignIn(rooms));
    await once(directory, "demo-management-api-seeded", () => seedManagementApi(rooms));
  }
  const apiKeys = createApiKeys(config.hasDemo ? [contosoApiKey] : []);
  const addressOf = (id: string, asked: string): string =>
    `${origins.beside(asked).arm}/lazurite/why/${id}`;
  const denials = new DenialLog({ clock, ids, addressOf });
  const surfaces = composeSurfaces({
    rooms,
    denials,
    apiKeys,
    machine: machineOf(config, rooms.arm),
    signInHints: signInHintsOf(config),
    origins,
    log,
    clock,
    ids,
  });
  // Clients judge certificates by the machine's time, whatever ours is.
  const authority = await openCertificateAuthority(folder.certificates, systemClock);
  const { proxy } = await listen({ config, surfaces, authority, origins, log, shutdown });
  const handlers = controlHandlers({
    ...rooms,
    directory,
    clock,
    ids,
    denials,
    folder: folder.path,
  });
  const door = await openControlDoor({ folder: folder.path, handlers, log });
  shutdown.add(() => door.close());
  const admin = await openAdmin(config, { handlers, clock: control, log }, shutdown);
  // A folder that stays gets its rows before anyone asks; a throw-away one when somebody does.
  if (config.hasDemo && !config.isEphemeral) {
    await once(directory, "demo-logs-filled", () => demoLogs.fillFirst());
  }
  const tenant = config.hasDemo ? contosoTenant : await findFirstTenant(directory);
  const ca = authority.caFile;
  const report = makeReadyReport({ origins, proxy, ca, tenant, admin, hasDemo: config.hasDemo });
  return { report, clock: control, propagation: rooms.access.propagation };
}

/** A time that is not the machine's surprises whoever does not know of it. */
function noteTime(
  { now, isFrozen, aheadMs }: ClockReading,
  onProgress: (message: string) => void,
): void {
  const time = new Date(now).toISOString();
  if (isFrozen) onProgress(`The clock stands still at ${time}.`);
  else if (aheadMs > 0) {
    const seconds = Math.round(aheadMs / 1_000);
    onProgress(`The clock of this data folder was set ahead: it is ${time}, by ${seconds} s.`);
  }
}

/** The admin origin's own origin, where one was asked for. */
async function openAdmin(
  { adminPort }: ServerConfig,
  deps: Omit<AdminOriginDependencies, "port">,
  shutdown: Shutdown,
): Promise<string | undefined> {
  if (adminPort === undefined) return undefined;
  const admin = await openAdminOrigin({ ...deps, port: adminPort });
  shutdown.add(() => admin.close());
  return admin.origin;
}

const contosoTenant = {
  tenantId: contoso.tenantId,
  subscriptionId: contoso.subscriptionId,
};

const contosoApiKey = {
  workspaceName: contoso.workspaceAlias,
  key: contoso.workspaceKey,
  workspaceId: contoso.workspaceId,
};

/** Does a thing once in a store's life; the mark comes last, so that a cut-off one is done again. */
async function once(directory: Directory, mark: string, work: () => Promise<void>): Promise<void> {
  if ((await directory.read.meta.get(mark)) !== undefined) return;
  await work();
  await directory.write((stores) => stores.meta.set(mark, "1"));
}
