/** Subscriptions; `key` is the lower-case id, by which they are found. */
export interface SubscriptionsTable {
  key: string;
  tenantId: string;
  displayName: string;
  /** Milliseconds since 1970. */
  createdAt: number;
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
