export type {
  ActivityCaller,
  ActivityEvent,
  ActivityEvents,
  ActivityOperation,
  ActivityStatus,
} from "./activity-events.ts";
export { type Arm, type ArmDependencies, createArm, type Page, type ResourceList } from "./arm.ts";
export type { AsyncOperation, AsyncOperations } from "./async-operations.ts";
export type { KeptResource, ResourceGroup, Subscription } from "./entities.ts";
export type { ArmFailureCode } from "./failure-codes.ts";
export { keptResourceTypes } from "./kept/kept-types.ts";
export type { Lock, LockLevel, LockPage, LockRequest, Locks } from "./locks.ts";
export type { FederatedTrust } from "./managed-identity/federated-credentials.ts";
export {
  createManagedIdentities,
  type ManagedIdentities,
  type ManagedIdentityDependencies,
} from "./managed-identity/managed-identities.ts";
export type {
  ManagedPrincipal,
  ManagedPrincipalDraft,
  ManagedPrincipals,
} from "./managed-identity/managed-principals.ts";
export type { Precondition } from "./precondition.ts";
export type { PutOutcome, PutRequest } from "./put-resource.ts";
export type { GroupOutcome, GroupRequest } from "./resource-groups.ts";
export type { IdentityRequest, ResourceIdentities } from "./resource-identities.ts";
export type {
  ActionAnswer,
  ActionCall,
  PrepareCall,
  Resource,
  ResourceAction,
  ResourceDraft,
  ResourceEnvelope,
  ResourceType,
} from "./resource-type.ts";
export type { TagNames, TagNameUse, TagValueUse } from "./tag-names.ts";
export type { TagOperation, TagScopes } from "./tag-scopes.ts";
export type { TypeRegistry } from "./type-registry.ts";
