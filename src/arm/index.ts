export { type Arm, type ArmDependencies, createArm, type Page, type ResourceList } from "./arm.ts";
export type { ResourceGroup, Subscription } from "./entities.ts";
export type { ArmFailureCode } from "./failure-codes.ts";
export { type Location, locations, normalizeLocation } from "./locations.ts";
export type { PutOutcome, PutRequest } from "./put-resource.ts";
export type { GroupOutcome, GroupRequest } from "./resource-groups.ts";
export { type ProviderPart, parseResourceId, type ResourceId } from "./resource-id.ts";
export type {
  ActionAnswer,
  ActionCall,
  PrepareCall,
  Resource,
  ResourceAction,
  ResourceDraft,
  ResourceType,
} from "./resource-type.ts";
export { checkTags } from "./tags.ts";
export { nameOfType, type TypeRegistry } from "./type-registry.ts";
