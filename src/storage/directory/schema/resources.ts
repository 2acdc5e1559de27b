import type { Generated } from "kysely";

/** Subscriptions; `key` is the lower-case id, by which they are found. */
export interface SubscriptionsTable {
  key: string;
  tenantId: string;
  displayName: string;
  /** JSON object of strings. */
  tags: Generated<string>;
  /** Milliseconds since 1970. */
  createdAt: number;
}

/** Names of tags that a subscription offers, each with a row for itself and one for each value. */
export interface PredefinedTagsTable {
  subscriptionKey: string;
  /** Lower case; `name` is as it was first spelled. */
  nameKey: string;
  name: string;
  /** Empty in the row of the name itself. */
  tagValue: string;
}

/** Resource groups; `key` is the full id in lower case. */
export interface ResourceGroupsTable {
  key: string;
  subscriptionKey: string;
  /** Id and name in the spelling of the first caller. */
  id: string;
  name: string;
  location: string;
  /** Id of the resource that manages the group, if one does. */
  managedBy: string | null;
  /** JSON object of strings. */
  tags: string;
  createdAt: number;
  updatedAt: number;
}

/** Resources of every type; `key` is the full id in lower case. */
export interface ResourcesTable {
  key: string;
  subscriptionKey: string;
  /** Key of the resource group; null for resources that stand outside one. */
  groupKey: string | null;
  id: string;
  name: string;
  /** Provider and type in canonical case, and in lower case. */
  type: string;
  typeKey: string;
  location: string | null;
  /** JSON object of strings. */
  tags: string;
  etag: string;
  /** Second unique key within the type, as given and in lower case. */
  alias: string | null;
  aliasKey: string | null;
  /** JSON object. */
  properties: string;
  /** JSON object of what stands beside `properties` in a body: kind, sku, plan, identity. */
  envelope: string;
  createdAt: number;
  updatedAt: number;
}
