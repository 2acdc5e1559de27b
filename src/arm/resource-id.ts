import { foldCase, scopeKey } from "../access/index.ts";
import { limits } from "../base/index.ts";

/** One `/providers/…` part of an id: a resource, and in a chain what it extends stands before. */
export interface ProviderPart {
  readonly provider: string;
  readonly types: readonly string[];
  readonly names: readonly string[];
}

/** An id of Resource Manager, taken apart; texts in the caller's spelling. */
export interface ResourceId {
  readonly text: string;
  /** What two spellings of one id share. */
  readonly key: string;
  readonly subscriptionId: string | undefined;
  readonly resourceGroup: string | undefined;
  /** Empty for the tenant, a subscription and a resource group. */
  readonly chain: readonly ProviderPart[];
}

/**
 * Takes an id apart: `/`, `/subscriptions/{s}`, `…/resourceGroups/{g}`, and behind any of them
 * resources, nested resources and extension resources.
 *
 * Total: whatever is not such an id, a type without a name included, is undefined.
 */
export function parseResourceId(text: string): ResourceId | undefined {
  const key = scopeKey(text);
  if (key === undefined) return undefined;
  const plain = text.endsWith("/") ? text.slice(0, -1) : text;
  const segments = plain.split("/").slice(1);
  if (segments.length > limits.arm.pathSegmentsMax) return undefined;
  const base = parseBase(segments);
  if (base === undefined) return undefined;
  const chain = parseChain(segments.slice(base.length));
  if (chain === undefined) return undefined;
  const { subscriptionId, resourceGroup } = base;
  return { text: plain === "" ? "/" : plain, key, subscriptionId, resourceGroup, chain };
}

/** The provider and type of the resource that an id names: `Microsoft.X/parents/children`. */
export function typeOfId(id: ResourceId): string | undefined {
  const last = id.chain.at(-1);
  return last === undefined ? undefined : [last.provider, ...last.types].join("/");
}

/** The id of what a nested resource is nested in; undefined for all others. */
export function parentOfId(id: ResourceId): ResourceId | undefined {
  const nested = (id.chain.at(-1)?.types.length ?? 0) > 1;
  return nested ? parseResourceId(id.text.split("/").slice(0, -2).join("/")) : undefined;
}

/**
 * Whether the id names a resource where the types that rooms contribute live: in a resource group, and
 * not as the extension of another resource.
 */
export function isInGroup(id: ResourceId): boolean {
  return id.resourceGroup !== undefined && id.chain.length === 1;
}

/** The id of the resource group that an id lies in. */
export function groupIdOf(id: ResourceId): string | undefined {
  if (id.subscriptionId === undefined || id.resourceGroup === undefined) return undefined;
  return id.text.split("/").slice(0, 5).join("/");
}

interface Base {
  readonly length: number;
  readonly subscriptionId: string | undefined;
  readonly resourceGroup: string | undefined;
}

function parseBase(segments: readonly string[]): Base | undefined {
  const [first, subscriptionId, third, resourceGroup] = segments;
  if (first === undefined || foldCase(first) !== "subscriptions") {
    return { length: 0, subscriptionId: undefined, resourceGroup: undefined };
  }
  if (subscriptionId === undefined) return undefined;
  if (third === undefined || foldCase(third) !== "resourcegroups") {
    return { length: 2, subscriptionId, resourceGroup: undefined };
  }
  return resourceGroup === undefined ? undefined : { length: 4, subscriptionId, resourceGroup };
}

function parseChain(segments: readonly string[]): ProviderPart[] | undefined {
  const chain: ProviderPart[] = [];
  let at = 0;
  while (at < segments.length) {
    const provider = segments[at + 1];
    if (foldCase(segments[at] ?? "") !== "providers" || provider === undefined) return undefined;
    at += 2;
    const types: string[] = [];
    const names: string[] = [];
    while (at < segments.length && foldCase(segments[at] ?? "") !== "providers") {
      const name = segments[at + 1];
      if (name === undefined) return undefined;
      types.push(segments[at] ?? "");
      names.push(name);
      at += 2;
    }
    if (types.length === 0) return undefined;
    chain.push({ provider, types, names });
  }
  return chain;
}
