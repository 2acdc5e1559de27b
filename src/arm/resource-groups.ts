import { foldCase } from "../access/index.ts";
import { type Clock, Failure, limits } from "../base/index.ts";
import type { Directory, ResourceGroupRow } from "../storage/index.ts";
import { groupFrom, type ResourceGroup } from "./entities.ts";
import { normalizeLocation } from "./locations.ts";
import { limitReached, locationUnknown } from "./put-resource.ts";
import { checkTags } from "./tags.ts";

export interface GroupRequest {
  readonly subscriptionId: string;
  readonly name: string;
  readonly location: string;
  readonly tags?: unknown;
}

export interface GroupOutcome {
  readonly group: ResourceGroup;
  readonly isNew: boolean;
}

/**
 * Creates a resource group, or replaces the tags of the one that is there.
 *
 * @throws {Failure} `arm/invalid-resource`, `arm/location-unknown`, `arm/location-fixed`,
 * `arm/subscription-not-found`, `arm/limit-reached`.
 */
export async function createResourceGroup(
  request: GroupRequest,
  deps: { readonly directory: Directory; readonly clock: Clock },
): Promise<GroupOutcome> {
  const name = checkGroupName(request.name);
  const location = normalizeLocation(request.location);
  if (location === undefined) throw locationUnknown(request.location);
  const tags = JSON.stringify(checkTags(request.tags));
  const subscriptionKey = foldCase(request.subscriptionId);
  const id = `/subscriptions/${request.subscriptionId}/resourceGroups/${name}`;
  const now = deps.clock.now();
  return deps.directory.write(async (stores) => {
    if ((await stores.subscriptions.find(subscriptionKey)) === undefined) {
      throw new Failure("arm/subscription-not-found", "no such subscription", {
        facts: { subscriptionId: request.subscriptionId },
      });
    }
    const stored = await stores.resourceGroups.find(foldCase(id));
    if (stored !== undefined && stored.location !== location) {
      throw new Failure("arm/location-fixed", "a group cannot move", {
        facts: { name: stored.name, location: stored.location },
      });
    }
    const max = limits.arm.groupsPerSubscriptionMax;
    if (stored === undefined && (await stores.resourceGroups.count(subscriptionKey)) >= max) {
      throw limitReached("resource groups", max);
    }
    const row: ResourceGroupRow = {
      ...(stored ?? { key: foldCase(id), subscriptionKey, id, name, location, createdAt: now }),
      tags,
      updatedAt: now,
    };
    await stores.resourceGroups.put(row);
    return { group: groupFrom(row), isNew: stored === undefined };
  });
}

/** Source: learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules. */
function checkGroupName(name: string): string {
  const isAllowed =
    /^[\p{L}\p{N}_().-]+$/u.test(name) &&
    !name.endsWith(".") &&
    name.length <= limits.arm.groupNameCharactersMax;
  if (isAllowed) return name;
  throw new Failure("arm/invalid-resource", "the group's name is not allowed", {
    facts: {
      reason:
        "a resource group's name has at most 90 letters, digits, '_', '-', '.', '(' and ')', " +
        "and does not end in '.'",
      code: "InvalidResourceGroup",
    },
  });
}
