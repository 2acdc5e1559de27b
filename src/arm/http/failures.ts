import type { AccessFailureCode } from "../../access/index.ts";
import type { Failure } from "../../base/index.ts";
import type { AuthenticationFailureCode, Refusal, WireError } from "../../http/index.ts";
import type { ArmFailureCode } from "../failure-codes.ts";
import { accessFailures } from "./access-failures.ts";
import type { ArmSurfaceFailureCode } from "./failure-codes.ts";
import { q, type Row, row } from "./failure-row.ts";

/** Every failure that this surface can meet. */
export type ArmWireCode =
  | ArmFailureCode
  | ArmSurfaceFailureCode
  | AccessFailureCode
  | AuthenticationFailureCode;

const authentication: Readonly<Record<AuthenticationFailureCode, Row>> = {
  "http/token-missing": row(
    401,
    "AuthenticationFailed",
    () => "Authentication failed. The 'Authorization' header is missing.",
  ),
  "http/token-malformed": row(
    401,
    "InvalidAuthenticationToken",
    () => "The access token is invalid: it cannot be read.",
  ),
  "http/token-signature": row(
    401,
    "InvalidAuthenticationToken",
    () => "The access token is invalid: its signature does not verify.",
  ),
  "http/token-expired": row(
    401,
    "ExpiredAuthenticationToken",
    () => "The access token is outside its lifetime.",
  ),
  "http/token-issuer": row(
    401,
    "InvalidAuthenticationTokenTenant",
    (f) => `The access token is from the wrong issuer '${q(f, "issuer")}'.`,
  ),
  "http/token-audience": row(
    401,
    "InvalidAuthenticationTokenAudience",
    (f) =>
      "The access token has been obtained from wrong audience or resource " +
      `'${q(f, "audience")}'. It should exactly match (including forward slash) with one of ` +
      `the allowed audiences ${q(f, "allowed")}.`,
  ),
  "http/token-tenant": row(
    401,
    "InvalidAuthenticationTokenTenant",
    (f) => `The access token is from a tenant '${q(f, "tenantId")}' that is not known here.`,
  ),
};

const domain: Readonly<Record<ArmFailureCode, Row>> = {
  "arm/invalid-resource": row(
    400,
    (f) => f["code"] ?? "InvalidRequestContent",
    (f) => `The request content is not valid: ${q(f, "reason")}.`,
  ),
  "arm/invalid-id": row(400, "InvalidResourceId", (f) => `'${q(f, "id")}' is not a resource id.`),
  "arm/subscription-not-found": row(
    404,
    "SubscriptionNotFound",
    (f) => `The subscription '${q(f, "subscriptionId")}' could not be found.`,
  ),
  "arm/group-not-found": row(
    404,
    "ResourceGroupNotFound",
    (f) => `Resource group '${q(f, "group")}' could not be found.`,
  ),
  "arm/resource-not-found": row(
    404,
    "ResourceNotFound",
    (f) => `The Resource '${q(f, "id")}' was not found.`,
  ),
  "arm/parent-not-found": row(
    404,
    "ParentResourceNotFound",
    (f) => `The parent resource '${q(f, "id")}' could not be found.`,
  ),
  "arm/type-not-found": row(
    404,
    "InvalidResourceType",
    (f) => `The resource type '${q(f, "type")}' of '${q(f, "provider")}' is not served here.`,
  ),
  "arm/location-unknown": row(
    400,
    "LocationNotAvailableForResourceType",
    (f) =>
      `The provided location '${q(f, "location")}' is not available. ` +
      `List of available regions is '${q(f, "supported")}'.`,
  ),
  "arm/location-fixed": row(
    409,
    "InvalidResourceLocation",
    (f) => `'${q(f, "name")}' already exists in location '${q(f, "location")}'.`,
  ),
  "arm/alias-taken": row(409, "Conflict", (f) => `Another ${q(f, "type")} has the same key.`),
  "arm/changed-meanwhile": row(
    409,
    "Conflict",
    (f) => `Another request changed '${q(f, "id")}' at the same time.`,
  ),
  "arm/limit-reached": row(
    409,
    "ResourceQuotaExceeded",
    (f) => `No more ${q(f, "what")} can be created here: the limit is ${q(f, "limit")}.`,
  ),
  // Assumed: the codes of the next three, which no page names.
  "arm/tags-not-supported": row(
    400,
    "ResourceTypeDoesNotSupportTags",
    (f) => `The resource type '${q(f, "type")}' does not support tags.`,
  ),
  "arm/tag-name-not-found": row(
    404,
    "TagNameNotFound",
    (f) => `The tag name '${q(f, "name")}' is not offered by the subscription.`,
  ),
  "arm/tag-in-use": row(
    409,
    "TagInUse",
    (f) => `The tag '${q(f, "what")}' cannot be deleted while something has it.`,
  ),
  "arm/scope-locked": row(
    409,
    "ScopeLocked",
    (f) =>
      `The scope '${q(f, "armScope")}' cannot perform ${q(f, "operation")} operation because ` +
      `following scope(s) are locked: ${q(f, "locked")}. Please remove the lock and try again.`,
  ),
  "arm/precondition-failed": row(
    412,
    "PreconditionFailed",
    (f) => `The condition of the request does not hold for '${q(f, "id")}'.`,
  ),
  "arm/provider-not-registered": row(
    409,
    "MissingSubscriptionRegistration",
    (f) =>
      `The subscription is not registered to use namespace '${q(f, "provider")}'. ` +
      "See https://aka.ms/rps-not-found for how to register subscriptions.",
  ),
  // Assumed: the code; that a provider with resources cannot be unregistered is documented.
  "arm/provider-in-use": row(
    409,
    "ResourceProviderInUse",
    (f) =>
      `The namespace '${q(f, "provider")}' cannot be unregistered while the subscription has ` +
      `resources of it, such as '${q(f, "id")}'.`,
  ),
};

const surface: Readonly<Record<ArmSurfaceFailureCode, Row>> = {
  "arm/api-version-missing": row(
    400,
    "MissingApiVersionParameter",
    () => "The api-version query parameter (?api-version=) is required for all requests.",
  ),
  "arm/api-version-invalid": row(
    400,
    "InvalidApiVersionParameter",
    (f) =>
      `The api-version '${q(f, "apiVersion")}' is invalid. ` +
      `The supported versions are '${q(f, "supported")}'.`,
  ),
  "arm/parameter-not-supported": row(
    400,
    "NotSupported",
    (f) => `The query parameter '${q(f, "name")}' is not supported by Lazurite here.`,
  ),
  "arm/parameter-repeated": row(
    400,
    "InvalidQueryParameter",
    (f) => `The query parameter '${q(f, "name")}' is given more than once.`,
  ),
  "arm/filter-not-supported": row(
    400,
    "NotSupported",
    (f) => `The $filter '${q(f, "filter")}' is not supported by Lazurite here.`,
  ),
  "arm/not-supported": row(
    400,
    "NotSupported",
    (f) => `${q(f, "what")} is not supported by Lazurite.`,
  ),
  "arm/invalid-body": row(400, "InvalidRequestContent", (f) => q(f, "reason")),
  "arm/invalid-skip-token": row(
    400,
    "InvalidQueryParameter",
    () => "The $skiptoken is not one that this service gave.",
  ),
  "arm/authorization-failed": row(
    403,
    "AuthorizationFailed",
    (f) =>
      `The client '${q(f, "client")}' with object id '${q(f, "objectId")}' does not have ` +
      `authorization ${q(f, "orCondition")}to perform action '${q(f, "action")}' over scope '${q(f, "armScope")}' ` +
      "or the scope is invalid. If access was recently granted, please refresh your credentials.",
  ),
  "arm/linked-authorization-failed": row(
    403,
    "LinkedAuthorizationFailed",
    (f) =>
      `The client '${q(f, "client")}' with object id '${q(f, "objectId")}' has permission to ` +
      `perform action '${f["grantedAction"] ?? q(f, "action")}' on scope ` +
      `'${q(f, "grantedAt")}'; however, it does not ` +
      `have permission to perform action '${q(f, "action")}' on the linked ` +
      `scope(s) '${q(f, "linked")}' or the linked scope(s) are invalid.`,
  ),
  "arm/deny-assignment-not-found": row(
    404,
    "DenyAssignmentNotFound",
    (f) => `The deny assignment '${q(f, "name")}' is not found.`,
  ),
  "arm/tenant-mismatch": row(
    401,
    "InvalidAuthenticationTokenTenant",
    (f) =>
      `The access token is from the wrong issuer '${q(f, "login")}/${q(f, "tokenTenant")}/'. ` +
      `It must match the tenant '${q(f, "login")}/${q(f, "tenant")}/' associated with this ` +
      `subscription. Please use the authority (URL) '${q(f, "login")}/${q(f, "tenant")}' ` +
      "to get the token.",
  ),
  "arm/principal-not-found": row(
    400,
    "PrincipalNotFound",
    (f) =>
      `Principal ${q(f, "principalId").replaceAll("-", "")} does not exist in the directory ` +
      `${q(f, "tenantId")}. Check that you have the correct principal ID. If the principal was ` +
      "created a moment ago, set the role assignment's principalType property to ServicePrincipal, " +
      "User, or Group.",
  ),
  "arm/principal-type-mismatch": row(
    400,
    "UnmatchedPrincipalType",
    (f) =>
      `The principal '${q(f, "principalId")}' has type '${q(f, "actual")}', which differs from ` +
      `the principalType '${q(f, "given")}'.`,
  ),
  "arm/path-not-found": row(
    404,
    "NotFound",
    (f) => `Lazurite serves nothing at the path '${q(f, "path")}'.`,
  ),
  "arm/method-not-allowed": row(
    405,
    "MethodNotAllowed",
    (f) => `${q(f, "method")} is not supported here; supported: ${q(f, "allowed")}.`,
  ),
  "arm/invalid-top": row(
    400,
    "InvalidQueryParameter",
    (f) => `The $top '${q(f, "value")}' is not a number of items.`,
  ),
  "arm/operation-not-found": row(
    404,
    "OperationNotFound",
    (f) => `The operation '${q(f, "id")}' could not be found.`,
  ),
  "arm/no-registered-provider": row(
    400,
    "NoRegisteredProviderFound",
    (f) =>
      `No registered resource provider found for location '${q(f, "location")}' and API version ` +
      `'${q(f, "apiVersion")}' for type '${q(f, "type")}'. The supported api-versions are ` +
      `'${q(f, "supported")}'.`,
  ),
  "arm/type-not-in-version": row(
    404,
    "InvalidResourceType",
    (f) =>
      `The resource type '${q(f, "type")}' could not be found in the namespace ` +
      `'${q(f, "provider")}' for api version '${q(f, "apiVersion")}'. The supported api-versions ` +
      `are '${q(f, "supported")}'.`,
  ),
  "arm/provider-not-found": row(
    404,
    "InvalidResourceNamespace",
    (f) => `The resource namespace '${q(f, "provider")}' is invalid.`,
  ),
  // Assumed: the code and words, which no page names.
  "arm/lock-not-found": row(
    404,
    "LockNotFound",
    (f) => `The lock '${q(f, "name")}' could not be found.`,
  ),
};

/** The surface's one table from failure code to answer. */
export const armFailures: Readonly<Record<ArmWireCode, Row>> = {
  ...authentication,
  ...accessFailures,
  ...domain,
  ...surface,
};

/**
 * Writes a refusal in ARM's form: `{"error":{"code":"…","message":"…"}}`.
 *
 * A failure without a row is a defect, and answered as one.
 */
export function writeArmError(refusal: Refusal): WireError {
  switch (refusal.kind) {
    case "failure":
      return writeFailure(refusal.failure);
    case "invalid-input":
      return body(inputStatus(refusal.reason), "InvalidRequestContent", refusal.message);
    case "not-found":
      return body(404, "NotFound", "Lazurite serves nothing at this path.");
    case "method-not-allowed":
      return body(405, "MethodNotAllowed", "The method is not supported here.");
    default:
      return body(500, "InternalServerError", "An internal error occurred.");
  }
}

function writeFailure(failure: Failure): WireError {
  const found = (armFailures as Readonly<Record<string, Row | undefined>>)[failure.code];
  if (found === undefined) return body(500, "InternalServerError", "An internal error occurred.");
  const code = typeof found.code === "string" ? found.code : found.code(failure.facts);
  return body(found.status, code, found.text(failure.facts));
}

function inputStatus(reason: Extract<Refusal, { kind: "invalid-input" }>["reason"]): number {
  if (reason === "body-too-large") return 413;
  if (reason === "unsupported-media-type") return 415;
  return reason === "url-too-long" ? 414 : 400;
}

function body(status: number, code: string, message: string): WireError {
  return { status, body: { error: { code, message } } };
}
