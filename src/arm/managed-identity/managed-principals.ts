/** The service principal of a resource that has, or is, a managed identity. */
export interface ManagedPrincipal {
  readonly principalId: string;
  readonly clientId: string;
  readonly tenantId: string;
  /** `system`: a part of the resource; `user`: the resource is the identity itself. */
  readonly assignment: "system" | "user";
  readonly resourceId: string;
}

export interface ManagedPrincipalDraft extends Pick<ManagedPrincipal, "assignment" | "resourceId"> {
  readonly tenantId: string;
  readonly displayName: string;
  /** Chosen beforehand, or made. */
  readonly principalId?: string;
  readonly clientId?: string;
}

/** What Resource Manager asks of the directory for managed identities. */
export interface ManagedPrincipals {
  find(resourceId: string): Promise<ManagedPrincipal | undefined>;
  create(draft: ManagedPrincipalDraft): Promise<ManagedPrincipal>;
  /** Takes its roles along; nothing happens when there is none. */
  remove(resourceId: string): Promise<void>;
}
