import { foldCase } from "../access/index.ts";
import { type Clock, Failure } from "../base/index.ts";
import type { Directory, Repositories } from "../storage/index.ts";
import type { TypeRegistry } from "./type-registry.ts";

export type RegistrationState = "Registered" | "Unregistered";

/** Which providers a subscription may make resources of: all, but those that were unregistered. */
export interface ProviderRegistrations {
  /** Lower-case providers that are not registered. */
  unregistered(subscriptionId: string): Promise<ReadonlySet<string>>;
  /** @throws {Failure} `arm/provider-in-use`. */
  set(subscriptionId: string, provider: string, state: RegistrationState): Promise<void>;
}

export function createProviderRegistrations(deps: {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly types: TypeRegistry;
}): ProviderRegistrations {
  const { clock, directory, types } = deps;
  return {
    unregistered: (subscriptionId) => readUnregistered(directory.read, foldCase(subscriptionId)),
    async set(subscriptionId, provider, state) {
      const subscriptionKey = foldCase(subscriptionId);
      await directory.write(async (stores) => {
        if (state === "Unregistered") await refuseUsed(stores, subscriptionKey, provider, types);
        await stores.providerRegistrations.put({
          subscriptionKey,
          providerKey: foldCase(provider),
          state,
          updatedAt: clock.now(),
        });
      });
    },
  };
}

/** @throws {Failure} `arm/provider-not-registered`. */
export async function checkRegistered(
  stores: Repositories,
  subscriptionId: string,
  provider: string,
): Promise<void> {
  const unregistered = await readUnregistered(stores, foldCase(subscriptionId));
  if (!unregistered.has(foldCase(provider))) return;
  throw new Failure("arm/provider-not-registered", "unregistered", { facts: { provider } });
}

async function readUnregistered(
  stores: Repositories,
  subscriptionKey: string,
): Promise<ReadonlySet<string>> {
  const rows = await stores.providerRegistrations.list(subscriptionKey);
  const gone = rows.filter(({ state }) => state === "Unregistered");
  return new Set(gone.map(({ providerKey }) => providerKey));
}

async function refuseUsed(
  stores: Repositories,
  subscriptionKey: string,
  provider: string,
  types: TypeRegistry,
): Promise<void> {
  for (const type of types.all) {
    if (foldCase(type.provider) !== foldCase(provider)) continue;
    const typeKey = foldCase(`${type.provider}/${type.type}`);
    const [used] = await stores.resources.list({ subscriptionKey, typeKey }, "", 1);
    if (used === undefined) continue;
    throw new Failure("arm/provider-in-use", "there are resources of it", {
      facts: { provider, id: used.id },
    });
  }
}
