import type { FastifyInstance } from "fastify";
import { createArmSurface } from "../arm/http/index.ts";
import type { Clock, Ids } from "../base/index.ts";
import { createGraphSurface } from "../graph/http/index.ts";
import type { DenialLog, Logger, SurfaceName } from "../http/index.ts";
import {
  addPortalConsent,
  createImdsSurface,
  createLoginSurface,
  type Machine,
  type SignInHint,
} from "../identity/http/index.ts";
import { createLogsSurface } from "../monitor/http/index.ts";
import type { ApiKeys } from "../monitor/index.ts";
import { activityLog } from "./activity-log.ts";
import type { Rooms } from "./compose-rooms.ts";
import type { Origins } from "./origins.ts";
import { SERVICE_APPLICATIONS } from "./resource-aliases.ts";
import { createUnservedSurface } from "./unserved-surface.ts";

export interface SurfaceDependencies {
  readonly rooms: Rooms;
  readonly apiKeys: ApiKeys;
  /** What the metadata service speaks for. */
  readonly machine: Machine;
  /** Whom the sign-in page offers with one click. */
  readonly signInHints: readonly SignInHint[];
  readonly origins: Origins;
  readonly denials: DenialLog;
  readonly log: Logger;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** One surface for each of our hosts; those without a room refuse by name. */
export function composeSurfaces(deps: SurfaceDependencies): Record<SurfaceName, FastifyInstance> {
  const { apiKeys, clock, denials, ids, log, machine, origins, signInHints } = deps;
  const { access, arm, identity, monitor } = deps.rooms;
  const unserved = (name: SurfaceName): FastifyInstance => createUnservedSurface(name, log, clock);
  const portal = unserved("portal");
  addPortalConsent(portal, identity);
  return {
    login: createLoginSurface({ identity, log, clock, ids, signInHints }),
    arm: createArmSurface({
      arm,
      access,
      authenticator: identity.authenticator,
      audiences: () => identity.audiencesOf(SERVICE_APPLICATIONS.arm),
      principals: identity,
      origins: (asked) => origins.beside(asked),
      activity: activityLog(log),
      denials,
      log,
      clock,
      ids,
    }),
    logs: createLogsSurface({
      monitor,
      access,
      apiKeys,
      authenticator: identity.authenticator,
      audiences: () => identity.audiencesOf(SERVICE_APPLICATIONS.logs),
      denials,
      log,
      ids,
    }),
    graph: createGraphSurface({
      identity,
      authenticator: identity.authenticator,
      audiences: () => identity.audiencesOf(SERVICE_APPLICATIONS.graph),
      denials,
      loginOrigin: (asked) => origins.beside(asked).login,
      log,
      clock,
      ids,
    }),
    monitor: unserved("monitor"),
    iotcentral: unserved("iotcentral"),
    portal,
    imds: createImdsSurface({ identity, machine, log, clock, ids }),
  };
}
