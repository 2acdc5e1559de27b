import type { Failure } from "../../base/index.ts";
import type { AuthenticationFailureCode, Refusal } from "../../http/index.ts";
import type { GraphFailureCode } from "../failure-codes.ts";
import { type FailureRow, fact, row } from "./failure-row.ts";
import { identityFailures } from "./identity-failures.ts";

const INVALID_TOKEN = "InvalidAuthenticationToken";

const authentication: Readonly<Record<AuthenticationFailureCode, FailureRow>> = {
  "http/token-missing": row(401, INVALID_TOKEN, () => "Access token is empty."),
  "http/token-malformed": row(
    401,
    INVALID_TOKEN,
    () => "IDX14100: JWT is not well formed, there are no dots (.).",
  ),
  "http/token-signature": row(
    401,
    INVALID_TOKEN,
    () => "Access token validation failure. Signature is invalid.",
  ),
  "http/token-expired": row(
    401,
    INVALID_TOKEN,
    () => "Lifetime validation failed, the token is expired.",
  ),
  "http/token-issuer": row(
    401,
    INVALID_TOKEN,
    () => "Access token validation failure. Invalid issuer.",
  ),
  "http/token-audience": row(
    401,
    INVALID_TOKEN,
    () => "Access token validation failure. Invalid audience.",
  ),
  "http/token-tenant": row(
    401,
    INVALID_TOKEN,
    (facts) => `The tenant '${fact(facts, "tenantId")}' of the token is not known here.`,
  ),
};

const queries = {
  "graph/query-malformed": row(
    400,
    "BadRequest",
    (facts) => `Invalid ${fact(facts, "option")} clause: ${fact(facts, "reason")}.`,
  ),
  "graph/query-unsupported": row(400, "Request_UnsupportedQuery", (facts) => fact(facts, "reason")),
  "graph/value-invalid": row(
    400,
    "Request_BadRequest",
    (facts) =>
      `Invalid value specified for property '${fact(facts, "property")}' of resource ` +
      `'${fact(facts, "type")}'.`,
  ),
  "graph/property-unknown": row(
    400,
    "BadRequest",
    (facts) =>
      `Could not find a property named '${fact(facts, "property")}' on type ` +
      `'microsoft.graph.${fact(facts, "type")}'.`,
  ),
  "graph/advanced-required": row(
    400,
    "Request_UnsupportedQuery",
    (facts) =>
      `Operator '${fact(facts, "what")}' is not supported because the required parameters might ` +
      "be missing. Try adding $count=true query parameter and ConsistencyLevel:eventual header.",
  ),
  "graph/option-unsupported": row(
    400,
    "BadRequest",
    (facts) => `The query parameter '${fact(facts, "option")}' is not supported by Lazurite here.`,
  ),
  "graph/option-repeated": row(
    400,
    "BadRequest",
    (facts) => `Query option '${fact(facts, "option")}' was specified more than once.`,
  ),
  "graph/page-size": row(
    400,
    "Request_UnsupportedQuery",
    (facts) =>
      `Invalid page size specified: '${fact(facts, "value")}'. ` +
      `Must be between 1 and ${fact(facts, "max")} inclusive.`,
  ),
  "graph/skip-token-invalid": row(
    400,
    "Directory_ExpiredPageToken",
    () => "The $skiptoken is not one that was given for this list.",
  ),
  "graph/count-unsupported": row(
    400,
    "Request_BadRequest",
    () => "$count is not currently supported.",
  ),
  "graph/search-header-missing": row(
    400,
    "Request_UnsupportedQuery",
    () =>
      "Request with $search query parameter only works through MSGraph with a special request " +
      "header: 'ConsistencyLevel: eventual'",
  ),
  "graph/sort-unsupported": row(
    400,
    "Request_UnsupportedQuery",
    () => "Sorting not supported for current query.",
  ),
} as const;

const calls = {
  "graph/denied": row(
    403,
    "Authorization_RequestDenied",
    () => "Insufficient privileges to complete the operation.",
  ),
  // Source: questions about this code: the service principal of the token is not in the tenant.
  "graph/caller-missing": row(
    403,
    "Authorization_IdentityNotFound",
    () => "The identity of the calling application could not be established.",
  ),
  "graph/not-found": row(
    404,
    "Request_ResourceNotFound",
    (facts) =>
      `Resource '${fact(facts, "id")}' does not exist or one of its queried ` +
      "reference-property objects are not present.",
  ),
  "graph/path-not-found": row(
    400,
    "BadRequest",
    (facts) => `Resource not found for the segment '${fact(facts, "segment")}'.`,
  ),
  "graph/method-not-allowed": row(
    405,
    "Request_BadRequest",
    (facts) =>
      `Specified HTTP method is not allowed for the request target: ${fact(facts, "method")}.`,
  ),
  "graph/body-invalid": row(400, "Request_BadRequest", (facts) => fact(facts, "reason")),
  "graph/property-read-only": row(
    400,
    "Request_BadRequest",
    (facts) => `Property '${fact(facts, "property")}' is read-only and cannot be set.`,
  ),
  "graph/property-unsupported": row(
    400,
    "Request_BadRequest",
    (facts) => `Lazurite does not support setting property '${fact(facts, "property")}'.`,
  ),
  "graph/condition-failed": row(
    412,
    "PreconditionFailed",
    () => "The objects of this directory have no ETag, so no If-Match condition holds.",
  ),
  "graph/feature-unsupported": row(
    501,
    "NotImplemented",
    (facts) => `Lazurite does not support ${fact(facts, "feature")} yet.`,
  ),
  "graph/batch-malformed": row(
    400,
    "BadRequest",
    (facts) => `Invalid batch payload: ${fact(facts, "reason")}.`,
  ),
  "graph/dependency-failed": row(
    424,
    "FailedDependency",
    () => "A request of the batch that this one depends on has failed.",
  ),
  "graph/me-without-user": row(
    400,
    "BadRequest",
    () => "/me request is only valid with delegated authentication flow.",
  ),
} as const;

const own: Readonly<Record<GraphFailureCode | AuthenticationFailureCode, FailureRow>> = {
  ...authentication,
  ...queries,
  ...calls,
};

/** The surface's one table from failure code to answer. */
const graphFailures: Readonly<Record<string, FailureRow>> = { ...own, ...identityFailures };

/** How a refusal is worded; a failure without a row is a defect. */
export function graphWords(refusal: Refusal): { status: number; code: string; message: string } {
  switch (refusal.kind) {
    case "failure":
      return failureWords(refusal.failure);
    case "invalid-input":
      return {
        status: inputStatus(refusal.reason),
        code: refusal.reason === "body-too-large" ? "RequestEntityTooLarge" : "BadRequest",
        message: refusal.message,
      };
    case "not-found":
      return { status: 400, code: "BadRequest", message: "Resource not found for the segment." };
    case "method-not-allowed":
      return {
        status: 405,
        code: "Request_BadRequest",
        message: "Specified HTTP method is not allowed for the request target.",
      };
    default:
      return { status: 500, code: "Service_InternalServerError", message: "An internal error." };
  }
}

/** Whether the table has words for a failure. */
export function isWorded(failure: Failure): boolean {
  return Object.hasOwn(graphFailures, failure.code);
}

function failureWords(failure: Failure): { status: number; code: string; message: string } {
  const found = graphFailures[failure.code];
  if (found === undefined) return graphWords({ kind: "defect" });
  return { status: found.status, code: found.code, message: found.text(failure.facts) };
}

function inputStatus(reason: Extract<Refusal, { kind: "invalid-input" }>["reason"]): number {
  if (reason === "body-too-large") return 413;
  if (reason === "unsupported-media-type") return 415;
  return reason === "url-too-long" ? 414 : 400;
}
