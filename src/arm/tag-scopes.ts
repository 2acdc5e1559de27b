import { foldCase } from "../access/index.ts";
import { type Clock, Failure, type Ids } from "../base/index.ts";
import type { Directory, Repositories } from "../storage/index.ts";
import { checkPlace } from "./put-resource.ts";
import { parseResourceId, type ResourceId } from "./resource-id.ts";
import { checkTags } from "./tags.ts";

type Tags = Readonly<Record<string, string>>;

/** What a PATCH does with the tags that it brings. */
export type TagOperation = "Merge" | "Replace" | "Delete";

/** The tags of a subscription, a resource group or a resource, apart from what they are on. */
export interface TagScopes {
  /**
   * @throws {Failure} `arm/invalid-id`, `arm/subscription-not-found`, `arm/group-not-found`,
   * `arm/resource-not-found`, `arm/tags-not-supported`.
   */
  read(armScope: string): Promise<Tags>;
  /** Their tags after the change. @throws {Failure} the same, and `arm/invalid-resource`. */
  change(armScope: string, operation: TagOperation, tags: Tags): Promise<Tags>;
}

export interface TagDependencies {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Opens the tags of a store. */
export function createTagScopes(deps: TagDependencies): TagScopes {
  return {
    read: async (armScope) => (await holderOf(armScope, deps.directory.read, deps)).tags,
    change: (armScope, operation, tags) =>
      deps.directory.write(async (stores) => {
        const holder = await holderOf(armScope, stores, deps);
        const changed = checkTags(applied(operation, holder.tags, tags));
        await holder.put(JSON.stringify(changed));
        return changed;
      }),
  };
}

/** Something with tags, and how they are kept. */
interface TagHolder {
  readonly tags: Tags;
  put(tags: string): Promise<void>;
}

async function holderOf(
  armScope: string,
  stores: Repositories,
  { clock, ids }: Pick<TagDependencies, "clock" | "ids">,
): Promise<TagHolder> {
  const id = parseResourceId(armScope);
  if (id?.subscriptionId === undefined) {
    throw new Failure("arm/invalid-id", "not a scope of tags", { facts: { id: armScope } });
  }
  await checkPlace(id, stores);
  const updatedAt = clock.now();
  if (id.chain.length > 0) {
    const row = await stores.resources.find(id.key);
    if (row === undefined) {
      throw new Failure("arm/resource-not-found", "no such resource", { facts: { id: id.text } });
    }
    // Tags of what has no location are never shown.
    if (row.location === null) throw notSupported(row.type);
    const put = (tags: string): Promise<void> =>
      stores.resources.put({ ...row, tags, etag: ids.guid(), updatedAt });
    return { tags: JSON.parse(row.tags), put };
  }
  return (await groupHolder(id, updatedAt, stores)) ?? subscriptionHolder(id, stores);
}

async function groupHolder(
  id: ResourceId,
  updatedAt: number,
  stores: Repositories,
): Promise<TagHolder | undefined> {
  if (id.resourceGroup === undefined) return undefined;
  const row = await stores.resourceGroups.find(id.key);
  if (row === undefined) return undefined;
  return {
    tags: JSON.parse(row.tags),
    put: (tags) => stores.resourceGroups.put({ ...row, tags, updatedAt }),
  };
}

async function subscriptionHolder(id: ResourceId, stores: Repositories): Promise<TagHolder> {
  const key = foldCase(id.subscriptionId ?? "");
  const row = await stores.subscriptions.find(key);
  return {
    tags: JSON.parse(row?.tags ?? "{}"),
    put: (tags) => stores.subscriptions.setTags(key, tags),
  };
}

/**
 * Names are told apart without regard to case, values with it. `Delete` takes tags by name and value,
 * or by name alone where the value is empty.
 *
 * Source: learn.microsoft.com/azure/azure-resource-manager/management/tag-resources.
 */
function applied(operation: TagOperation, old: Tags, given: Tags): Tags {
  if (operation === "Replace") return given;
  const wanted = new Map(Object.entries(checkTags(given)).map(([name, v]) => [foldCase(name), v]));
  const kept = Object.entries(old).filter(([name, value]) => {
    const other = wanted.get(foldCase(name));
    if (other === undefined) return true;
    return operation === "Delete" && other !== "" && other !== value;
  });
  return operation === "Delete"
    ? Object.fromEntries(kept)
    : { ...Object.fromEntries(kept), ...given };
}

function notSupported(type: string): Failure {
  return new Failure("arm/tags-not-supported", "the type has no tags", { facts: { type } });
}
