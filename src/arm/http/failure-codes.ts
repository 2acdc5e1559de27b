/**
 * Codes that only this surface throws, and their facts.
 *
 * `api-version-invalid` (apiVersion, supported), `parameter-not-supported` (name),
 * `filter-not-supported` (filter), `not-supported` (what), `invalid-body` (reason),
 * `authorization-failed` (client, objectId, action, armScope, orCondition),
 * `linked-authorization-failed` (the same, grantedAction, grantedAt, linked), `deny-assignment-not-found` (name),
 * `tenant-mismatch` (tokenTenant,
 * tenant, login), `principal-not-found` (principalId, tenantId), `principal-type-mismatch`
 * (principalId, actual, given), `path-not-found` (path), `method-not-allowed` (method, allowed),
 * `provider-not-found` (provider), `lock-not-found` (name), `invalid-top` (value), `operation-not-found` (id),
 * `no-registered-provider` (location, apiVersion, type, supported), `type-not-in-version` (provider,
 * type, apiVersion, supported).
 */
export type ArmSurfaceFailureCode =
  | "arm/api-version-missing"
  | "arm/api-version-invalid"
  | "arm/parameter-not-supported"
  | "arm/parameter-repeated"
  | "arm/filter-not-supported"
  | "arm/not-supported"
  | "arm/invalid-body"
  | "arm/invalid-skip-token"
  | "arm/authorization-failed"
  | "arm/linked-authorization-failed"
  | "arm/deny-assignment-not-found"
  | "arm/tenant-mismatch"
  | "arm/principal-not-found"
  | "arm/principal-type-mismatch"
  | "arm/path-not-found"
  | "arm/method-not-allowed"
  | "arm/provider-not-found"
  | "arm/lock-not-found"
  | "arm/invalid-top"
  | "arm/operation-not-found"
  | "arm/no-registered-provider"
  | "arm/type-not-in-version";
