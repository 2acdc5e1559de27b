import { foldCase } from "../access/index.ts";
import { type Clock, Failure, type Ids, limits } from "../base/index.ts";
import type { Principal } from "../http/index.ts";
import type { Directory, Repositories, ResourceRow } from "../storage/index.ts";
import { resourceFrom } from "./entities.ts";
import { locations, normalizeLocation } from "./locations.ts";
import { checkPrecondition, type Precondition } from "./precondition.ts";
import { checkRegistered } from "./provider-registrations.ts";
import {
  groupIdOf,
  isInGroup,
  parentOfId,
  parseResourceId,
  type ResourceId,
  typeOfId,
} from "./resource-id.ts";
import { hasOwnIdentity, type ResourceIdentities, withIdentity } from "./resource-identities.ts";
import type { Resource, ResourceDraft, ResourceType } from "./resource-type.ts";
import { checkTags } from "./tags.ts";
import { nameOfType, type TypeRegistry } from "./type-registry.ts";

export interface PutDependencies {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly types: TypeRegistry;
  readonly identities: ResourceIdentities;
}

export interface PutRequest {
  readonly resourceId: string;
  readonly body: unknown;
  readonly principal?: Principal | undefined;
  readonly precondition?: Precondition | undefined;
}

export interface PutOutcome {
  readonly resource: Resource;
  readonly isNew: boolean;
}

/**
 * Creates or replaces a resource: its type checks the body, the store takes it, then the type makes
 * what belongs to it. That last hook runs at every PUT, so that a PUT repairs what a crash left out.
 *
 * @throws {Failure} `arm/invalid-id`, `arm/type-not-found`, `arm/subscription-not-found`,
 * `arm/provider-not-registered`, `arm/group-not-found`, `arm/parent-not-found`,
 * `arm/precondition-failed`, `arm/invalid-resource`, `arm/location-unknown`,
 * `arm/location-fixed`, `arm/alias-taken`, `arm/changed-meanwhile`, `arm/limit-reached`.
 */
export async function putResource(request: PutRequest, deps: PutDependencies): Promise<PutOutcome> {
  const { id, type } = resolveType(request.resourceId, deps.types);
  await checkPlace(id, deps.directory.read);
  const stored = await deps.directory.read.resources.find(id.key);
  checkPrecondition(request.precondition, stored?.etag, id.text);
  const current = stored === undefined ? undefined : resourceFrom(stored);
  const resourceId = stored?.id ?? (await canonicalId(id, type, deps.directory.read));
  const draft = checkDraft(
    await type.prepare(request.body, {
      resourceId,
      name: nameOf(id),
      current,
      principal: request.principal,
    }),
    current,
  );
  const settled = await settleIdentity(draft, { id, resourceId, current, deps });
  let resource: Resource;
  try {
    const row = makeRow({ id, resourceId, type, draft: settled, stored, deps });
    await store(row, id, stored, deps);
    resource = resourceFrom(row);
  } catch (error) {
    // What was made for a resource that is not kept would stand in the directory for nothing.
    if (isFirstOwnIdentity(settled, current)) await deps.identities.remove(resourceId);
    throw error;
  }
  // The principal goes when nothing stored names it any more.
  if (hasOwnIdentity(current?.envelope) && !hasOwnIdentity(resource.envelope)) {
    await deps.identities.remove(resource.id);
  }
  await type.created?.(resource);
  return { resource, isNew: stored === undefined };
}

async function store(
  row: ResourceRow,
  id: ResourceId,
  stored: ResourceRow | undefined,
  { directory }: PutDependencies,
): Promise<void> {
  await directory.write(async (stores) => {
    await checkPlace(id, stores);
    const now = await stores.resources.find(id.key);
    if (now?.etag !== stored?.etag) throw changedMeanwhile(id);
    if (now === undefined) await checkRoom(row, stores);
    await checkAlias(row, stores);
    await stores.resources.put(row);
  });
}

function isFirstOwnIdentity(draft: ResourceDraft, current: Resource | undefined): boolean {
  return hasOwnIdentity(draft.envelope) && !hasOwnIdentity(current?.envelope);
}

/** The id and its registered type. @throws {Failure} `arm/invalid-id`, `arm/type-not-found`. */
export function resolveType(
  resourceId: string,
  types: TypeRegistry,
): { id: ResourceId; type: ResourceType } {
  const id = parseResourceId(resourceId);
  const name = id === undefined ? undefined : typeOfId(id);
  if (id === undefined || name === undefined) {
    throw new Failure("arm/invalid-id", "not a resource id", { facts: { id: resourceId } });
  }
  const type = isInGroup(id) ? types.find(name) : undefined;
  if (type === undefined) {
    const [provider = "", ...rest] = name.split("/");
    throw new Failure("arm/type-not-found", "no such resource type", {
      facts: { provider, type: rest.join("/") },
    });
  }
  return { id, type };
}

export function nameOf(id: ResourceId): string {
  return id.chain.at(-1)?.names.at(-1) ?? "";
}

/** What a resource lies in must be there: subscription, group, and the parent of a nested one. */
export async function checkPlace(id: ResourceId, stores: Repositories): Promise<void> {
  const subscriptionId = id.subscriptionId ?? "";
  if ((await stores.subscriptions.find(foldCase(subscriptionId))) === undefined) {
    throw new Failure("arm/subscription-not-found", "no such subscription", {
      facts: { subscriptionId },
    });
  }
  await checkRegistered(stores, subscriptionId, id.chain.at(-1)?.provider ?? "");
  const groupId = groupIdOf(id);
  if (
    groupId !== undefined &&
    (await stores.resourceGroups.find(foldCase(groupId))) === undefined
  ) {
    throw new Failure("arm/group-not-found", "no such resource group", {
      facts: { group: id.resourceGroup ?? "" },
    });
  }
  const parent = parentOfId(id);
  if (parent !== undefined && (await stores.resources.find(parent.key)) === undefined) {
    throw new Failure("arm/parent-not-found", "the parent is not there", {
      facts: { id: parent.text },
    });
  }
}

/**
 * A new resource's id: what it lies in as that is spelled, then the type's own spelling, and the
 * caller's for the name alone, as Resource Manager answers it.
 */
async function canonicalId(
  id: ResourceId,
  { provider, type }: ResourceType,
  stores: Repositories,
): Promise<string> {
  const parentId = parentOfId(id);
  if (parentId !== undefined) {
    const parent = await stores.resources.find(parentId.key);
    return `${parent?.id ?? parentId.text}/${type.split("/").at(-1)}/${nameOf(id)}`;
  }
  const group = await stores.resourceGroups.find(foldCase(groupIdOf(id) ?? ""));
  return `${group?.id ?? groupIdOf(id)}/providers/${provider}/${type}/${nameOf(id)}`;
}

/** The draft with the identity that the body asks for, whose service principal is there by then. */
async function settleIdentity(
  draft: ResourceDraft,
  at: {
    readonly id: ResourceId;
    readonly resourceId: string;
    readonly current: Resource | undefined;
    readonly deps: PutDependencies;
  },
): Promise<ResourceDraft> {
  const { current, deps, id, resourceId } = at;
  const wanted = draft.envelope?.["identity"];
  const before = current?.envelope["identity"];
  if (wanted === undefined && before === undefined) return draft;
  const subscription = await deps.directory.read.subscriptions.find(
    foldCase(id.subscriptionId ?? ""),
  );
  const identity = await deps.identities.settle({
    resourceId,
    name: nameOf(id),
    tenantId: subscription?.tenantId ?? "",
    wanted,
    current: before,
  });
  return { ...draft, envelope: withIdentity(draft.envelope ?? {}, identity) };
}

function checkDraft(draft: ResourceDraft, current: Resource | undefined): ResourceDraft {
  const tags = checkTags(draft.tags);
  if (draft.location === undefined) return { ...draft, tags };
  const location = normalizeLocation(draft.location);
  if (location === undefined) throw locationUnknown(draft.location);
  if (current?.location !== undefined && current.location !== location) {
    throw new Failure("arm/location-fixed", "a resource cannot move", {
      facts: { name: current.name, location: current.location },
    });
  }
  return { ...draft, tags, location };
}

/** The refusal of a region that is not among the known ones. */
export function locationUnknown(location: string): Failure {
  const supported = locations.map(({ name }) => name).join(",");
  return new Failure("arm/location-unknown", "no such region", { facts: { location, supported } });
}

function makeRow(parts: {
  id: ResourceId;
  resourceId: string;
  type: ResourceType;
  draft: ResourceDraft;
  stored: ResourceRow | undefined;
  deps: PutDependencies;
}): ResourceRow {
  const { id, resourceId, type, draft, stored, deps } = parts;
  const name = nameOf(id);
  if (name.length > limits.arm.resourceNameCharactersMax) {
    throw new Failure("arm/invalid-resource", "name too long", {
      facts: { reason: "the resource name is too long", code: "InvalidResourceName" },
    });
  }
  const typeName = nameOfType(type);
  const groupId = groupIdOf(id);
  const now = deps.clock.now();
  return {
    key: id.key,
    subscriptionKey: foldCase(id.subscriptionId ?? ""),
    groupKey: groupId === undefined ? null : foldCase(groupId),
    id: resourceId,
    name: stored?.name ?? name,
    type: typeName,
    typeKey: foldCase(typeName),
    location: draft.location ?? null,
    tags: JSON.stringify(draft.tags),
    etag: deps.ids.guid(),
    alias: draft.alias ?? null,
    aliasKey: draft.alias === undefined ? null : foldCase(draft.alias),
    properties: JSON.stringify(draft.properties),
    envelope: JSON.stringify(draft.envelope ?? {}),
    createdAt: stored?.createdAt ?? now,
    updatedAt: now,
  };
}

async function checkRoom(row: ResourceRow, stores: Repositories): Promise<void> {
  const max = limits.arm.resourcesPerGroupMax;
  if ((await stores.resources.count(row.subscriptionKey, row.groupKey)) >= max) {
    throw limitReached("resources", max);
  }
}

/** The refusal of one more than fit. */
export function limitReached(what: string, limit: number): Failure {
  return new Failure("arm/limit-reached", "no more fit", { facts: { what, limit: String(limit) } });
}

async function checkAlias(row: ResourceRow, stores: Repositories): Promise<void> {
  if (row.aliasKey === null) return;
  const holder = await stores.resources.findByAlias(row.typeKey, row.aliasKey);
  if (holder === undefined || holder.key === row.key) return;
  throw new Failure("arm/alias-taken", "another resource has this second key", {
    facts: { type: row.type },
  });
}

function changedMeanwhile(id: ResourceId): Failure {
  return new Failure("arm/changed-meanwhile", "another request changed the resource", {
    facts: { id: id.text },
  });
}
