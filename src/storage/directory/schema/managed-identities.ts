/**
 * What makes a service principal a managed identity: the resource that it belongs to. Its object id
 * is that of a row of `servicePrincipals`, which holds name and state.
 */
export interface ManagedIdentitiesTable {
  objectId: string;
  tenantId: string;
  appId: string;
  /** `system`: a part of the resource; `user`: the resource is the identity. */
  assignment: string;
  resourceId: string;
  /** The form in which two spellings of the resource id are equal. */
  resourceKey: string;
}
