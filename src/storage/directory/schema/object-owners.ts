/** Who may manage an object besides administrators; object ids on both sides. */
export interface ObjectOwnersTable {
  objectId: string;
  ownerId: string;
  tenantId: string;
  /** Milliseconds since 1970. */
  createdAt: number;
}
