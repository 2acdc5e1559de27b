import { foldCase } from "../access/index.ts";
import { type Clock, Failure, limits } from "../base/index.ts";
import type { Directory, Repositories, ResourceGroupRow } from "../storage/index.ts";
import { groupFrom, type ResourceGroup } from "./entities.ts";
import { normalizeLocation } from "./locations.ts";
import { limitReached, locationUnknown } from "./put-resource.ts";
import { parseResourceId } from "./resource-id.ts";
import { checkTags } from "./tags.ts";

export interface GroupRequest {
  readonly subscriptionId: string;
  readonly name: string;
  readonly location: string;
  readonly tags?: unknown;
  /** Id of the resource that manages the group; null: none does; left out, it stays as it is. */
  readonly managedBy?: unknown;
  /** The group must be there; tags that are left out stay as they are. */
  readonly isPatch?: boolean;
}

export interface GroupOutcome {
  readonly group: ResourceGroup;
  readonly isNew: boolean;
}

/**
 * Creates a resource group, or replaces the tags of the one that is there.
 *
 * @throws {Failure} `arm/invalid-resource`, `arm/location-unknown`, `arm/location-fixed`,
 * `arm/subscription-not-found`, `arm/group-not-found`, `arm/limit-reached`.
 */
export async function createResourceGroup(
  request: GroupRequest,
  deps: { readonly directory: Directory; readonly clock: Clock },
): Promise<GroupOutcome> {
  const name = checkGroupName(request.name);
  const location = normalizeLocation(request.location);
  if (location === undefined) throw locationUnknown(request.location);
  const { isPatch = false } = request;
  const tags = JSON.stringify(checkTags(request.tags));
  const managedBy = checkManager(request.managedBy);
  const subscriptionKey = foldCase(request.subscriptionId);
  const id = `/subscriptions/${subscriptionKey}/resourceGroups/${name}`;
  const now = deps.clock.now();
  return deps.directory.write(async (stores) => {
    if ((await stores.subscriptions.find(subscriptionKey)) === undefined) {
      throw new Failure("arm/subscription-not-found", "no such subscription", {
        facts: { subscriptionId: request.subscriptionId },
      });
    }
    const stored = await stores.resourceGroups.find(foldCase(id));
    if (stored === undefined) await requireNewGroup(subscriptionKey, name, isPatch, stores);
    else if (stored.location !== location) {
      throw new Failure("arm/location-fixed", "a group cannot move", {
        facts: { name: stored.name, location: stored.location },
      });
    }
    const row: ResourceGroupRow = {
      ...(stored ?? { key: foldCase(id), subscriptionKey, id, name, location, createdAt: now }),
      tags: isPatch && request.tags === undefined && stored !== undefined ? stored.tags : tags,
      managedBy: managedBy === undefined ? (stored?.managedBy ?? null) : managedBy,
      updatedAt: now,
    };
    await stores.resourceGroups.put(row);
    return { group: groupFrom(row), isNew: stored === undefined };
  });
}

/** @throws {Failure} `arm/group-not-found`, `arm/limit-reached`. */
async function requireNewGroup(
  subscriptionKey: string,
  name: string,
  isPatch: boolean,
  stores: Repositories,
): Promise<void> {
  if (isPatch) {
    throw new Failure("arm/group-not-found", "no such group", { facts: { group: name } });
  }
  const max = limits.arm.groupsPerSubscriptionMax;
  if ((await stores.resourceGroups.count(subscriptionKey)) < max) return;
  throw limitReached("resource groups", max);
}

function checkManager(value: unknown): string | null | undefined {
  if (value === undefined || value === null) return value;
  const id = typeof value === "string" ? parseResourceId(value) : undefined;
  if (id !== undefined && id.chain.length > 0) return id.text;
  throw new Failure("arm/invalid-resource", "managedBy is no resource id", {
    facts: { reason: "managedBy must be the id of a resource", code: "InvalidManagedBy" },
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
