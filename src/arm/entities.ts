import type { ResourceGroupRow, ResourceRow, SubscriptionRow } from "../storage/index.ts";
import type { Resource } from "./resource-type.ts";

/** A subscription; every one belongs to one tenant. */
export interface Subscription {
  /** Lower case. */
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly displayName: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A resource group. */
export interface ResourceGroup {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly managedBy: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** A resource with the times that lists can show; milliseconds since 1970. */
export interface KeptResource extends Resource {
  readonly createdAt: number;
  readonly updatedAt: number;
}

export function subscriptionFrom(row: SubscriptionRow): Subscription {
  const { key: subscriptionId, tenantId, displayName } = row;
  return { subscriptionId, tenantId, displayName, tags: JSON.parse(row.tags) };
}

export function groupFrom(row: ResourceGroupRow): ResourceGroup {
  return {
    id: row.id,
    name: row.name,
    location: row.location,
    managedBy: row.managedBy ?? undefined,
    tags: JSON.parse(row.tags),
  };
}

export function resourceFrom(row: ResourceRow): KeptResource {
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    location: row.location ?? undefined,
    tags: JSON.parse(row.tags),
    etag: row.etag,
    alias: row.alias ?? undefined,
    properties: JSON.parse(row.properties),
    envelope: JSON.parse(row.envelope),
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}
