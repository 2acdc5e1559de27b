import { foldCase } from "../access/index.ts";
import { type Clock, type Ids, limits } from "../base/index.ts";
import type { Principal } from "../http/index.ts";
import type { AsyncOperationRow, Directory } from "../storage/index.ts";

/** Something that was answered with "ask later", and what came of it; times in ms since 1970. */
export interface AsyncOperation {
  readonly id: string;
  readonly tenantId: string;
  readonly principalId: string;
  readonly resourceId: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Where an operation is asked about: Resource Manager's own address, or one of a provider's. */
export interface OperationPlace {
  readonly subscriptionId: string;
  /** Empty for Resource Manager's own. */
  readonly provider: string;
  /** Short name of the region; empty for Resource Manager's own. */
  readonly location: string;
}

/**
 * Operations that clients poll. The work is done and stored before its operation is noted, so that
 * whatever is told of one stays true, after a restart too; none is ever told as under way.
 */
export interface AsyncOperations {
  note(done: OperationDone): Promise<AsyncOperation>;
  /** Undefined when there is none at this place, or when it was forgotten. */
  find(place: OperationPlace, id: string): Promise<AsyncOperation | undefined>;
}

export interface OperationDone {
  readonly place: OperationPlace;
  readonly resourceId: string;
  readonly principal: Principal;
  readonly startedAt: number;
}

export function createAsyncOperations(deps: {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly ids: Ids;
}): AsyncOperations {
  const { clock, directory, ids } = deps;
  return {
    async note({ place, resourceId, principal, startedAt }) {
      const endedAt = clock.now();
      const row: AsyncOperationRow = {
        id: ids.guid(),
        ...keysOf(place),
        tenantId: principal.tenantId,
        principalId: principal.objectId,
        resourceId,
        startedAt,
        endedAt,
        expiresAt: endedAt + limits.arm.operationLifetimeMs,
      };
      const keep = limits.arm.operationsPerSubscriptionMax;
      await directory.write((stores) => stores.asyncOperations.insert(row, keep));
      return row;
    },
    async find(place, id) {
      const row = await directory.read.asyncOperations.find(foldCase(id));
      if (row === undefined || row.expiresAt <= clock.now()) return undefined;
      const { subscriptionKey, providerKey, location } = keysOf(place);
      const isThere =
        row.subscriptionKey === subscriptionKey &&
        row.providerKey === providerKey &&
        row.location === location;
      return isThere ? row : undefined;
    },
  };
}

function keysOf({ subscriptionId, provider, location }: OperationPlace) {
  return {
    subscriptionKey: foldCase(subscriptionId),
    providerKey: foldCase(provider),
    location: foldCase(location),
  };
}
