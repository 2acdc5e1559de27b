/** Locks against deletion and change; times are milliseconds since 1970. */
export interface LocksTable {
  /** The lock's full id in lower case, which begins with the key of its scope. */
  key: string;
  /** The scope's own id, and the key it is compared by. */
  scope: string;
  scopeKey: string;
  name: string;
  level: "CanNotDelete" | "ReadOnly";
  notes: string | null;
  /** User principal names or application ids. */
  createdBy: string;
  createdByType: "User" | "Application";
  updatedBy: string;
  updatedByType: "User" | "Application";
  createdAt: number;
  updatedAt: number;
}
