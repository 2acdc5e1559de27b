/** What Resource Manager promised to tell of later; answered under the address that it gave out. */
export interface AsyncOperationsTable {
  id: string;
  subscriptionKey: string;
  tenantId: string;
  /** Object id of who asked. */
  principalId: string;
  /** Provider whose operation it is, in lower case; empty for Resource Manager's own. */
  providerKey: string;
  /** Short name of the region; empty for Resource Manager's own. */
  location: string;
  /** Id of what was changed. */
  resourceId: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  endedAt: number;
  expiresAt: number;
}

/** Providers of a subscription whose state somebody changed; all others are registered. */
export interface ProviderRegistrationsTable {
  subscriptionKey: string;
  /** Lower case. */
  providerKey: string;
  state: "Registered" | "Unregistered";
  updatedAt: number;
}
