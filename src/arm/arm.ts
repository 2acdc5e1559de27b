import { foldCase } from "../access/index.ts";
import { type Clock, Failure, type Ids, limits } from "../base/index.ts";
import type { Directory, ResourceRow, ResourceSelection } from "../storage/index.ts";
import { type AsyncOperations, createAsyncOperations } from "./async-operations.ts";
import {
  groupFrom,
  type KeptResource,
  type ResourceGroup,
  resourceFrom,
  type Subscription,
  subscriptionFrom,
} from "./entities.ts";
import { GroupTurns } from "./group-turns.ts";
import { createLocks, type Locks, requireUnlocked } from "./locks.ts";
import type { ManagedPrincipal } from "./managed-identity/managed-principals.ts";
import { checkPrecondition, type Precondition } from "./precondition.ts";
import {
  createProviderRegistrations,
  type ProviderRegistrations,
} from "./provider-registrations.ts";
import { type PutOutcome, type PutRequest, putResource } from "./put-resource.ts";
import { createResourceGroup, type GroupOutcome, type GroupRequest } from "./resource-groups.ts";
import { groupIdOf, parseResourceId } from "./resource-id.ts";
import { noIdentities, type ResourceIdentities } from "./resource-identities.ts";
import type { Resource, ResourceType } from "./resource-type.ts";
import { createTagNames, type TagNames } from "./tag-names.ts";
import { createTagScopes, type TagScopes } from "./tag-scopes.ts";
import { makeTypeRegistry, type TypeRegistry } from "./type-registry.ts";

export interface ArmDependencies {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly types: readonly ResourceType[];
  /** Left out: no resource has an identity of its own. */
  readonly identities?: ResourceIdentities;
}

/** One page of a list; `next` continues it. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

/** Which resources to list: all of a subscription, of a group, or nested below a resource. */
export interface ResourceList {
  /** Id of a subscription, a resource group or a parent resource. */
  readonly scope: string;
  /** Provider and type, any case. */
  readonly type?: string | undefined;
  readonly after?: string | undefined;
}

/** Resource Manager without its wire: subscriptions, groups and the resources of every room. */
export interface Arm {
  readonly types: TypeRegistry;
  readonly locks: Locks;
  readonly operations: AsyncOperations;
  readonly registrations: ProviderRegistrations;
  readonly tagScopes: TagScopes;
  readonly tagNames: TagNames;
  /** Makes a subscription, or returns the one that is there. */
  createSubscription(request: {
    readonly id: string;
    readonly displayName: string;
    readonly tenantId: string;
  }): Promise<Subscription>;
  findSubscription(subscriptionId: string): Promise<Subscription | undefined>;
  listSubscriptions(tenantId: string, after?: string): Promise<Page<Subscription>>;
  /** See resource-groups.ts for what it refuses. */
  createResourceGroup(request: GroupRequest): Promise<GroupOutcome>;
  findResourceGroup(groupId: string): Promise<ResourceGroup | undefined>;
  listResourceGroups(subscriptionId: string, after?: string): Promise<Page<ResourceGroup>>;
  /**
   * Deletes a group and all that is in it; false when there is none.
   * @throws {Failure} `arm/scope-locked`.
   */
  deleteResourceGroup(groupId: string): Promise<boolean>;
  /** See put-resource.ts for what it refuses. */
  putResource(request: PutRequest): Promise<PutOutcome>;
  /**
   * Replaces a resource's tags.
   * @throws {Failure} `arm/resource-not-found`, `arm/precondition-failed`.
   */
  setTags(
    resourceId: string,
    tags: Readonly<Record<string, string>>,
    precondition?: Precondition,
  ): Promise<Resource>;
  findResource(resourceId: string): Promise<Resource | undefined>;
  /** The service principal of the resource's own identity. */
  findIdentity(resourceId: string): Promise<ManagedPrincipal | undefined>;
  /** By the second key of a type, in any case. */
  findByAlias(type: string, alias: string): Promise<Resource | undefined>;
  listResources(selection: ResourceList): Promise<Page<KeptResource>>;
  /**
   * Deletes a resource and those nested in it; false when there is none.
   * @throws {Failure} `arm/scope-locked`, `arm/precondition-failed`.
   */
  deleteResource(resourceId: string, precondition?: Precondition): Promise<boolean>;
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Opens Resource Manager over a store and the types that rooms contribute. */
export function createArm(deps: ArmDependencies): Arm {
  const { directory } = deps;
  const types = makeTypeRegistry(deps.types);
  const { identities = noIdentities } = deps;
  const all = { ...deps, types, identities };
  const turns = new GroupTurns();
  return {
    types,
    locks: createLocks(deps),
    operations: createAsyncOperations(deps),
    registrations: createProviderRegistrations(all),
    tagScopes: createTagScopes(deps),
    tagNames: createTagNames(directory),
    createSubscription: (request) => createSubscription(request, deps),
    async findSubscription(subscriptionId) {
      const row = await directory.read.subscriptions.find(foldCase(subscriptionId));
      return row === undefined ? undefined : subscriptionFrom(row);
    },
    async listSubscriptions(tenantId, after = "") {
      const rows = await directory.read.subscriptions.list(tenantId, after, PAGE + 1);
      return pageOf(rows, subscriptionFrom);
    },
    createResourceGroup: (request) => createResourceGroup(request, deps),
    async findResourceGroup(groupId) {
      const row = await directory.read.resourceGroups.find(foldCase(groupId));
      return row === undefined ? undefined : groupFrom(row);
    },
    async listResourceGroups(subscriptionId, after = "") {
      const key = foldCase(subscriptionId);
      const rows = await directory.read.resourceGroups.list(key, after, PAGE + 1);
      return pageOf(rows, groupFrom);
    },
    deleteResourceGroup: (groupId) => turns.run(groupId, () => deleteResourceGroup(groupId, all)),
    putResource: (request) => turns.run(request.resourceId, () => putResource(request, all)),
    setTags: (resourceId, tags, precondition) => setTags(resourceId, tags, deps, precondition),
    findResource: (resourceId) => findResource(resourceId, directory),
    findIdentity: (resourceId) => identities.find(resourceId),
    async findByAlias(type, alias) {
      const row = await directory.read.resources.findByAlias(foldCase(type), foldCase(alias));
      return row === undefined ? undefined : resourceFrom(row);
    },
    async listResources({ scope, type, after = "" }) {
      const selection = selectionOf(scope, type);
      if (selection === undefined) return { items: [], next: undefined };
      return pageOf(await directory.read.resources.list(selection, after, PAGE + 1), resourceFrom);
    },
    deleteResource: (resourceId, precondition) =>
      turns.run(resourceId, () => deleteResource(resourceId, all, precondition)),
  };
}

const PAGE = limits.arm.pageSize;

interface Dependencies extends Omit<ArmDependencies, "types"> {
  readonly types: TypeRegistry;
  readonly identities: ResourceIdentities;
}

function pageOf<Row extends { readonly key: string }, Item>(
  rows: readonly Row[],
  make: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, PAGE);
  return { items: shown.map(make), next: rows.length > PAGE ? shown.at(-1)?.key : undefined };
}

async function createSubscription(
  request: { readonly id: string; readonly displayName: string; readonly tenantId: string },
  deps: ArmDependencies,
): Promise<Subscription> {
  const key = foldCase(request.id);
  if (!GUID.test(key)) {
    throw new Failure("arm/invalid-id", "not a GUID", { facts: { id: request.id } });
  }
  return deps.directory.write(async (stores) => {
    const stored = await stores.subscriptions.find(key);
    if (stored !== undefined) return subscriptionFrom(stored);
    const row = {
      key,
      tenantId: request.tenantId,
      displayName: request.displayName,
      tags: "{}",
      createdAt: deps.clock.now(),
    };
    await stores.subscriptions.insert(row);
    return subscriptionFrom(row);
  });
}

async function findResource(
  resourceId: string,
  directory: Directory,
): Promise<Resource | undefined> {
  const id = parseResourceId(resourceId);
  const row = id === undefined ? undefined : await directory.read.resources.find(id.key);
  return row === undefined ? undefined : resourceFrom(row);
}

function selectionOf(scope: string, type: string | undefined): ResourceSelection | undefined {
  const id = parseResourceId(scope);
  if (id?.subscriptionId === undefined) return undefined;
  const groupId = groupIdOf(id);
  return {
    subscriptionKey: foldCase(id.subscriptionId),
    groupKey: groupId === undefined ? undefined : foldCase(groupId),
    typeKey: type === undefined ? undefined : foldCase(type),
    belowKey: id.chain.length === 0 ? undefined : id.key,
  };
}

async function setTags(
  resourceId: string,
  tags: Readonly<Record<string, string>>,
  deps: ArmDependencies,
  precondition?: Precondition,
): Promise<Resource> {
  const key = parseResourceId(resourceId)?.key ?? "";
  return deps.directory.write(async (stores) => {
    const stored = await stores.resources.find(key);
    if (stored === undefined) {
      throw new Failure("arm/resource-not-found", "no such resource", {
        facts: { id: resourceId },
      });
    }
    checkPrecondition(precondition, stored.etag, stored.id);
    const changes = { tags: JSON.stringify(tags), etag: deps.ids.guid() };
    const row = { ...stored, ...changes, updatedAt: deps.clock.now() };
    await stores.resources.put(row);
    return resourceFrom(row);
  });
}

/**
 * Roles given on what is deleted go with it, in the same transaction: they must not count for what is
 * made later under the same name.
 */
async function deleteResource(
  resourceId: string,
  deps: Dependencies,
  precondition?: Precondition,
): Promise<boolean> {
  const id = parseResourceId(resourceId);
  if (id?.subscriptionId === undefined || id.chain.length === 0) return false;
  const selection = { subscriptionKey: foldCase(id.subscriptionId), belowKey: id.key };
  const gone = await deps.directory.write(async (stores) => {
    const row = await stores.resources.find(id.key);
    checkPrecondition(precondition, row?.etag, id.text);
    if (row === undefined) return [];
    await requireUnlocked(row.id, "delete", stores);
    const nested = await stores.resources.list(selection, "", ALL);
    for (const { key } of [...nested, row]) await stores.resources.delete(key);
    await stores.roleAssignments.deleteBelow(id.key);
    return [...nested, row];
  });
  if (gone.length === 0) return false;
  await afterDelete(gone, deps);
  return true;
}

async function deleteResourceGroup(groupId: string, deps: Dependencies): Promise<boolean> {
  const key = foldCase(groupId);
  const gone = await deps.directory.write(async (stores) => {
    const group = await stores.resourceGroups.find(key);
    if (group === undefined) return undefined;
    await requireUnlocked(group.id, "delete", stores);
    const { subscriptionKey } = group;
    const rows = await stores.resources.list({ subscriptionKey, groupKey: key }, "", ALL);
    for (const row of rows) await stores.resources.delete(row.key);
    await stores.resourceGroups.delete(key);
    await stores.roleAssignments.deleteBelow(key);
    return rows;
  });
  if (gone === undefined) return false;
  await afterDelete(gone, deps);
  return true;
}

/** As many as a group can hold, so that no deletion leaves a part behind. */
const ALL = limits.arm.resourcesPerGroupMax;

async function afterDelete(
  rows: readonly ResourceRow[],
  { identities, types }: Dependencies,
): Promise<void> {
  for (const row of rows) {
    const resource = resourceFrom(row);
    if (resource.envelope["identity"] !== undefined) await identities.remove(resource.id);
    await types.find(row.type)?.deleted?.(resource);
  }
}
