import { type Access, createAccess } from "../access/index.ts";
import { type Arm, createArm, createManagedIdentities, keptResourceTypes } from "../arm/index.ts";
import type { Clock, Ids } from "../base/index.ts";
import type { Logger } from "../http/index.ts";
import { createIdentity, type Identity, isFetchableUrl } from "../identity/index.ts";
import { monitorResourceTypes } from "../monitor/arm/index.ts";
import { createMonitor, type Monitor, type QueryCompiler } from "../monitor/index.ts";
import type { Directory, LogStore } from "../storage/index.ts";
import { directoryLog } from "./directory-log.ts";
import { managedPrincipals } from "./managed-principals.ts";
import type { ServerConfig } from "./options.ts";
import type { Origins } from "./origins.ts";
import { resourceAliases } from "./resource-aliases.ts";
import { signInLog } from "./sign-in-log.ts";

/** Every room's domain, wired to the others through their front doors. */
export interface Rooms {
  readonly identity: Identity;
  readonly access: Access;
  readonly arm: Arm;
  readonly monitor: Monitor;
}

export interface RoomDependencies {
  readonly config: ServerConfig;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  readonly directory: Directory;
  readonly logs: LogStore;
  readonly compiler: QueryCompiler;
  readonly origins: Origins;
}

export async function composeRooms(deps: RoomDependencies): Promise<Rooms> {
  const { clock, config, directory, ids, log, logs, compiler, origins } = deps;
  // Resource Manager makes identities in the directory, which asks it whom they trust.
  const managed = createManagedIdentities({
    principals: managedPrincipals({ identity: () => identity, access: () => access }),
    ids,
    isFetchable: isFetchableUrl,
    arm: () => arm,
  });
  const identity: Identity = await createIdentity({
    directory,
    clock,
    ids,
    loginOrigins: () => origins.all("login"),
    resourceAliases: () => resourceAliases(origins),
    signInEvents: signInLog(log),
    directoryAudit: directoryLog(log),
    assertionUse: config.assertionUse,
    trustOfIdentity: (resourceId) => managed.trustOf(resourceId),
  });
  const access = createAccess({
    directory,
    clock,
    ids,
  });
  if (config.propagationDelayMs !== undefined) {
    await access.propagation.setDelay(config.propagationDelayMs);
  }
  // The monitor finds workspaces in ARM, and ARM holds the type that the monitor contributes.
  const monitor = createMonitor({
    logs,
    compiler,
    clock,
    resources: { findByAlias: (type, alias) => arm.findByAlias(type, alias) },
  });
  const types = [
    ...monitorResourceTypes(monitor, { clock, ids }),
    ...managed.types,
    ...keptResourceTypes(),
  ];
  const arm: Arm = createArm({ directory, clock, ids, types, identities: managed.identities });
  return { identity, access, arm, monitor };
}
