/**
 * Codes of this room's failures, and their facts.
 *
 * `arm/invalid-resource` (reason, code), `arm/invalid-id` (id), `arm/subscription-not-found`
 * (subscriptionId), `arm/group-not-found` (group), `arm/resource-not-found` (id),
 * `arm/parent-not-found` (id), `arm/type-not-found` (provider, type), `arm/location-unknown`
 * (location, supported), `arm/location-fixed` (name, location), `arm/alias-taken` (type),
 * `arm/changed-meanwhile` (id), `arm/limit-reached` (what, limit), `arm/scope-locked` (armScope,
 * operation, locked), `arm/precondition-failed` (id), `arm/provider-not-registered` (provider),
 * `arm/provider-in-use` (provider, id), `arm/tags-not-supported` (type), `arm/tag-name-not-found`
 * (name), `arm/tag-in-use` (what).
 */
export type ArmFailureCode =
  | "arm/invalid-resource"
  | "arm/invalid-id"
  | "arm/subscription-not-found"
  | "arm/group-not-found"
  | "arm/resource-not-found"
  | "arm/parent-not-found"
  | "arm/type-not-found"
  | "arm/location-unknown"
  | "arm/location-fixed"
  | "arm/alias-taken"
  | "arm/changed-meanwhile"
  | "arm/limit-reached"
  | "arm/scope-locked"
  | "arm/precondition-failed"
  | "arm/provider-not-registered"
  | "arm/provider-in-use"
  | "arm/tags-not-supported"
  | "arm/tag-name-not-found"
  | "arm/tag-in-use";
