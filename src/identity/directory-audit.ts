/** Who made a change, by the token that he came with or as who he signed in. */
export interface DirectoryActor {
  readonly kind: "user" | "servicePrincipal";
  readonly tenantId: string;
  readonly objectId: string;
  /** User principal name, or the application id. */
  readonly name: string;
  /** The application that asked in his name, or itself. */
  readonly appId: string;
}

/** One property that a change made another. */
export interface PropertyChange {
  readonly property: string;
  /** As JSON, cut where it is long; undefined where there was nothing. */
  readonly oldValue: string | undefined;
  readonly newValue: string | undefined;
}

/** What kind of object was changed. */
export type AuditedKind =
  | "application"
  | "servicePrincipal"
  | "user"
  | "group"
  | "delegatedGrant"
  | "appRoleAssignment"
  | "directoryRole";

/**
 * A change of the directory that was made.
 *
 * It never holds a secret, a password or a key: of credentials it tells ids, names and dates.
 */
export interface DirectoryAuditEvent {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** In the words of Microsoft Entra's audit log, such as `Update application`. */
  readonly activity: string;
  readonly actor: DirectoryActor;
  readonly targetKind: AuditedKind;
  readonly targetId: string;
  readonly changes: readonly PropertyChange[];
}

/** Where every change is told that a caller of Graph or an answer to a consent page made. */
export interface DirectoryAudit {
  record(event: DirectoryAuditEvent): void;
}
